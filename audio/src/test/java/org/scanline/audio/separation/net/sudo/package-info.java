/** Sudo nets against their publisher's numbers. */
@NullMarked
package org.scanline.audio.separation.net.sudo;

import org.jspecify.annotations.NullMarked;
