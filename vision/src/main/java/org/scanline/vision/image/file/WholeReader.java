package org.scanline.vision.image.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.opencv.core.CvException;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;
import org.scanline.vision.image.OpenCv;

/** An image that OpenCV decodes as a whole: WebP, BMP, JPEG 2000, and what else it knows. */
final class WholeReader extends ImageReader {
  /** Most pixels: the largest WebP. */
  private static final long MOST_PIXELS = 1 << 28;

  /** Small files may hold so many pixels, all alike; larger ones need some bytes for them. */
  private static final long FREE_PIXELS = 1 << 26;

  private static final long MOST_OF_A_BYTE = 20_000;

  private static final long MOST_BYTES = 1 << 30;

  private final WholeHeader header;
  private final ImageFormat format;
  private final ImageTags tags;
  private final Mat pixels;
  private int at;

  WholeReader(Path path, ImageFileType type) throws IOException {
    long bytes = Files.size(path);
    if (bytes > MOST_BYTES) {
      throw new ImageFileException(
          "%s of %d bytes is too large to be read as a whole; convert it to TIFF or PNG"
              .formatted(type, bytes));
    }
    byte[] file = Files.readAllBytes(path);
    header = WholeHeader.of(file, type);
    demandSize(bytes);
    pixels = decoded(file);
    boolean done = false;
    try {
      format = described();
      ImageTags stored = header.tags();
      tags = new ImageTags(stored.profile(), Exif.upright(stored.exif()), stored.pixelsPerMetre());
      done = true;
    } finally {
      if (!done) {
        pixels.release();
      }
    }
  }

  private void demandSize(long bytes) throws ImageFileException {
    long promised = (long) header.width() * header.height();
    if (header.width() < 1 || header.height() < 1) {
      throw new ImageFileException("damaged: its size cannot be; fetch the file again");
    }
    if (promised > Math.max(FREE_PIXELS, bytes * MOST_OF_A_BYTE)) {
      throw WholeHeader.promise(header.width(), header.height(), bytes);
    }
    if (promised > MOST_PIXELS) {
      throw new ImageFileException(
          "%s of %d x %d pixels is too large to be read as a whole; convert it to TIFF or PNG"
              .formatted(header.type(), header.width(), header.height()));
    }
  }

  private Mat decoded(byte[] file) throws ImageFileException {
    MatOfByte bytes = null;
    try {
      OpenCv.load();
      bytes = new MatOfByte(file);
      Mat image = Imgcodecs.imdecode(bytes, Imgcodecs.IMREAD_UNCHANGED);
      if (image.cols() != header.width() || image.rows() != header.height()) {
        throw new ImageFileException(
            "damaged: %s does not decode; fetch the file again".formatted(header.type()));
      }
      return image;
    } catch (CvException e) {
      throw new ImageFileException(
          "damaged: %s does not decode; fetch the file again".formatted(header.type()), e);
    } catch (UnsupportedOperationException e) {
      throw new ImageFileException(
          "%s cannot be read here: %s".formatted(header.type(), e.getMessage()), e);
    } finally {
      if (bytes != null) {
        bytes.release();
      }
    }
  }

  private ImageFormat described() throws ImageFileException {
    ImageFormat.Samples samples =
        switch (CvType.depth(pixels.type())) {
          case CvType.CV_8U -> ImageFormat.Samples.BYTE;
          case CvType.CV_16U -> ImageFormat.Samples.SHORT;
          case CvType.CV_32F -> ImageFormat.Samples.FLOAT;
          default -> throw unknown();
        };
    if (pixels.channels() > 4) {
      throw unknown();
    }
    return new ImageFormat(header.width(), header.height(), pixels.channels(), samples);
  }

  private ImageFileException unknown() {
    return new ImageFileException(
        "%s of a kind that is not read (%s); convert it to PNG"
            .formatted(header.type(), CvType.typeToString(pixels.type())));
  }

  @Override
  public ImageFormat format() {
    return format;
  }

  @Override
  public ImageTags tags() {
    return tags;
  }

  @Override
  public ImageFileType type() {
    return header.type();
  }

  @Override
  int orientation() {
    return Exif.orientation(header.tags().exif());
  }

  @Override
  void row(float[][] planes, int to) {
    int count = format.width() * format.channels();
    float white = format.samples().white();
    switch (format.samples()) {
      case BYTE -> {
        byte[] row = new byte[count];
        pixels.get(at, 0, row);
        for (int i = 0; i < count; i++) {
          put(planes, to, i, (row[i] & 0xFF) / white);
        }
      }
      case SHORT -> {
        short[] row = new short[count];
        pixels.get(at, 0, row);
        for (int i = 0; i < count; i++) {
          put(planes, to, i, (row[i] & 0xFFFF) / white);
        }
      }
      case FLOAT -> {
        float[] row = new float[count];
        pixels.get(at, 0, row);
        for (int i = 0; i < count; i++) {
          put(planes, to, i, Float.isFinite(row[i]) ? row[i] : 0);
        }
      }
    }
    at++;
  }

  /** Blue comes first. */
  private static void put(float[][] planes, int to, int i, float value) {
    int channels = planes.length;
    int c = i % channels;
    planes[channels > 2 && c < 3 ? 2 - c : c][to + i / channels] = value;
  }

  @Override
  public List<String> warnings() {
    return header.type() == ImageFileType.JPEG
        ? List.of("JPEG with arithmetic codes, so it was unpacked as a whole in memory")
        : List.of();
  }

  @Override
  public void close() {
    pixels.release();
  }
}
