/** Tables and pictures as text. */
@NullMarked
package org.scanline.datasets.text;

import org.jspecify.annotations.NullMarked;
