package org.scanline.audio.file;

import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_iterate;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/** Tags between FFmpeg's dictionaries and ours. */
final class LibavTags {
  private static final int MAX_TEXT = 1 << 16;
  private static final int MAX_COVER = 1 << 26;

  /** Names that speak about the file itself, not about its music. */
  private static final Set<String> TECHNICAL =
      Set.of(
          "encoder",
          "encoded_by",
          "encoder_settings",
          "major_brand",
          "minor_version",
          "duration",
          "compatible_brands",
          "creation_time",
          "handler_name",
          "vendor_id",
          "language",
          "itunsmpb",
          "itunnorm",
          "metadata_block_picture",
          "tlen",
          "software");

  private LibavTags() {}

  /** Tags of the container and of the sound's stream, and the first attached picture. */
  static Tags read(AVFormatContext format, AVStream sound) {
    Map<String, String> fields = new HashMap<>();
    collect(format.metadata(), fields);
    collect(sound.metadata(), fields);
    Cover cover = null;
    for (int i = 0; i < format.nb_streams() && cover == null; i++) {
      AVStream stream = format.streams(i);
      if ((stream.disposition() & AV_DISPOSITION_ATTACHED_PIC) != 0) {
        cover = picture(stream.attached_pic());
      }
    }
    return new Tags(fields, cover);
  }

  private static void collect(@Nullable AVDictionary dictionary, Map<String, String> fields) {
    if (dictionary == null) {
      return;
    }
    AVDictionaryEntry entry = av_dict_iterate(dictionary, null);
    while (entry != null) {
      String name = Libav.string(entry.key()).toLowerCase(Locale.ROOT);
      String value = Libav.string(entry.value());
      if (!TECHNICAL.contains(name)
          && !name.startsWith("id3v2_priv")
          && value.length() < MAX_TEXT) {
        fields.putIfAbsent(name, value);
      }
      entry = av_dict_iterate(dictionary, entry);
    }
  }

  private static @Nullable Cover picture(AVPacket packet) {
    if (packet.size() <= 0 || packet.size() > MAX_COVER) {
      return null;
    }
    byte[] image = new byte[packet.size()];
    packet.data().capacity(image.length).get(image);
    return new Cover(image);
  }

  /** The fields as a dictionary that the caller gives to FFmpeg. */
  static AVDictionary dictionary(Tags tags, boolean coverAsText) {
    AVDictionary dictionary = new AVDictionary(null);
    tags.fields().forEach((name, value) -> set(dictionary, name, value));
    Cover cover = tags.cover();
    if (coverAsText && cover != null) {
      set(dictionary, "METADATA_BLOCK_PICTURE", pictureBlock(cover));
    }
    return dictionary;
  }

  /** Sets one entry. */
  static void set(AVDictionary dictionary, String name, String value) {
    try (BytePointer key = Libav.text(name);
        BytePointer text = Libav.text(value)) {
      av_dict_set(dictionary, key, text, 0);
    }
  }

  /** A FLAC picture block in Base64, as Ogg files hold covers (RFC 9639, section 8.8). */
  private static String pictureBlock(Cover cover) {
    byte[] type = cover.mediaType().getBytes(StandardCharsets.US_ASCII);
    byte[] image = cover.image();
    ByteBuffer block = ByteBuffer.allocate(32 + type.length + image.length);
    block.putInt(3).putInt(type.length).put(type).putInt(0); // 3: front cover; no description
    block.putInt(0).putInt(0).putInt(0).putInt(0); // the picture knows its own size
    block.putInt(image.length).put(image);
    return Base64.getEncoder().encodeToString(block.array());
  }
}
