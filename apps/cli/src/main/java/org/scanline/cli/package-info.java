/** The command line: thin commands over the applications, and the only place that prints. */
@NullMarked
package org.scanline.cli;

import org.jspecify.annotations.NullMarked;
