/**
 * Weight files: strict reading and writing of safetensors, publishers' checkpoints read as data,
 * and parameters demanded by name and shape.
 */
@NullMarked
package org.scanline.backbones.weights;

import org.jspecify.annotations.NullMarked;
