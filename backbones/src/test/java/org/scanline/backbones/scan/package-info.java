/** Tests of laws that every recurrence obeys. */
@NullMarked
package org.scanline.backbones.scan;

import org.jspecify.annotations.NullMarked;
