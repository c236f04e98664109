/**
 * Makes endless training songs as separate stems, from generated music and freely licensed
 * recordings.
 */
@NullMarked
package org.scanline.datasets.songs;

import org.jspecify.annotations.NullMarked;
