/**
 * Blocks that see a whole sequence, image or cloud at once: projections around the operators of
 * {@link org.scanline.backbones.attention.noncausal}, one class per paper, parameters named as in
 * its published weights.
 */
@NullMarked
package org.scanline.backbones.mixer.noncausal;

import org.jspecify.annotations.NullMarked;
