package org.scanline.vision.image.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a JPEG stream (T.81, annex B): frame, tables, scans, and what applications say.
 */
final class JpegHeader {
  static final int RESTART = 0xD0;
  static final int START = 0xD8;
  static final int END = 0xD9;
  private static final int SCAN = 0xDA;
  private static final int MOST_PARTS = 255;

  private static final int[] NATURAL = order();

  private final JpegInput in;
  private final JpegCodes[] direct = new JpegCodes[4];
  private final JpegCodes[] alternating = new JpegCodes[4];
  private final int[][] quantisation = new int[4][];
  private final Map<Integer, byte[]> profile = new TreeMap<>();
  private int @Nullable [][] latched;
  private @Nullable JpegFrame frame;
  private byte @Nullable [] exif;
  private double @Nullable [] perMetre;
  private boolean jfif;
  private int transform = -1;
  private int interval;
  private boolean arithmetic;

  JpegHeader(JpegInput in) {
    this.in = in;
  }

  /** Where the coefficients of a block stand, by their place in the zigzag (figure A.6). */
  private static int[] order() {
    int[] order = new int[64];
    int at = 0;
    for (int sum = 0; sum < 15; sum++) {
      for (int i = Math.max(0, sum - 7); i <= Math.min(7, sum); i++) {
        int row = sum % 2 == 0 ? sum - i : i;
        order[at++] = row * 8 + sum - row;
      }
    }
    return order;
  }

  /** Row times eight plus column of a place in the zigzag. */
  static int natural(int place) {
    return NATURAL[place];
  }

  /** Reads segments up to the next scan; null at the end of the image. */
  @Nullable JpegScan next() throws IOException {
    while (true) {
      int marker = in.marker();
      if (marker == END) {
        return null;
      }
      if (marker == START || marker == 1 || marker >= RESTART && marker < RESTART + 8) {
        continue; // without content
      }
      int length = in.pair() - 2;
      if (length < 0) {
        throw JpegInput.damaged("a segment's length cannot be");
      }
      byte[] body = new byte[length];
      for (int i = 0; i < length; i++) {
        body[i] = (byte) in.unsigned();
      }
      if (marker == SCAN) {
        return scan(new Segment(body));
      }
      segment(marker, new Segment(body));
      if (arithmetic) {
        return null;
      }
    }
  }

  /** The content of a segment. */
  private static final class Segment {
    private final byte[] body;
    private int at;

    Segment(byte[] body) {
      this.body = body;
    }

    int left() {
      return body.length - at;
    }

    int next() throws ImageFileException {
      if (at >= body.length) {
        throw JpegInput.damaged("a segment is too short");
      }
      return body[at++] & 0xFF;
    }

    int pair() throws ImageFileException {
      return next() << 8 | next();
    }

    boolean begins(String name) {
      byte[] wanted = name.getBytes(StandardCharsets.ISO_8859_1);
      return body.length >= wanted.length
          && java.util.Arrays.equals(wanted, java.util.Arrays.copyOf(body, wanted.length));
    }

    byte[] from(int first) {
      return java.util.Arrays.copyOfRange(body, Math.min(first, body.length), body.length);
    }
  }

  private void segment(int marker, Segment s) throws ImageFileException {
    switch (marker) {
      case 0xC0, 0xC1, 0xC2 -> frame(s, marker == 0xC2);
      case 0xC9, 0xCA -> {
        frame(s, marker == 0xCA);
        arithmetic = true;
      }
      case 0xC4 -> codes(s);
      case 0xDB -> quantisation(s);
      case 0xDD -> interval = s.pair();
      case 0xE0 -> jfif(s);
      case 0xE1 -> {
        if (exif == null && s.begins("Exif\0\0")) {
          exif = s.from(6);
        }
      }
      case 0xE2 -> profile(s);
      case 0xEE -> {
        if (s.begins("Adobe") && s.left() >= 12) {
          transform = s.from(11)[0];
        }
      }
      default -> {
        if (marker >= 0xC3 && marker <= 0xCF && marker != 0xC8 && marker != 0xCC) {
          throw new ImageFileException(
              "JPEG of a kind that is not read (lossless or hierarchical); convert it to PNG");
        }
      }
    }
  }

  private void frame(Segment s, boolean progressive) throws ImageFileException {
    int bits = s.next();
    int height = s.pair();
    int width = s.pair();
    int count = s.next();
    if (frame != null || width == 0 || count < 1 || count == 2 || count > 4) {
      throw JpegInput.damaged("its frame cannot be");
    }
    if (bits != 8 || height == 0) {
      throw new ImageFileException(
          bits != 8
              ? "JPEG with samples of %d bits, which is not read; convert it to PNG".formatted(bits)
              : "JPEG that does not say its height; convert it to PNG");
    }
    List<JpegFrame.Component> components = new ArrayList<>();
    for (int c = 0; c < count; c++) {
      int id = s.next();
      int factors = s.next();
      int across = count == 1 ? 1 : factors >> 4;
      int down = count == 1 ? 1 : factors & 15;
      int table = s.next();
      if (across < 1 || across > 4 || down < 1 || down > 4 || table > 3) {
        throw JpegInput.damaged("its frame cannot be");
      }
      components.add(new JpegFrame.Component(id, across, down, table));
    }
    frame = new JpegFrame(width, height, progressive, List.copyOf(components));
    latched = new int[count][];
  }

