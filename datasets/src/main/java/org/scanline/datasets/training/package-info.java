/**
 * Training and evaluation of the separation nets; the optimiser and checkpoints of all training.
 */
@NullMarked
package org.scanline.datasets.training;

import org.jspecify.annotations.NullMarked;
