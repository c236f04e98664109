/** Separation of music into stems: models, their cards, and streams of stems. */
@NullMarked
package org.scanline.audio.separation;

import org.jspecify.annotations.NullMarked;
