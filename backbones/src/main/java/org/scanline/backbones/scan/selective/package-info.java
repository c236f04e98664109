/** The selective scan of Mamba: a diagonal recurrence of each channel by itself. */
@NullMarked
package org.scanline.backbones.scan.selective;

import org.jspecify.annotations.NullMarked;
