/** Scores of stems that someone has separated already, against the true ones. */
@NullMarked
package org.scanline.datasets.scoring;

import org.jspecify.annotations.NullMarked;
