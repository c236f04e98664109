/** Gated recurrences over the cells of a plane: along its rows both ways, and down its columns. */
@NullMarked
package org.scanline.backbones.scan.planar;

import org.jspecify.annotations.NullMarked;
