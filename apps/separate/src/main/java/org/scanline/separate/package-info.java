/** Takes music files apart into stems: files in, files out, in constant memory. */
@NullMarked
package org.scanline.separate;

import org.jspecify.annotations.NullMarked;
