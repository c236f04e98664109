/** Long convolutions along time, and the state spaces that are convolutions. */
@NullMarked
package org.scanline.backbones.scan.convolution;

import org.jspecify.annotations.NullMarked;
