/** How fast the recurrences are, beside their peers, and the table of all mixers. */
@NullMarked
package org.scanline.datasets.benchmark;

import org.jspecify.annotations.NullMarked;
