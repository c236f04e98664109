/** Whole blocks against their papers' equations, computed in double precision in plain Java. */
@NullMarked
package org.scanline.backbones.definition;

import org.jspecify.annotations.NullMarked;
