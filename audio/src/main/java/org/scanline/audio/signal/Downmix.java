package org.scanline.audio.signal;

import org.scanline.audio.AudioBuffer;
import org.scanline.audio.ChannelLayout;

/**
 * What any number of channels means to a stereo model, and what its stems mean to the input.
 *
 * <p>Mono goes to both sides. Two channels are left and right whatever they are called. More go
 * down by ITU-R BS.775-3, annex 4: the centre to both sides at 0.7071, each surround to its side at
 * 0.7071 (0.5 where there are two pairs), a single back centre to both at 0.5; low-frequency
 * effects are left out; nothing is scaled down, so floats may pass full scale. Without named
 * speakers, channels 1, 3, 5... are averaged on the left and 2, 4, 6... on the right. Stems of a
 * mono input come back mono (the mean of both sides), all others stereo; so stems that added up to
 * the stereo mixture still do. Immutable.
 */
public final class Downmix {
  private static final float HALF_POWER = (float) Math.sqrt(0.5);

  private final ChannelLayout layout;
  private final float[] left;
  private final float[] right;

  /** The downmix of one layout. */
  public Downmix(ChannelLayout layout) {
    this.layout = layout;
    int channels = layout.channels();
    left = new float[channels];
    right = new float[channels];
    for (int c = 0; c < channels; c++) {
      left[c] = channels <= 2 ? (channels == 1 || c == 0 ? 1 : 0) : weight(c, true);
      right[c] = channels <= 2 ? (channels == 1 || c == 1 ? 1 : 0) : weight(c, false);
    }
  }

  private float weight(int channel, boolean toLeft) {
    long speaker = layout.speaker(channel);
    if (layout.speakers() == 0) {
      int sharing = (layout.channels() + (toLeft ? 1 : 0)) / 2;
      return (channel % 2 == 0) == toLeft ? 1f / sharing : 0;
    }
    if (speaker == ChannelLayout.FRONT_CENTRE) {
      return HALF_POWER;
    }
    if (speaker == ChannelLayout.BACK_CENTRE) {
      return 0.5f;
    }
    boolean ours =
        (speaker
                & (toLeft
                    ? ChannelLayout.FRONT_LEFT
                        | ChannelLayout.FRONT_LEFT_OF_CENTRE
                        | ChannelLayout.BACK_LEFT
                        | ChannelLayout.SIDE_LEFT
                    : ChannelLayout.FRONT_RIGHT
                        | ChannelLayout.FRONT_RIGHT_OF_CENTRE
                        | ChannelLayout.BACK_RIGHT
                        | ChannelLayout.SIDE_RIGHT))
            != 0;
    boolean surround =
        speaker == ChannelLayout.BACK_LEFT
            || speaker == ChannelLayout.BACK_RIGHT
            || speaker == ChannelLayout.SIDE_LEFT
            || speaker == ChannelLayout.SIDE_RIGHT;
    return !ours ? 0 : !surround ? 1 : twoPairs() ? 0.5f : HALF_POWER;
  }

  private boolean twoPairs() {
    return (layout.speakers() & ChannelLayout.BACK_LEFT) != 0
        && (layout.speakers() & ChannelLayout.SIDE_LEFT) != 0;
  }

  /** Whether any channel is mixed or left out: a thing to tell the user. */
  public boolean changesSound() {
    return layout.channels() > 2;
  }

  /** Channels that {@link #restore} gives back: 1 for mono, else 2. */
  public int restoredChannels() {
    return Math.min(2, layout.channels());
  }

  /**
   * The stereo sound for a model.
   *
   * @param sound with the layout's number of channels
   */
  public AudioBuffer toStereo(AudioBuffer sound) {
    sound.demand(sound.sampleRate(), layout.channels());
    if (layout.channels() == 2) {
      return sound;
    }
    if (layout.channels() == 1) {
      return AudioBuffer.of(sound.sampleRate(), sound.channel(0), sound.channel(0));
    }
    return AudioBuffer.of(sound.sampleRate(), mix(sound, left), mix(sound, right));
  }

  /**
   * A model's stereo stem in the input's kind: mono for mono, else as it is.
   *
   * @param stem with two channels
   */
  public AudioBuffer restore(AudioBuffer stem) {
    stem.demand(stem.sampleRate(), 2);
    return layout.channels() == 1
        ? AudioBuffer.of(stem.sampleRate(), mix(stem, new float[] {0.5f, 0.5f}))
        : stem;
  }

  private static float[] mix(AudioBuffer sound, float[] weights) {
    float[] out = new float[sound.frames()];
    for (int c = 0; c < weights.length; c++) {
      float weight = weights[c];
      if (weight != 0) {
        float[] in = sound.channel(c);
        for (int i = 0; i < out.length; i++) {
          out[i] += weight * in[i];
        }
      }
    }
    return out;
  }
}
