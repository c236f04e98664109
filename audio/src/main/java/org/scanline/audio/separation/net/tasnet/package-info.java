/**
 * Conv-TasNet (Luo and Mesgarani, 2019, arXiv 1809.07454) as four publishers have written it: one
 * net, four descriptions of names and habits.
 */
@NullMarked
package org.scanline.audio.separation.net.tasnet;

import org.jspecify.annotations.NullMarked;
