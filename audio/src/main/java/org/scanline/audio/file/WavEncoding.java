package org.scanline.audio.file;

import java.nio.ByteBuffer;

/** How one sample lies in the bytes of a WAV file, little endian; ±1 is full scale. */
enum WavEncoding {
  U8(1, 8, "pcm_u8"),
  S16(2, 16, "pcm_s16le"),
  S24(3, 24, "pcm_s24le"),
  S32(4, 32, "pcm_s32le"),
  F32(4, 32, "pcm_f32le"),
  F64(8, 64, "pcm_f64le");

  final int bytes;
  final int bits;
  final String codec;

  WavEncoding(int bytes, int bits, String codec) {
    this.bytes = bytes;
    this.bits = bits;
    this.codec = codec;
  }

  /** Reads {@code count} samples of one channel, {@code stride} bytes apart. */
  void decode(ByteBuffer in, int offset, int stride, float[] out, int at, int count) {
    for (int i = 0, p = offset; i < count; i++, p += stride) {
      out[at + i] =
          switch (this) {
            case U8 -> ((in.get(p) & 0xff) - 128) * 0x1p-7f;
            case S16 -> in.getShort(p) * 0x1p-15f;
            case S24 -> ((in.getShort(p) & 0xffff) | in.get(p + 2) << 16) * 0x1p-23f;
            case S32 -> in.getInt(p) * 0x1p-31f;
            case F32 -> in.getFloat(p);
            case F64 -> (float) in.getDouble(p);
          };
    }
  }

  /** Writes the samples of one channel; returns how many were clamped. */
  int encode(float[] in, ByteBuffer out, int offset, int stride, int from, int count) {
    int clipped = 0;
    double scale = this == S16 ? 0x1p15 : 0x1p23;
    for (int i = 0, p = offset; i < count; i++, p += stride) {
      if (this == F32) {
        out.putFloat(p, in[from + i]);
        continue;
      }
      double step = Math.rint(in[from + i] * scale);
      if (step > scale - 1 || step < -scale) {
        step = step > 0 ? scale - 1 : -scale;
        clipped++;
      }
      int value = (int) step;
      out.putShort(p, (short) value);
      if (this == S24) {
        out.put(p + 2, (byte) (value >> 16));
      }
    }
    return clipped;
  }

  /** The encoding that we write for a codec. */
  static WavEncoding of(Codec codec) {
    return switch (codec) {
      case WAV_16 -> S16;
      case WAV_24 -> S24;
      default -> F32;
    };
  }
}
