/** Access to reference numbers. */
@NullMarked
package org.scanline.backbones.golden;

import org.jspecify.annotations.NullMarked;
