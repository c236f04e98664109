/** Laws of the package. */
@NullMarked
package org.scanline.datasets.benchmark;

import org.jspecify.annotations.NullMarked;
