package org.scanline.audio.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * How many samples of an MP3 file belong to the encoder and not to the sound, as the first frame's
 * Xing/LAME tag says it (LAME's "Mp3 Info Tag revision 1").
 */
final class LameTag {
  private static final int HEAD_BYTES = 8192;
  private static final int SEARCH_BYTES = 512;

  private LameTag() {}

  /** Encoder delay plus padding in samples, or 0 when the file does not say. */
  static int padding(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      byte[] start = read(channel, 0, 10);
      long audio = 0;
      if (start.length == 10 && start[0] == 'I' && start[1] == 'D' && start[2] == '3') {
        int footer = (start[5] & 0x10) == 0 ? 0 : 10;
        audio = 10 + footer + (start[6] << 21 | start[7] << 14 | start[8] << 7 | start[9]);
      }
      return padding(read(channel, audio, HEAD_BYTES));
    } catch (IOException e) {
      return 0;
    }
  }

  private static int padding(byte[] head) {
    String text = new String(head, StandardCharsets.ISO_8859_1);
    int tag = Math.max(text.indexOf("Xing"), text.indexOf("Info"));
    if (tag < 4 || tag > SEARCH_BYTES + text.indexOf('\u00ff') || tag + 8 > head.length) {
      return 0;
    }
    int flags = head[tag + 7];
    int lame = tag + 8;
    lame += (flags & 1) == 0 ? 0 : 4; // number of frames
    lame += (flags & 2) == 0 ? 0 : 4; // number of bytes
    lame += (flags & 4) == 0 ? 0 : 100; // seek table
    lame += (flags & 8) == 0 ? 0 : 4; // quality
    if (lame + 24 > head.length
        || !text.substring(lame, lame + 4).matches("LAME|Lavf|Lavc|L3\\.9")) {
      return 0;
    }
    int both =
        (head[lame + 21] & 0xff) << 16 | (head[lame + 22] & 0xff) << 8 | head[lame + 23] & 0xff;
    return (both >> 12) + (both & 0xfff);
  }

  private static byte[] read(FileChannel channel, long at, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) > 0) {}
    byte[] out = new byte[bytes.position()];
    bytes.flip().get(out);
    return out;
  }
}
