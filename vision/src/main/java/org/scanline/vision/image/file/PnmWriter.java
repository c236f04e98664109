package org.scanline.vision.image.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.scanline.vision.image.ImageStrip;

/** Writes portable any maps (Netpbm): PGM, PPM, and PAM where there is opacity. */
final class PnmWriter extends ImageWriter {
  private final OutputStream out;
  private final ByteBuffer row;
  private final boolean tags;

  /** Writes the header; the stream is closed with the writer. */
  PnmWriter(OutputStream out, ImageFormat format, ImageTags tags) throws IOException {
    super(format);
    this.out = new BufferedOutputStream(out, 1 << 16);
    this.tags = tags.profile() != null || tags.exif() != null || tags.pixelsPerMetre() != null;
    row = SampleRows.row(format, ByteOrder.BIG_ENDIAN);
    int white = format.samples().white();
    String size = format.width() + " " + format.height();
    String header =
        switch (format.channels()) {
          case 1 -> "P5\n" + size + "\n" + white + "\n";
          case 3 -> "P6\n" + size + "\n" + white + "\n";
          default ->
              "P7\nWIDTH "
                  + size.replace(" ", "\nHEIGHT ")
                  + ("\nDEPTH " + format.channels() + "\nMAXVAL " + white)
                  + ("\nTUPLTYPE " + (format.channels() == 2 ? "GRAYSCALE" : "RGB") + "_ALPHA")
                  + "\nENDHDR\n";
        };
    this.out.write(header.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public List<String> warnings() {
    return tags
        ? List.of("PNM holds no profile, Exif or resolution; these were left out")
        : List.of();
  }

  @Override
  void row(ImageStrip strip, int y) throws IOException {
    row.clear();
    SampleRows.write(strip, y, format().samples(), row);
    out.write(row.array());
  }

  @Override
  void end() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
