package org.scanline.audio.file;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MP3;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_OPUS;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_DURATION_FROM_BITRATE;
import static org.bytedeco.ffmpeg.global.avutil.AV_CHANNEL_ORDER_NATIVE;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_q2d;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.ChannelLayout;

/** Reads any file that FFmpeg decodes; skipping decodes what it passes over, to be sample-exact. */
final class LibavReader extends AudioReader {
  private static final double MICROSECONDS = 1e-6;
  private static final int MAX_BLOCK = 1 << 18;

  private final LibavInput input;
  private final AudioFormat format;
  private final Tags tags;
  private final boolean lengthIsPromised;
  private final SampleGuard guard = new SampleGuard();
  private float[][] block;

  /** The block after this one: padding at the end is cut off once the end is seen. */
  private float @Nullable [][] ahead;

  private int used;

  /** Frames decoded so far: the place of the block's end. */
  private long decoded;

  private boolean closed;

  private LibavReader(LibavInput input, AVFrame first, AudioFormat format) {
    this.input = input;
    this.block = new float[format.channels()][0];
    this.ahead = LibavSamples.read(first, format.channels());
    this.format = format;
    this.tags = LibavTags.read(input.format(), input.stream());
    this.lengthIsPromised =
        format.frames() >= 0
            && input.format().duration_estimation_method() != AVFMT_DURATION_FROM_BITRATE;
  }

  /** Opens a file and decodes its first block, so that what cannot be decoded fails here. */
  static LibavReader decode(Path file, int number) throws AudioFileException {
    Libav.demand();
    LibavInput input = new LibavInput(file, number);
    LibavReader reader = null;
    try {
      AVFrame first = input.next();
      if (first == null) {
        throw new AudioFileException(
            "no sound could be decoded; the file is damaged or holds none, fetch it again");
      }
      AudioFormat format = describe(input, file, first);
      reader = new LibavReader(input, first, format);
      return reader;
    } finally {
      if (reader == null) {
        input.close();
      }
    }
  }

  private static AudioFormat describe(LibavInput input, Path file, AVFrame first)
      throws AudioFileException {
    AVChannelLayout layout = first.ch_layout();
    int channels = layout.nb_channels();
    int rate = first.sample_rate();
    if (channels < 1 || channels > AudioBuffer.MAX_CHANNELS) {
      throw new AudioFileException(
          "the file says %d channels, outside 1..%d; it is damaged or not for listening"
              .formatted(channels, AudioBuffer.MAX_CHANNELS));
    }
    if (rate < AudioBuffer.MIN_RATE || rate > AudioBuffer.MAX_RATE) {
      throw new AudioFileException(
          "the file says %d Hz, outside %d..%d; it is damaged or not for listening"
              .formatted(rate, AudioBuffer.MIN_RATE, AudioBuffer.MAX_RATE));
    }
    long speakers = layout.order() == AV_CHANNEL_ORDER_NATIVE ? layout.u_mask() : 0;
    AVCodecContext decoder = input.decoder();
    boolean lossless = decoder.bits_per_raw_sample() > 0 || decoder.bits_per_coded_sample() > 0;
    int bits = Math.max(decoder.bits_per_raw_sample(), decoder.bits_per_coded_sample());
    String codec = Libav.string(avcodec_get_name(decoder.codec_id()));
    return new AudioFormat(
        rate,
        channels,
        promisedFrames(input, file, rate),
        codec,
        Libav.string(input.format().iformat().name()),
        lossless && (codec.startsWith("pcm") || codec.matches("flac|alac|wavpack|ape|tta|tak"))
            ? bits
            : 0,
        ChannelLayout.of(channels, speakers));
  }

