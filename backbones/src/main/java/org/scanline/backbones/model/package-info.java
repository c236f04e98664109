/**
 * What all media share about trained models: where they compute, and how one that fails says so.
 */
@NullMarked
package org.scanline.backbones.model;

import org.jspecify.annotations.NullMarked;
