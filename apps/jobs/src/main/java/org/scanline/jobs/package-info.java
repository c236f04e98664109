/**
 * Jobs and their results, output names and part files, progress and exit codes; no user interface.
 */
@NullMarked
package org.scanline.jobs;

import org.jspecify.annotations.NullMarked;
