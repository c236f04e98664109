/** Enlarges and denoises pictures of any height: files in, files out, in constant memory. */
@NullMarked
package org.scanline.longimage;

import org.jspecify.annotations.NullMarked;
