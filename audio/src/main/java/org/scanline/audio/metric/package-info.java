/** How close estimated sources are to the true ones, in decibels. */
@NullMarked
package org.scanline.audio.metric;

import org.jspecify.annotations.NullMarked;
