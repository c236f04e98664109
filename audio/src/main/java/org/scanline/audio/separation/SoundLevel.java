package org.scanline.audio.separation;

/**
 * Mean and deviation of a whole sound, mixed to mono at a model's rate.
 *
 * @param mean of the samples
 * @param deviation standard deviation, unbiased; 0 for fewer than two samples
 */
public record SoundLevel(double mean, double deviation) {}
