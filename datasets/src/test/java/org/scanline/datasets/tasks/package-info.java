@NullMarked
package org.scanline.datasets.tasks;

import org.jspecify.annotations.NullMarked;
