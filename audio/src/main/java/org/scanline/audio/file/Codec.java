package org.scanline.audio.file;

/** How sound is stored in an output file. */
public enum Codec {
  /** WAV, 16-bit integers. */
  WAV_16("wav", 16),
  /** WAV, 24-bit integers. */
  WAV_24("wav", 24),
  /** WAV, 32-bit floats: nothing is rounded or clipped. */
  WAV_FLOAT("wav", 32),
  /** FLAC, 16 bits. */
  FLAC_16("flac", 16),
  /** FLAC, 24 bits. */
  FLAC_24("flac", 24),
  /** MP3 by LAME. */
  MP3("mp3", 0),
  /** Opus in Ogg. */
  OPUS("opus", 0),
  /** AAC-LC in an MP4 container. */
  M4A("m4a", 0);

  private final String extension;
  private final int bits;

  Codec(String extension, int bits) {
    this.extension = extension;
    this.bits = bits;
  }

  /** The usual file extension, without a dot. */
  public String extension() {
    return extension;
  }

  /** Bits of one sample; 0 for lossy codecs. */
  public int bits() {
    return bits;
  }

  /** Whether decoding gives other samples than were encoded, beyond rounding. */
  public boolean lossy() {
    return bits == 0;
  }

  /** Whether the file is written by our own code, without FFmpeg. */
  boolean wav() {
    return this == WAV_16 || this == WAV_24 || this == WAV_FLOAT;
  }
}
