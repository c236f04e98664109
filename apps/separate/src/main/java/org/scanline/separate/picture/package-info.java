/** The picture of a song and its stems: spectrograms gathered while the sound streams by. */
@NullMarked
package org.scanline.separate.picture;

import org.jspecify.annotations.NullMarked;
