package org.scanline.audio.file;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCM_S16LE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PNG;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.AudioBuffer;

/** A Matroska file of 16 x 16 pixels, 25 in a second, with or without sound. */
final class TinyVideo {
  private TinyVideo() {}

  static void write(Path file, @Nullable AudioBuffer sound) throws IOException {
    Libav.demand();
    AVFormatContext format = new AVFormatContext(null);
    try (BytePointer url = Libav.url(file);
        BytePointer muxer = Libav.text("matroska")) {
      check(avformat_alloc_output_context2(format, null, muxer, url));
      AVIOContext io = new AVIOContext(null);
      check(avio_open(io, url, AVIO_FLAG_WRITE));
      format.pb(io);
    }
    AVStream video = avformat_new_stream(format, null);
    video.codecpar().codec_type(AVMEDIA_TYPE_VIDEO).codec_id(AV_CODEC_ID_PNG);
    video.codecpar().width(16).height(16);
    video.time_base(av_make_q(1, 25));
    AVStream audio = sound == null ? null : avformat_new_stream(format, null);
    if (audio != null && sound != null) {
      audio.codecpar().codec_type(AVMEDIA_TYPE_AUDIO).codec_id(AV_CODEC_ID_PCM_S16LE);
      audio.codecpar().sample_rate(sound.sampleRate()).bits_per_coded_sample(16);
      av_channel_layout_default(audio.codecpar().ch_layout(), sound.channels());
      audio.time_base(av_make_q(1, sound.sampleRate()));
    }
    check(avformat_write_header(format, (PointerPointer<?>) null));
    for (int i = 0; i < 12; i++) {
      packet(format, video, new byte[100], i, 25);
      if (audio != null && sound != null) {
        int step = sound.sampleRate() / 25;
        AudioBuffer part =
            sound.slice(
                Math.min(sound.frames(), i * step),
                Math.min(sound.frames(), i == 11 ? sound.frames() : (i + 1) * step));
        packet(format, audio, pcm(part), (long) i * step, sound.sampleRate());
      }
    }
    check(av_write_trailer(format));
    avio_closep(format.pb());
    avformat_free_context(format);
  }

  private static byte[] pcm(AudioBuffer part) {
    ByteBuffer out =
        ByteBuffer.allocate(2 * part.channels() * part.frames()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < part.frames(); i++) {
      for (int c = 0; c < part.channels(); c++) {
        out.putShort((short) Math.rint(part.channel(c)[i] * 32768));
      }
    }
    return out.array();
  }

  private static void packet(
      AVFormatContext format, AVStream stream, byte[] bytes, long at, int rate) throws IOException {
    AVPacket packet = av_packet_alloc();
    check(av_new_packet(packet, bytes.length));
    packet.data().capacity(bytes.length).put(bytes);
    packet.stream_index(stream.index()).flags(AV_PKT_FLAG_KEY);
    packet.pts(at).dts(at);
    av_packet_rescale_ts(packet, av_make_q(1, rate), stream.time_base());
    check(av_write_frame(format, packet));
    av_packet_unref(packet);
    av_packet_free(packet);
  }

  private static void check(int code) throws IOException {
    if (code < 0) {
      throw new IOException(Libav.words(code));
    }
  }
}
