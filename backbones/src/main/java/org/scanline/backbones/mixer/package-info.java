/** Token mixers: one class per paper, made of projections, a scan, a norm and an output gate. */
@NullMarked
package org.scanline.backbones.mixer;

import org.jspecify.annotations.NullMarked;