  /** The length that the container gives, encoder delay and padding taken off, or -1. */
  private static long promisedFrames(LibavInput input, Path file, int rate) {
    AVStream stream = input.stream();
    long duration = input.format().duration();
    if (stream.duration() != AV_NOPTS_VALUE()) {
      long frames = Math.round(stream.duration() * av_q2d(stream.time_base()) * rate);
      return switch (input.decoder().codec_id()) {
        case AV_CODEC_ID_MP3 -> soundOrUnknown(frames - LameTag.padding(file));
        case AV_CODEC_ID_OPUS -> soundOrUnknown(frames - stream.codecpar().initial_padding());
        default -> frames;
      };
    }
    return duration == AV_NOPTS_VALUE() ? -1 : Math.round(duration * MICROSECONDS * rate);
  }

  /** A block was decoded, so a length that leaves nothing of it is wrong. */
  private static long soundOrUnknown(long frames) {
    return frames > 0 ? frames : -1;
  }

  @Override
  public AudioFormat format() {
    return format;
  }

  @Override
  public Tags tags() {
    return tags;
  }

  @Override
  public AudioBuffer read(int maxFrames) throws AudioFileException {
    if (maxFrames < 1) {
      throw new IllegalArgumentException("maxFrames=" + maxFrames + " must be at least 1");
    }
    int most = Math.min(maxFrames, MAX_BLOCK);
    float[][] out = new float[format.channels()][most];
    int done = 0;
    while (done < most && available()) {
      int step = Math.min(most - done, block[0].length - used);
      for (int c = 0; c < out.length; c++) {
        System.arraycopy(block[c], used, out[c], done, step);
      }
      used += step;
      done += step;
    }
    return AudioBuffer.of(format.sampleRate(), out).slice(0, done);
  }

  /** Whether a sample is there, decoding the next frame if need be. */
  private boolean available() throws AudioFileException {
    while (used == block[0].length && ahead != null && !closed) {
      block = ahead;
      used = 0;
      AVFrame next = input.next();
      if (next != null) {
        demandSameFormat(next);
        ahead = LibavSamples.read(next, format.channels());
      } else {
        ahead = null;
        cutPadding();
      }
      guard.check(block, 0, block[0].length, decoded);
      decoded += block[0].length;
    }
    return used < block[0].length;
  }

  /** Cuts the last block where the promised length ends, if it ends there. */
  private void cutPadding() {
    long keep = format.frames() - decoded;
    if (lengthIsPromised && keep >= 0 && keep < block[0].length && padded()) {
      for (int c = 0; c < block.length; c++) {
        block[c] = Arrays.copyOf(block[c], (int) keep);
      }
    }
  }

  /** Codecs that fill up their last block, in containers that say how much of it is sound. */
  private boolean padded() {
    return format.codec().equals("aac") || format.codec().equals("mp3");
  }

  private void demandSameFormat(AVFrame next) throws AudioFileException {
    if (next.sample_rate() != format.sampleRate()
        || next.ch_layout().nb_channels() != format.channels()) {
      throw new AudioFileException(
          "the sound changes from %d channels at %d Hz to %d at %d Hz on its way; convert it to WAV"
              .formatted(
                  format.channels(),
                  format.sampleRate(),
                  next.ch_layout().nb_channels(),
                  next.sample_rate()));
    }
  }

  @Override
  public long skip(long frames) throws AudioFileException {
    if (frames < 0) {
      throw new IllegalArgumentException("frames=" + frames + " must not be negative");
    }
    long done = 0;
    while (done < frames && available()) {
      int step = (int) Math.min(frames - done, block[0].length - used);
      used += step;
      done += step;
    }
    return done;
  }

  @Override
  public List<String> warnings() {
    List<String> all = new ArrayList<>();
    if (ahead == null && lengthIsPromised && decoded < format.frames() - format.sampleRate() / 10) {
      all.add("the file ends early: %d of %d frames are there".formatted(decoded, format.frames()));
    }
    if (input.damaged() > 0) {
      all.add("%d damaged packet(s) were left out".formatted(input.damaged()));
    }
    all.addAll(guard.warnings());
    return List.copyOf(all);
  }

  @Override
  public void close() {
    closed = true;
    input.close();
  }
}
