package org.scanline.audio.separation.published;

/**
 * A stretch of sound for the net.
 *
 * @param start frame of the sound at which what counts of it begins; may lie before the sound
 * @param frames that count
 * @param lead frames of context before them
 * @param sound (C,T), context included
 * @param first whether it is the first of its kind
 * @param last whether it is among the last
 */
@SuppressWarnings("ArrayRecordComponent")
record Window(long start, int frames, int lead, float[][] sound, boolean first, boolean last) {}
