/** JMH benchmarks of the recurrences; run by hand. */
@NullMarked
package org.scanline.backbones.benchmarks;

import org.jspecify.annotations.NullMarked;
