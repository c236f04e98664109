/** What people look at beside the result: sheets of crops and a page that zooms. */
@NullMarked
package org.scanline.longimage.view;

import org.jspecify.annotations.NullMarked;
