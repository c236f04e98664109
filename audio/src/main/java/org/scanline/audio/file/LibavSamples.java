package org.scanline.audio.file;

import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_DBL;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_DBLP;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLT;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16P;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S32;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S32P;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S64;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S64P;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_U8;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_U8P;
import static org.bytedeco.ffmpeg.global.avutil.av_get_bytes_per_sample;
import static org.bytedeco.ffmpeg.global.avutil.av_sample_fmt_is_planar;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Samples between FFmpeg's frames and planar floats; integer full scale is ±1, as in our WAV. */
final class LibavSamples {
  private LibavSamples() {}

  /** All channels of a decoded frame. */
  static float[][] read(AVFrame frame, int channels) {
    int format = frame.format();
    int frames = frame.nb_samples();
    boolean planar = av_sample_fmt_is_planar(format) == 1;
    int width = av_get_bytes_per_sample(format);
    float[][] out = new float[channels][frames];
    for (int c = 0; c < channels; c++) {
      ByteBuffer bytes = bytes(frame, planar ? c : 0, frames * width * (planar ? 1 : channels));
      int offset = planar ? 0 : c * width;
      decode(format, bytes, offset, planar ? width : width * channels, out[c]);
    }
    return out;
  }

  private static ByteBuffer bytes(AVFrame frame, int plane, int count) {
    return frame.extended_data(plane).capacity(count).asByteBuffer().order(ByteOrder.nativeOrder());
  }

  private static void decode(int format, ByteBuffer in, int offset, int stride, float[] out) {
    for (int i = 0, p = offset; i < out.length; i++, p += stride) {
      if (format == AV_SAMPLE_FMT_FLTP || format == AV_SAMPLE_FMT_FLT) {
        out[i] = in.getFloat(p);
      } else if (format == AV_SAMPLE_FMT_S16 || format == AV_SAMPLE_FMT_S16P) {
        out[i] = in.getShort(p) * 0x1p-15f;
      } else if (format == AV_SAMPLE_FMT_S32 || format == AV_SAMPLE_FMT_S32P) {
        out[i] = in.getInt(p) * 0x1p-31f;
      } else if (format == AV_SAMPLE_FMT_DBL || format == AV_SAMPLE_FMT_DBLP) {
        out[i] = (float) in.getDouble(p);
      } else if (format == AV_SAMPLE_FMT_U8 || format == AV_SAMPLE_FMT_U8P) {
        out[i] = ((in.get(p) & 0xff) - 128) * 0x1p-7f;
      } else if (format == AV_SAMPLE_FMT_S64 || format == AV_SAMPLE_FMT_S64P) {
        out[i] = in.getLong(p) * 0x1p-63f;
      } else {
        throw new IllegalStateException("unknown sample format " + format);
      }
    }
  }

  /**
   * Fills a frame that has its buffers.
   *
   * @param bits significant bits of an integer format, 0 for floats
   * @return how many samples were clamped
   */
  static int write(float[][] in, int from, AVFrame frame, int bits) {
    int format = frame.format();
    int frames = frame.nb_samples();
    int clipped = 0;
    boolean planar = av_sample_fmt_is_planar(format) == 1;
    int width = av_get_bytes_per_sample(format);
    for (int c = 0; c < in.length; c++) {
      ByteBuffer bytes = bytes(frame, planar ? c : 0, frames * width * (planar ? 1 : in.length));
      int stride = planar ? width : width * in.length;
      for (int i = 0, p = planar ? 0 : c * width; i < frames; i++, p += stride) {
        float sample = in[c][from + i];
        if (bits == 0) {
          bytes.putFloat(p, sample);
          continue;
        }
        double scale = 1L << (bits - 1);
        double step = Math.rint(sample * scale);
        if (step > scale - 1 || step < -scale) {
          step = step > 0 ? scale - 1 : -scale;
          clipped++;
        }
        if (width == 2) {
          bytes.putShort(p, (short) step);
        } else {
          bytes.putInt(p, (int) step << (32 - bits));
        }
      }
    }
    return clipped;
  }
}
