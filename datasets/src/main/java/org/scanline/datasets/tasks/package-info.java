/**
 * Small tasks that show what a mixer can learn: generators, a net with a head, a trainer, scores.
 */
@NullMarked
package org.scanline.datasets.tasks;

import org.jspecify.annotations.NullMarked;
