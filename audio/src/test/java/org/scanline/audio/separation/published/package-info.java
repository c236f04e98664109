/** Published nets behind windows. */
@NullMarked
package org.scanline.audio.separation.published;

import org.jspecify.annotations.NullMarked;
