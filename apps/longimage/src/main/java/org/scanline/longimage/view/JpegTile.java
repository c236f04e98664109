package org.scanline.longimage.view;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Packs tiles as JPEG. One thread at a time. */
final class JpegTile implements AutoCloseable {
  private static final float QUALITY = 0.92f;

  private final ImageWriter writer;
  private final ImageWriteParam quality;

  JpegTile() throws IOException {
    Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName("jpeg");
    if (!writers.hasNext()) {
      throw new IOException("this Java cannot write JPEG files");
    }
    writer = writers.next();
    quality = writer.getDefaultWriteParam();
    quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    quality.setCompressionQuality(QUALITY);
  }

  /** The file of a tile: rows × width packed numbers 0xRRGGBB. */
  byte[] pack(int[] pixels, int width) throws IOException {
    int rows = pixels.length / width;
    BufferedImage image = new BufferedImage(width, rows, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, width, rows, pixels, 0, width);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), quality);
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    writer.dispose();
  }
}
