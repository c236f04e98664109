package org.scanline.separate;

import org.scanline.audio.AudioBuffer;
import org.scanline.audio.ChannelLayout;

/**
 * Mixes many channels down to two: front left and right as they are, centre and surrounds 3 dB
 * lower to their sides (ITU-R BS.775-3), low frequency effects left out, and the whole lowered so
 * that full scale on all channels stays full scale.
 */
final class StereoMix {
  private static final float HALF_POWER = (float) Math.sqrt(0.5);
  private static final long LEFT = ChannelLayout.FRONT_LEFT | ChannelLayout.FRONT_LEFT_OF_CENTRE;
  private static final long RIGHT = ChannelLayout.FRONT_RIGHT | ChannelLayout.FRONT_RIGHT_OF_CENTRE;
  private static final long LEFT_SURROUND = ChannelLayout.BACK_LEFT | ChannelLayout.SIDE_LEFT;
  private static final long RIGHT_SURROUND = ChannelLayout.BACK_RIGHT | ChannelLayout.SIDE_RIGHT;

  private final float[][] weights;

  StereoMix(ChannelLayout layout) {
    weights = new float[2][layout.channels()];
    for (int c = 0; c < layout.channels(); c++) {
      long speaker = layout.speaker(c);
      if (layout.speakers() == 0) {
        weights[c % 2][c] = 1;
      } else if ((speaker & ChannelLayout.LOW_FREQUENCY) == 0) {
        weights[0][c] = side(speaker, LEFT, LEFT_SURROUND, RIGHT | RIGHT_SURROUND);
        weights[1][c] = side(speaker, RIGHT, RIGHT_SURROUND, LEFT | LEFT_SURROUND);
      }
    }
    normalise();
  }

  private static float side(long speaker, long front, long surround, long otherSide) {
    if ((speaker & front) != 0) {
      return 1;
    }
    if ((speaker & surround) != 0) {
      return HALF_POWER;
    }
    return (speaker & otherSide) != 0 ? 0 : HALF_POWER;
  }

  private void normalise() {
    float most = 0;
    for (float[] row : weights) {
      float sum = 0;
      for (float weight : row) {
        sum += weight;
      }
      most = Math.max(most, sum);
    }
    for (float[] row : weights) {
      for (int c = 0; c < row.length && most > 0; c++) {
        row[c] /= most;
      }
    }
  }

  AudioBuffer apply(AudioBuffer block) {
    float[][] mixed = new float[2][block.frames()];
    for (int side = 0; side < 2; side++) {
      for (int c = 0; c < block.channels(); c++) {
        float weight = weights[side][c];
        float[] from = block.channel(c);
        for (int i = 0; i < from.length && weight != 0; i++) {
          mixed[side][i] += weight * from[i];
        }
      }
    }
    return AudioBuffer.of(block.sampleRate(), mixed);
  }
}
