/**
 * The gated delta rule: the state corrects what it would have answered to each key (DeltaNet, Gated
 * DeltaNet).
 */
@NullMarked
package org.scanline.backbones.scan.delta;

import org.jspecify.annotations.NullMarked;
