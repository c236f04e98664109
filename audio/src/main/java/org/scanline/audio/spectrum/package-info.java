/** The short-time Fourier transform and its inverse, as streams. */
@NullMarked
package org.scanline.audio.spectrum;

import org.jspecify.annotations.NullMarked;
