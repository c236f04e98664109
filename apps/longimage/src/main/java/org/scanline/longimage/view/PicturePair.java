package org.scanline.longimage.view;

import java.nio.file.Path;

/**
 * A picture before and after.
 *
 * @param before file of the input
 * @param after file of the result, as many times as large
 * @param scale how many times
 * @param title what the picture is called
 * @param model what made the result
 */
public record PicturePair(Path before, Path after, int scale, String title, String model) {}
