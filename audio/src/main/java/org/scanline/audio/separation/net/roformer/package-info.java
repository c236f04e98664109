/** BS-RoFormer and Mel-Band RoFormer. */
@NullMarked
package org.scanline.audio.separation.net.roformer;

import org.jspecify.annotations.NullMarked;
