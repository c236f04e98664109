/** A linear recurrence over the cells of a grid: step by step, by diagonals, and in plain Java. */
@NullMarked
package org.scanline.backbones.scan.grid;

import org.jspecify.annotations.NullMarked;
