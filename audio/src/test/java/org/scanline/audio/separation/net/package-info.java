@NullMarked
package org.scanline.audio.separation.net;

import org.jspecify.annotations.NullMarked;
