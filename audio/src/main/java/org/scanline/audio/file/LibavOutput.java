package org.scanline.audio.file;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_BITEXACT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MJPEG;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PNG;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.FF_COMPLIANCE_EXPERIMENTAL;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_GLOBALHEADER;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.av_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_flush;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EACCES;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_ENOSPC;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_copy;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_from_mask;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;

import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.ChannelLayout;

/** FFmpeg's encoder and muxer of one local file. One thread at a time. */
final class LibavOutput implements AutoCloseable {
  private static final int FRAME_SIZE_WHERE_ANY_WILL_DO = 4096;

  private final LibavCodec codec;
  private final AVFormatContext format = new AVFormatContext(null);
  private final AVPacket packet = av_packet_alloc();
  private final AVFrame frame = av_frame_alloc();
  private @Nullable AVCodecContext encoder;
  private @Nullable AVStream stream;
  private boolean open;

  /**
   * Creates the file and writes its header, tags and cover.
   *
   * @throws AudioFileException when the file cannot be created or the encoder refuses the sound
   */
  LibavOutput(Path file, LibavCodec codec, int sampleRate, ChannelLayout layout, Tags tags)
      throws AudioFileException {
    this.codec = codec;
    try {
      openMuxer(file);
      openEncoder(sampleRate, layout);
      Cover cover = codec.pictureStream() ? writable(tags.cover()) : null;
      AVStream picture = cover == null ? null : pictureStream(cover);
      format.metadata(LibavTags.dictionary(tags, codec.muxer().equals("opus")));
      writeHeader(sampleRate);
      if (cover != null && picture != null) {
        writePicture(cover, picture);
      }
      flush();
    } catch (AudioFileException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private void openMuxer(Path file) throws AudioFileException {
    try (BytePointer url = Libav.url(file);
        BytePointer muxer = Libav.text(codec.muxer())) {
      check(avformat_alloc_output_context2(format, null, muxer, url));
      AVIOContext io = new AVIOContext(null);
      check(avio_open(io, url, AVIO_FLAG_WRITE));
      format.pb(io);
      open = true;
    }
    // The same sound gives the same bytes: no random serial numbers, no version strings.
    format.flags(format.flags() | AVFormatContext.AVFMT_FLAG_BITEXACT);
  }

  private void openEncoder(int sampleRate, ChannelLayout layout) throws AudioFileException {
    AVCodec found = avcodec_find_encoder_by_name(codec.encoder());
    if (found == null) {
      throw new AudioFileException(
          "this FFmpeg build has no encoder %s; choose WAV".formatted(codec.encoder()));
    }
    AVCodecContext context = avcodec_alloc_context3(found);
    encoder = context;
    context.sample_fmt(codec.sampleFormat());
    context.sample_rate(sampleRate);
    check(av_channel_layout_from_mask(context.ch_layout(), layout.speakers()));
    context.time_base(av_make_q(1, sampleRate));
    context.bit_rate(codec.bitrate());
    context.bits_per_raw_sample(codec.bits());
    context.thread_count(1);
    context.strict_std_compliance(FF_COMPLIANCE_EXPERIMENTAL);
    int header =
        (format.oformat().flags() & AVFMT_GLOBALHEADER) == 0 ? 0 : AV_CODEC_FLAG_GLOBAL_HEADER;
    context.flags(context.flags() | AV_CODEC_FLAG_BITEXACT | header);
    check(avcodec_open2(context, found, (PointerPointer<?>) null));
    AVStream sound = avformat_new_stream(format, null);
    check(avcodec_parameters_from_context(sound.codecpar(), context));
    sound.time_base(context.time_base());
    stream = sound;
  }

  /** Containers want to know a picture's size: one that does not say it is left out. */
  private static @Nullable Cover writable(@Nullable Cover cover) {
    return cover != null && cover.width() > 0 && cover.height() > 0 ? cover : null;
  }

  private void writeHeader(int sampleRate) throws AudioFileException {
    AVDictionary options = new AVDictionary(null);
    if (codec.muxer().equals("ipod")) {
      // The edit list says in these units where the sound ends: milliseconds would not be exact.
      LibavTags.set(options, "movie_timescale", Integer.toString(sampleRate));
    }
    try {
      check(avformat_write_header(format, options));
    } finally {
      av_dict_free(options);
    }
  }

  private AVStream pictureStream(Cover cover) {
    AVStream picture = avformat_new_stream(format, null);
    picture.codecpar().codec_type(AVMEDIA_TYPE_VIDEO);
    picture.codecpar().codec_id(cover.png() ? AV_CODEC_ID_PNG : AV_CODEC_ID_MJPEG);
    picture.codecpar().width(cover.width());
    picture.codecpar().height(cover.height());
    picture.disposition(AV_DISPOSITION_ATTACHED_PIC);
    picture.time_base(av_make_q(1, 90_000));
    return picture;
  }

  private void writePicture(Cover cover, AVStream picture) throws AudioFileException {
    byte[] image = cover.image();
    check(av_new_packet(packet, image.length));
    packet.data().capacity(image.length).put(image);
    packet.stream_index(picture.index());
    packet.flags(AV_PKT_FLAG_KEY);
    packet.pts(0);
    packet.dts(0);
    check(av_write_frame(format, packet));
    av_packet_unref(packet);
  }

  private AVCodecContext encoder() {
    AVCodecContext context = encoder;
    if (context == null) {
      throw new IllegalStateException("closed");
    }
    return context;
  }

  /** Frames that every block but the last must have. */
  int blockFrames() {
    int size = encoder().frame_size();
    return size > 0 ? size : FRAME_SIZE_WHERE_ANY_WILL_DO;
  }

  /**
   * Encodes one block.
   *
   * @param position of its first frame
   * @return how many samples were clamped
   */
  int encode(float[][] samples, int from, int count, long position) throws AudioFileException {
    AVCodecContext context = encoder();
    av_frame_unref(frame);
    frame.nb_samples(count);
    frame.format(context.sample_fmt());
    frame.sample_rate(context.sample_rate());
    check(av_channel_layout_copy(frame.ch_layout(), context.ch_layout()));
    check(av_frame_get_buffer(frame, 0));
    frame.pts(position);
    int clipped = LibavSamples.write(samples, from, frame, codec.bits());
    check(avcodec_send_frame(context, frame));
    writePackets();
    return clipped;
  }

  private void writePackets() throws AudioFileException {
    AVStream sound = stream;
    if (sound == null) {
      throw new IllegalStateException("closed");
    }
    while (true) {
      int code = avcodec_receive_packet(encoder(), packet);
      if (code == AVERROR_EAGAIN() || code == AVERROR_EOF()) {
        return;
      }
      check(code);
      packet.stream_index(sound.index());
      av_packet_rescale_ts(packet, encoder().time_base(), sound.time_base());
      check(av_write_frame(format, packet));
      av_packet_unref(packet);
    }
  }

  /** Writes what the encoder still holds and the container's end. */
  void finish() throws AudioFileException {
    check(avcodec_send_frame(encoder(), null));
    writePackets();
    check(av_write_trailer(format));
    flush();
    AVIOContext io = format.pb();
    open = false;
    check(avio_closep(io));
  }

  private void flush() throws AudioFileException {
    avio_flush(format.pb());
    check(format.pb().error());
  }

  private static void check(int code) throws AudioFileException {
    if (code >= 0) {
      return;
    }
    if (code == AVERROR_ENOSPC()) {
      throw new AudioFileException("the disk is full; free some space or choose another folder");
    }
    if (code == AVERROR_EACCES()) {
      throw new AudioFileException("cannot write (permission denied); choose another folder");
    }
    throw new AudioFileException(
        "cannot write (" + Libav.words(code) + "); try another format or folder");
  }

  @Override
  public void close() {
    av_packet_free(packet);
    av_frame_free(frame);
    if (encoder != null) {
      avcodec_free_context(encoder);
      encoder = null;
    }
    stream = null;
    if (open) {
      open = false;
      avio_closep(format.pb());
    }
    if (!format.isNull()) {
      avformat_free_context(format);
      format.setNull();
    }
  }
}
