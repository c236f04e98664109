package org.scanline.datasets.benchmark;

/**
 * How fast a whole mixer is at inference: projections, recurrence, norm and gate.
 *
 * @param name as the paper calls it
 * @param type simple name of its class
 * @param tokensPerSecond in one call over {@link MixerTiming#STEPS} tokens
 */
public record MixerSpeed(String name, String type, double tokensPerSecond) {}
