package org.scanline.backbones.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Little-endian bytes read from front to back, never beyond a given end.
 *
 * <p>Lengths are compared with what is left before anything is allocated. Not thread-safe.
 */
final class Cursor {
  private static final int WINDOW = 1 << 16; // bytes
  private static final int LONGEST = 1 << 26; // bytes in one piece

  private final FileBytes file;
  private final String entry;
  private final long end;
  private final boolean inMemory;
  private ByteBuffer window;
  private long windowStart;

  /** Reads a part of a file. */
  Cursor(FileBytes file, long start, long end) {
    this.file = file;
    this.entry = "";
    this.end = end;
    this.inMemory = false;
    this.window = ByteBuffer.allocate(0);
    this.windowStart = start;
  }

  /** Reads an entry of a file that is in memory already. */
  Cursor(FileBytes file, String entry, ByteBuffer bytes) {
    this.file = file;
    this.entry = entry + " ";
    this.end = bytes.remaining();
    this.inMemory = true;
    this.window = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    this.windowStart = 0;
  }

  long position() {
    return windowStart + window.position();
  }

  long remaining() {
    return end - position();
  }

  int u1() throws IOException {
    need(1);
    return window.get() & 0xFF;
  }

  int u2() throws IOException {
    need(2);
    return window.getShort() & 0xFFFF;
  }

  int i4() throws IOException {
    need(4);
    return window.getInt();
  }

  long i8() throws IOException {
    need(8);
    return window.getLong();
  }

  /** The next bytes; a length that is negative or beyond the end is refused. */
  byte[] bytes(long count) throws IOException {
    if (count < 0 || count > Math.min(remaining(), LONGEST)) {
      throw wrong("%s bytes wanted, %d left".formatted(Long.toUnsignedString(count), remaining()));
    }
    if (count > WINDOW && !inMemory) {
      byte[] bytes = new byte[(int) count];
      file.read(position(), count, "byte " + position()).get(bytes);
      skip(count);
      return bytes;
    }
    need((int) count);
    byte[] bytes = new byte[(int) count];
    window.get(bytes);
    return bytes;
  }

  /** Passes over bytes that are known to be there. */
  void skip(long count) {
    if (count <= window.remaining()) {
      window.position(window.position() + (int) count);
    } else {
      windowStart = position() + count;
      window = ByteBuffer.allocate(0);
    }
  }

  /** Text up to a line feed, which is passed over. */
  String line(int longest) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int c = u1(); c != '\n'; c = u1()) {
      if (text.length() == longest || c < ' ' || c > '~') {
        throw wrong("a name that is too long or not plain text");
      }
      text.append((char) c);
    }
    return text.toString();
  }

  /** Strict UTF-8. */
  String text(long count) throws IOException {
    byte[] bytes = bytes(count);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw wrong("text that is not UTF-8");
    }
  }

  WeightsException wrong(String reason) {
    return wrongAt(position(), "", reason);
  }

  WeightsException wrongAt(long position, String step, String reason) {
    return file.wrong(entry + "byte " + position + step, reason);
  }

  private void need(int count) throws IOException {
    if (window.remaining() >= count) {
      return;
    }
    if (count > remaining()) {
      throw wrong("cut off: " + count + " bytes wanted, " + remaining() + " left");
    }
    windowStart = position();
    window = file.read(windowStart, Math.min(WINDOW, end - windowStart), entry);
  }
}
