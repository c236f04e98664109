/** What this library holds, paper by paper. */
@NullMarked
package org.scanline.backbones.catalogue;

import org.jspecify.annotations.NullMarked;
