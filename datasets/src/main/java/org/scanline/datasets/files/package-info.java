/** Which files are sounds. */
@NullMarked
package org.scanline.datasets.files;

import org.jspecify.annotations.NullMarked;
