/**
 * What nets of encoder, masks and decoder have in common: settings, mask activations, their face.
 */
@NullMarked
package org.scanline.audio.separation.net.masking;

import org.jspecify.annotations.NullMarked;
