package org.scanline.datasets.evaluation;

/**
 * How far an evaluation is.
 *
 * @param song name of the song under way
 * @param number of that song, from 1
 * @param songs how many there are
 * @param method under way on that song
 * @param seconds of the song that this method has heard
 * @param length of the song in seconds, NaN when its files do not say
 */
public record EvaluationStep(
    String song, int number, int songs, EvaluationMethod method, double seconds, double length) {}
