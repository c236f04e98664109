package org.scanline.vision.image.file;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads portable any maps (Netpbm's PBM, PGM, PPM, PAM), as bytes or as digits. */
final class PnmReader extends ImageReader {
  private final InputStream in;
  private final PnmHeader header;
  private final ImageFormat format;
  private final byte[] row;

  PnmReader(Path file) throws IOException {
    in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    boolean done = false;
    try {
      header = PnmHeader.read(in);
      double least =
          header.digits()
              ? (double) header.width() * header.channels() * (header.bitmap() ? 1 : 2) - 1
              : header.rowBytes();
      if (least * header.height() > Files.size(file)) {
        throw new ImageFileException(
            "promises %d x %d pixels, which cannot be in %d bytes; fetch the file again"
                .formatted(header.width(), header.height(), Files.size(file)));
      }
      format =
          new ImageFormat(
              header.width(),
              header.height(),
              header.channels(),
              header.white() > 255 ? ImageFormat.Samples.SHORT : ImageFormat.Samples.BYTE);
      row = new byte[header.digits() ? 0 : Math.toIntExact(header.rowBytes())];
      done = true;
    } finally {
      if (!done) {
        in.close();
      }
    }
  }

  @Override
  public ImageFormat format() {
    return format;
  }

  @Override
  public ImageTags tags() {
    return ImageTags.NONE;
  }

  @Override
  public ImageFileType type() {
    return ImageFileType.PNM;
  }

  @Override
  void row(float[][] planes, int to) throws IOException {
    if (!header.digits() && in.readNBytes(row, 0, row.length) < row.length) {
      throw new ImageFileException("cut off before its end; fetch the file again");
    }
    float white = header.white();
    for (int i = 0; i < format.width() * planes.length; i++) {
      int sample = header.digits() ? digits() : stored(i);
      if (sample < 0 || sample > header.white()) {
        throw new ImageFileException("damaged: a sample beyond white; fetch the file again");
      }
      int code = header.bitmap() ? 1 - sample : sample;
      planes[i % planes.length][to + i / planes.length] = code / white;
    }
  }

  private int stored(int i) {
    if (header.bitmap()) {
      return row[i / 8] >> 7 - i % 8 & 1;
    }
    return header.white() > 255 ? (row[2 * i] & 0xFF) << 8 | row[2 * i + 1] & 0xFF : row[i] & 0xFF;
  }

  private int digits() throws IOException {
    if (header.bitmap()) {
      int next = in.read();
      while (next >= 0 && next <= ' ') {
        next = in.read();
      }
      if (next < 0) {
        throw new ImageFileException("cut off before its end; fetch the file again");
      }
      return next - '0';
    }
    return PnmHeader.number(lastToken());
  }

  /** The next word, which may end with the file. */
  private String lastToken() throws IOException {
    StringBuilder word = new StringBuilder();
    while (true) {
      int next = in.read();
      if (next > ' ') {
        word.append((char) next);
        if (word.length() > 9) {
          return "";
        }
      } else if (!word.isEmpty()) {
        return word.toString();
      } else if (next < 0) {
        throw new ImageFileException("cut off before its end; fetch the file again");
      }
    }
  }

  @Override
  public List<String> warnings() {
    return List.of();
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      System.getLogger(PnmReader.class.getName())
          .log(System.Logger.Level.DEBUG, "closing an image", e);
    }
  }
}
