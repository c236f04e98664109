/**
 * Stacks of mixers: a {@link org.scanline.backbones.hybrid.Backbone} is built from a record that
 * names the mixer of each layer, and carries all states as one object.
 */
@NullMarked
package org.scanline.backbones.hybrid;

import org.jspecify.annotations.NullMarked;
