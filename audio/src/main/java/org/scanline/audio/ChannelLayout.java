package org.scanline.audio;

/**
 * Which loudspeaker each channel belongs to.
 *
 * <p>Speakers are bits in the order of WAVEFORMATEXTENSIBLE (also FFmpeg's), and channels are
 * stored in the order of their bits.
 *
 * @param channels number of channels, at least 1
 * @param speakers one bit for each channel; 0 when the file does not say
 */
public record ChannelLayout(int channels, long speakers) {
  /** Front left. */
  public static final long FRONT_LEFT = 0x1;

  /** Front right. */
  public static final long FRONT_RIGHT = 0x2;

  /** Front centre. */
  public static final long FRONT_CENTRE = 0x4;

  /** Low frequency effects. */
  public static final long LOW_FREQUENCY = 0x8;

  /** Back left. */
  public static final long BACK_LEFT = 0x10;

  /** Back right. */
  public static final long BACK_RIGHT = 0x20;

  /** Between the centre and front left. */
  public static final long FRONT_LEFT_OF_CENTRE = 0x40;

  /** Between the centre and front right. */
  public static final long FRONT_RIGHT_OF_CENTRE = 0x80;

  /** Back centre. */
  public static final long BACK_CENTRE = 0x100;

  /** Side left. */
  public static final long SIDE_LEFT = 0x200;

  /** Side right. */
  public static final long SIDE_RIGHT = 0x400;

  /** Checks that there are as many speakers as channels, or none. */
  public ChannelLayout {
    if (channels < 1) {
      throw new IllegalArgumentException("channels=" + channels + " must be at least 1");
    }
    if (speakers != 0 && Long.bitCount(speakers) != channels) {
      throw new IllegalArgumentException(
          "speakers=0x%x names %d speakers for %d channels"
              .formatted(speakers, Long.bitCount(speakers), channels));
    }
  }

  /**
   * The usual layout for a number of channels (1, 2, 3, 4, 5, 6 = 5.1, 7, 8 = 7.1), else unnamed.
   */
  public static ChannelLayout usual(int channels) {
    long front = FRONT_LEFT | FRONT_RIGHT | FRONT_CENTRE;
    long back = BACK_LEFT | BACK_RIGHT;
    long speakers =
        switch (channels) {
          case 1 -> FRONT_CENTRE;
          case 2 -> FRONT_LEFT | FRONT_RIGHT;
          case 3 -> front;
          case 4 -> FRONT_LEFT | FRONT_RIGHT | back;
          case 5 -> front | back;
          case 6 -> front | LOW_FREQUENCY | back;
          case 7 -> front | LOW_FREQUENCY | BACK_CENTRE | SIDE_LEFT | SIDE_RIGHT;
          case 8 -> front | LOW_FREQUENCY | back | SIDE_LEFT | SIDE_RIGHT;
          default -> 0;
        };
    return new ChannelLayout(channels, speakers);
  }

  /** The given speakers where they fit the number of channels, else the usual layout. */
  public static ChannelLayout of(int channels, long speakers) {
    return Long.bitCount(speakers) == channels
        ? new ChannelLayout(channels, speakers)
        : usual(channels);
  }

  /** The speaker bit of one channel, or 0 when the layout is unnamed. */
  public long speaker(int channel) {
    long rest = speakers;
    for (int i = 0; i < channel; i++) {
      rest &= rest - 1;
    }
    return Long.lowestOneBit(rest);
  }
}
