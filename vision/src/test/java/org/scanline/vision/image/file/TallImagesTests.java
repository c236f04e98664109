package org.scanline.vision.image.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.scanline.vision.image.ImageStrip;

/** Images far larger than memory, in a process of its own. */
class TallImagesTests {
  private static final int WIDTH = 120;
  private static final int HEIGHT = 60_000;

  @TempDir private Path folder;

  /** Writes and reads a tall image, by rows or by columns: 86 MB of samples. */
  public static final class Program {
    private Program() {}

    /**
     * Runs.
     *
     * @param arguments the file, its kind, and "columns" or "rows"
     */
    public static void main(String[] arguments) throws IOException {
      Path file = Path.of(arguments[0]);
      ImageFileType type = ImageFileType.valueOf(arguments[1]);
      ImageFormat format = new ImageFormat(WIDTH, HEIGHT, 3, ImageFormat.Samples.BYTE);
      try (ImageWriter writer =
          ImageWriter.create(file, type, format, ImageTags.NONE, WriteOptions.DEFAULT)) {
        float[][] planes = new float[3][20 * WIDTH];
        for (int y = 0; y < HEIGHT; y += 20) {
          for (int i = 0; i < 20 * WIDTH; i++) {
            planes[0][i] = (y + i / WIDTH) % 1000 / 1000f;
            planes[1][i] = i % WIDTH / (float) WIDTH;
          }
          writer.write(ImageStrip.of(WIDTH, planes));
        }
        writer.finish();
      }
      boolean columns = arguments[2].equals("columns");
      ImageReader opened = ImageReader.open(file);
      try (ImageReader reader = columns ? opened.transposed() : opened) {
        ImageStrip some = reader.read(1);
        int rows = 0;
        for (ImageStrip s = some; !s.isEmpty(); s = reader.read(columns ? 3 : 50)) {
          rows += s.rows();
          some = s;
        }
        int at = columns ? 500 : 0;
        System.out.println(rows + " rows, " + Math.round(some.plane(0)[at] * 100));
      }
    }
  }

  private void run(ImageFileType type, String way, int megabytes, String expected)
      throws IOException, InterruptedException {
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + megabytes + "m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName(),
                folder.resolve("tall").toString(),
                type.name(),
                way)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(Files.readString(output, StandardCharsets.UTF_8)).startsWith(expected);
  }

  @ParameterizedTest
  @EnumSource(names = {"PNG", "JPEG", "TIFF", "PNM"})
  void rowsFitIntoTwentyFourMegabytes(ImageFileType type) throws IOException, InterruptedException {
    run(type, "rows", 24, "60000 rows, ");
  }

  @Test
  void columnsFitIntoSixtyMegabytes() throws IOException, InterruptedException {
    run(ImageFileType.PNM, "columns", 60, "120 rows, 50");
  }
}
