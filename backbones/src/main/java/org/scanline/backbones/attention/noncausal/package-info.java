/**
 * Attention operators that see the whole sequence or image at once: functions of queries, keys and
 * values without parameters of their own.
 */
@NullMarked
package org.scanline.backbones.attention.noncausal;

import org.jspecify.annotations.NullMarked;
