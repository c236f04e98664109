/** The recurrence of pLSTM along a line: transitions of any sign, marks before the step. */
@NullMarked
package org.scanline.backbones.scan.line;

import org.jspecify.annotations.NullMarked;
