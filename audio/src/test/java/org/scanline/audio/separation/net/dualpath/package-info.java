/** DualPath nets against their publisher's numbers. */
@NullMarked
package org.scanline.audio.separation.net.dualpath;

import org.jspecify.annotations.NullMarked;
