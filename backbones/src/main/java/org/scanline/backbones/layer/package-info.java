/**
 * Layers that the mixers are made of: norms, causal convolution with a carried tail, projections.
 */
@NullMarked
package org.scanline.backbones.layer;

import org.jspecify.annotations.NullMarked;
