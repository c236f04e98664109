package org.scanline.audio.file;

import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_ALL;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EIO;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * FFmpeg's demuxer and decoder of one local file: decoded frames in order, encoder delay and
 * padding already cut off by the decoder. One thread at a time.
 */
final class LibavInput implements AutoCloseable {
  /** Containers of media; none that names other files or devices. */
  private static final String CONTAINERS =
      "wav,w64,aiff,caf,au,flac,mp3,ogg,mov,matroska,avi,aac,ac3,eac3,dts,truehd,ape,wv,tta,tak,"
          + "mpc,mpc8,asf,flv,live_flv,mpeg,mpegts,mpegvideo,amr,voc,sox,oma,rm,dsf,iff,mxf,nut,shn";

  private final AVFormatContext format = new AVFormatContext(null);
  private final AVPacket packet = av_packet_alloc();
  private final AVFrame frame = av_frame_alloc();
  private @Nullable AVCodecContext decoder;
  private @Nullable AVStream stream;
  private boolean opened;
  private boolean draining;
  private long damaged;

  /**
   * Opens a file and its decoder.
   *
   * @param number of the sound track, from 0; -1 for the main one
   * @throws AudioFileException when it is no media file, or has no sound that we can decode
   */
  LibavInput(Path file, int number) throws AudioFileException {
    try {
      openContainer(file);
      openDecoder(number);
    } catch (AudioFileException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private void openContainer(Path file) throws AudioFileException {
    AVDictionary options = new AVDictionary(null);
    LibavTags.set(options, "protocol_whitelist", "file");
    LibavTags.set(options, "format_whitelist", CONTAINERS);
    try (BytePointer url = Libav.url(file)) {
      int code = avformat_open_input(format, url, (AVInputFormat) null, options);
      if (code == AVERROR_EIO()) {
        throw new AudioFileException("cannot read (" + Libav.words(code) + "); check the disk");
      }
      if (code < 0) {
        throw notAudio(code);
      }
      opened = true;
    } finally {
      av_dict_free(options);
    }
    int code = avformat_find_stream_info(format, (PointerPointer<?>) null);
    if (code < 0) {
      throw notAudio(code);
    }
  }

  private static AudioFileException notAudio(int code) {
    return new AudioFileException(
        "this is not an audio file that we can read, or it is damaged ("
            + Libav.words(code)
            + "); convert it to WAV or FLAC, or fetch it again");
  }

  /** The place of a sound track among all streams. */
  private int find(int number) throws AudioFileException {
    int tracks = 0;
    for (int i = 0; i < format.nb_streams() && number >= 0; i++) {
      if (format.streams(i).codecpar().codec_type() == AVMEDIA_TYPE_AUDIO && tracks++ == number) {
        return i;
      }
    }
    if (tracks > 0) {
      throw new AudioFileException(
          "there are %d sound tracks in this file; wanted at least %d"
              .formatted(tracks, number + 1));
    }
    int index =
        av_find_best_stream(format, AVMEDIA_TYPE_AUDIO, -1, -1, (PointerPointer<?>) null, 0);
    if (index < 0) {
      throw new AudioFileException(
          "there is no sound in this file; choose one with an audio track");
    }
    return index;
  }

  private void openDecoder(int number) throws AudioFileException {
    int index = find(number);
    for (int i = 0; i < format.nb_streams(); i++) {
      if (i != index) {
        format.streams(i).discard(AVDISCARD_ALL);
      }
    }
    AVStream sound = format.streams(index);
    AVCodec codec = avcodec_find_decoder(sound.codecpar().codec_id());
    if (codec == null) {
      throw new AudioFileException(
          "the sound is coded as %s, which cannot be decoded; convert it to WAV or FLAC"
              .formatted(Libav.string(avcodec_get_name(sound.codecpar().codec_id()))));
    }
    AVCodecContext context = avcodec_alloc_context3(codec);
    decoder = context;
    int code = avcodec_parameters_to_context(context, sound.codecpar());
    context.pkt_timebase(sound.time_base()); // without it the decoder cuts no delay and padding
    context.request_sample_fmt(AV_SAMPLE_FMT_FLTP);
    context.thread_count(1);
    if (code >= 0) {
      code = avcodec_open2(context, codec, (PointerPointer<?>) null);
    }
    if (code < 0) {
      throw notAudio(code);
    }
    stream = sound;
  }

  AVFormatContext format() {
    return format;
  }

  AVStream stream() {
    AVStream sound = stream;
    if (sound == null) {
      throw new IllegalStateException("closed");
    }
    return sound;
  }

  AVCodecContext decoder() {
    AVCodecContext context = decoder;
    if (context == null) {
      throw new IllegalStateException("closed");
    }
    return context;
  }

  /** Packets that could not be decoded so far. */
  long damaged() {
    return damaged;
  }

  /** The next decoded frame, valid until the next call, or null at the end. */
  @Nullable AVFrame next() throws AudioFileException {
    while (true) {
      int code = avcodec_receive_frame(decoder(), frame);
      if (code == 0) {
        if (frame.nb_samples() > 0) {
          return frame;
        }
      } else if (code == AVERROR_EAGAIN()) {
        feed();
      } else if (code == AVERROR_EOF()) {
        return null;
      } else {
        damaged++;
        if (draining) {
          return null;
        }
      }
    }
  }

  private void feed() throws AudioFileException {
    while (true) {
      int code = av_read_frame(format, packet);
      if (code == AVERROR_EIO()) {
        throw new AudioFileException("cannot read (" + Libav.words(code) + "); check the disk");
      }
      if (code < 0) {
        damaged += code == AVERROR_EOF() ? 0 : 1;
        draining = true;
        avcodec_send_packet(decoder(), null);
        return;
      }
      boolean ours = packet.stream_index() == stream().index();
      int sent = ours ? avcodec_send_packet(decoder(), packet) : 0;
      av_packet_unref(packet);
      if (sent < 0) {
        damaged++;
      } else if (ours) {
        return;
      }
    }
  }

  @Override
  public void close() {
    av_packet_free(packet);
    av_frame_free(frame);
    if (decoder != null) {
      avcodec_free_context(decoder);
      decoder = null;
    }
    stream = null;
    if (opened) {
      avformat_close_input(format);
      opened = false;
    }
  }
}
