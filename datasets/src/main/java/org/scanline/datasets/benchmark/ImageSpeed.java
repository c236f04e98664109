package org.scanline.datasets.benchmark;

/**
 * What a net for pictures took.
 *
 * @param model its name
 * @param architecture name of the net
 * @param parameters trained numbers
 * @param width of the picture that went in
 * @param height of the picture that went in
 * @param channels of the picture
 * @param scale rows and columns that came out for each
 * @param lookahead rows below a row that the net must see; -1 when it needs the whole picture
 * @param megapixelsPerSecond pixels that came out in a second, in millions
 * @param megapixelsPerCpuSecond the same for a second of processor time, all threads together
 * @param earlyRow milliseconds for a row of the first third of the picture; NaN when too few
 * @param lateRow milliseconds for a row of the last third
 * @param peak highest resident memory of the process, MiB; NaN where it is not known
 * @param checksum of what came out
 */
public record ImageSpeed(
    String model,
    String architecture,
    long parameters,
    int width,
    int height,
    int channels,
    int scale,
    int lookahead,
    double megapixelsPerSecond,
    double megapixelsPerCpuSecond,
    double earlyRow,
    double lateRow,
    double peak,
    long checksum) {}
