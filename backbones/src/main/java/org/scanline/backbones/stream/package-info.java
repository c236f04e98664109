/** The one abstraction: a model fed piece by piece, whose result does not depend on the cuts. */
@NullMarked
package org.scanline.backbones.stream;

import org.jspecify.annotations.NullMarked;