  private void codes(Segment s) throws ImageFileException {
    while (s.left() > 0) {
      int kind = s.next();
      int[] counts = new int[16];
      int sum = 0;
      for (int i = 0; i < 16; i++) {
        counts[i] = s.next();
        sum += counts[i];
      }
      if (sum > 256 || kind >> 4 > 1 || (kind & 15) > 3) {
        throw JpegInput.damaged("a table of codes cannot be");
      }
      byte[] symbols = new byte[sum];
      for (int i = 0; i < sum; i++) {
        symbols[i] = (byte) s.next();
      }
      (kind >> 4 == 0 ? direct : alternating)[kind & 15] = new JpegCodes(counts, symbols);
    }
  }

  private void quantisation(Segment s) throws ImageFileException {
    while (s.left() > 0) {
      int kind = s.next();
      if (kind >> 4 > 1 || (kind & 15) > 3) {
        throw JpegInput.damaged("a quantisation cannot be");
      }
      int[] steps = new int[64];
      for (int i = 0; i < 64; i++) {
        steps[NATURAL[i]] = kind >> 4 == 0 ? s.next() : s.pair();
      }
      quantisation[kind & 15] = steps;
    }
  }

  private void jfif(Segment s) throws ImageFileException {
    if (!s.begins("JFIF\0") || s.left() < 12) {
      return;
    }
    jfif = true;
    byte[] body = s.from(7);
    double unit = body[0] == 1 ? 1 / 0.0254 : body[0] == 2 ? 100 : 0;
    int across = (body[1] & 0xFF) << 8 | body[2] & 0xFF;
    int down = (body[3] & 0xFF) << 8 | body[4] & 0xFF;
    if (unit > 0 && across > 0 && down > 0) {
      perMetre = new double[] {across * unit, down * unit};
    }
  }

  private void profile(Segment s) {
    if (s.begins("ICC_PROFILE\0") && s.left() > 14) {
      profile.put(s.from(12)[0] & 0xFF, s.from(14));
    }
  }

  private JpegScan scan(Segment s) throws ImageFileException {
    JpegFrame of = frame();
    int count = s.next();
    if (count < 1 || count > of.components().size()) {
      throw JpegInput.damaged("a scan cannot be");
    }
    int[] components = new int[count];
    JpegCodes[] dc = new JpegCodes[count];
    JpegCodes[] ac = new JpegCodes[count];
    for (int i = 0; i < count; i++) {
      components[i] = component(of, s.next(), components, i);
      int tables = s.next();
      dc[i] = direct[tables >> 4 & 3];
      ac[i] = alternating[tables & 3];
      latch(components[i], of);
    }
    int from = s.next();
    int to = s.next();
    int shifts = s.next();
    JpegScan.Band band =
        of.progressive()
            ? new JpegScan.Band(from, to, shifts >> 4, shifts & 15)
            : new JpegScan.Band(0, 63, 0, 0);
    return new JpegScan(in, of, components, dc, ac, band, interval);
  }

  private static int component(JpegFrame of, int id, int[] before, int count)
      throws ImageFileException {
    for (int c = 0; c < of.components().size(); c++) {
      int each = c;
      if (of.components().get(c).id() == id
          && java.util.Arrays.stream(before, 0, count).noneMatch(b -> b == each)) {
        return c;
      }
    }
    throw JpegInput.damaged("a scan of an unknown component");
  }

  /** A component keeps the quantisation that held when its first scan began. */
  private void latch(int component, JpegFrame of) throws ImageFileException {
    int[] steps = quantisation[of.components().get(component).table()];
    if (steps == null || latched == null) {
      throw JpegInput.damaged("a quantisation is missing");
    }
    if (latched[component] == null) {
      latched[component] = steps.clone();
    }
  }

  JpegFrame frame() throws ImageFileException {
    if (frame == null) {
      throw JpegInput.damaged("pixels without a frame");
    }
    return frame;
  }

  /** Steps of a component by row times eight plus column. */
  int[] steps(int component) throws ImageFileException {
    int[] steps = latched == null ? null : latched[component];
    if (steps == null) {
      throw JpegInput.damaged("a component has no pixels");
    }
    return steps;
  }

  /** Whether its codes are arithmetic, so that no scan is decoded. */
  boolean arithmetic() {
    return arithmetic;
  }

  /** Whether the first components are luma and chroma. */
  boolean luma() throws ImageFileException {
    List<JpegFrame.Component> components = frame().components();
    return switch (components.size()) {
      case 3 ->
          jfif
              || transform > 0
              || transform < 0
                  && !(components.get(0).id() == 'R'
                      && components.get(1).id() == 'G'
                      && components.get(2).id() == 'B');
      case 4 -> transform == 2;
      default -> false;
    };
  }

  /** Whether four components are what is left of the light, as Adobe's programs store them. */
  boolean inverted() {
    return transform >= 0;
  }

  byte @Nullable [] exif() {
    return exif;
  }

  double @Nullable [] perMetre() {
    return perMetre;
  }

  /** The colour profile in one piece; null for none or when a part is missing. */
  byte @Nullable [] profile() {
    if (profile.isEmpty() || profile.size() > MOST_PARTS) {
      return null;
    }
    java.io.ByteArrayOutputStream whole = new java.io.ByteArrayOutputStream();
    int wanted = 1;
    for (Map.Entry<Integer, byte[]> part : profile.entrySet()) {
      if (part.getKey() != wanted++) {
        return null;
      }
      whole.writeBytes(part.getValue());
    }
    return whole.toByteArray();
  }
}
