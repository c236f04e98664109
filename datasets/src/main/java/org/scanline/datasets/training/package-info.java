/** Training and evaluation of the separation nets. */
@NullMarked
package org.scanline.datasets.training;

import org.jspecify.annotations.NullMarked;
