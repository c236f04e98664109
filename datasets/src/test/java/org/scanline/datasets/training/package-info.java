@NullMarked
package org.scanline.datasets.training;

import org.jspecify.annotations.NullMarked;
