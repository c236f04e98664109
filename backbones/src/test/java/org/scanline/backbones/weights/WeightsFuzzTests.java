package org.scanline.backbones.weights;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * Whatever the bytes, a file is read or refused by {@link WeightsException}; nothing else escapes.
 *
 * <p>{@link CorpusTests} replays the inputs kept among the resources, in the folder named after
 * this class, in every test run. To look for more: {@code JAZZER_FUZZ=1 mvn -pl backbones test
 * -Dtest=WeightsFuzzTests#pickle}.
 */
@EnabledIfEnvironmentVariable(named = "JAZZER_FUZZ", matches = "1") // no agent in other tests
class WeightsFuzzTests {
  private static final int MOST_BYTES = 200; // of tensors, for each byte of a file
  private static final int SOME = 1 << 18;

  /** Any file, its format told from its first bytes; good inputs are zip archives. */
  @FuzzTest(maxDuration = "2m")
  void zip(byte[] file) throws IOException {
    if (file.length > 0) {
      read(file);
    }
  }

  /** A pickle in an archive that is in order, so that only the pickle can be wrong. */
  @FuzzTest(maxDuration = "2m")
  void pickle(byte[] pickle) throws IOException {
    String latin = new String(pickle, ISO_8859_1);
    read(Zips.checkpoint(latin, "\0".repeat(64)).build());
  }

  /** Pickles and storages one behind the other. */
  @FuzzTest(maxDuration = "2m")
  void legacy(byte[] afterSystem) throws IOException {
    byte[] start = Pickles.bytes(Pickles.MAGIC + Pickles.VERSION + Pickles.SYSTEM);
    byte[] file = Arrays.copyOf(start, start.length + afterSystem.length);
    System.arraycopy(afterSystem, 0, file, start.length, afterSystem.length);
    read(file);
  }

  /** A header in JSON, followed by 64 bytes; its length is put before it. */
  @FuzzTest(maxDuration = "2m")
  void safetensors(byte[] header) throws IOException {
    byte[] file = new byte[Long.BYTES + header.length + 64];
    ByteBuffer.wrap(file)
        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header);
    read(file);
  }

  private static void read(byte[] file) throws IOException {
    Checkpoint checkpoint;
    try {
      checkpoint = Checkpoint.read(new MemoryChannel(file), "fuzz");
    } catch (WeightsException e) {
      String message = String.valueOf(e.getMessage());
      if (!message.startsWith("fuzz: ") || message.length() > 700 || message.contains("\n")) {
        throw new AssertionError("not one line with the file's name: " + message, e);
      }
      return;
    }
    long bytes = 0;
    for (Tensor tensor : checkpoint.tensors().values()) {
      bytes += tensor.data().remaining();
      if (tensor.dtype() != DType.C64) {
        tensor.toFloatArray();
      }
    }
    if (bytes > SOME + (long) MOST_BYTES * file.length) {
      throw new AssertionError(bytes + " bytes of tensors from a file of " + file.length);
    }
    if (String.valueOf(checkpoint.values()).isEmpty()) {
      throw new AssertionError("values without text");
    }
  }
}
