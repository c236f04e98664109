/** How good a separator is: scores on songs whose stems are known, beside simple baselines. */
@NullMarked
package org.scanline.datasets.evaluation;

import org.jspecify.annotations.NullMarked;
