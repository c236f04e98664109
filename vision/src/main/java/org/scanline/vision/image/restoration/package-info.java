/**
 * Nets that enlarge and denoise pictures of any height, for programs that know nothing of tensors:
 * load an {@link org.scanline.vision.image.restoration.ImageRestorer}, open a stream, push strips.
 */
@NullMarked
package org.scanline.vision.image.restoration;

import org.jspecify.annotations.NullMarked;
