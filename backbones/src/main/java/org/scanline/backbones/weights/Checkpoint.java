package org.scanline.backbones.weights;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file of trained weights in one of the publishers' formats, read as data.
 *
 * <p>The format is told from the content, not from the name. Nothing in a file is ever executed;
 * names of classes stay names. A file of {@link CheckpointWriter} gives the tensors and values of
 * the checkpoint that it was made from. Thread-safe, as long as nobody writes to the tensors.
 *
 * @param format how the file is written
 * @param tensors by the dotted path at which the publisher has them, such as {@code
 *     state.encoder.0.weight}, in the file's order
 * @param values what the file's outermost dict holds: text, Long, BigInteger, Double, Boolean,
 *     ByteBuffer, null, {@link Tensor}, {@link PickledName}, {@link PickledObject}, lists, and maps
 *     by text; a value that is no dict stands under the empty key
 */
public record Checkpoint(
    Format format, Map<String, Tensor> tensors, Map<String, @Nullable Object> values) {

  /** How a file of weights is written. */
  public enum Format {
    /** A header and the tensors' bytes. */
    SAFETENSORS,
    /** PyTorch since 1.6: a zip archive of a pickle and storages. */
    TORCH_ZIP,
    /** PyTorch before 1.6: pickles and storages one behind the other. */
    TORCH_LEGACY
  }

  /**
   * Reads a file with all its tensors.
   *
   * @throws WeightsException in one line with the file, the place and the reason, when the file is
   *     damaged, of another kind, or made to do harm
   */
  public static Checkpoint read(Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    if (Files.isDirectory(file)) {
      throw WeightsException.at(name, "folder", "a file of weights is wanted");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return read(channel, name);
    }
  }

  /** Reads all of a channel; the name is for messages. */
  static Checkpoint read(SeekableByteChannel channel, String name) throws IOException {
    FileBytes file = new FileBytes(channel, name);
    return switch (Recognition.format(file)) {
      case TORCH_ZIP -> TorchZip.read(file);
      case TORCH_LEGACY -> TorchLegacy.read(file);
      case SAFETENSORS -> {
        Safetensors.Contents contents = Safetensors.read(file);
        String kept = contents.metadata().get(CheckpointValues.KEY);
        if (kept != null) {
          yield CheckpointValues.read(contents, kept, file);
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>(contents.tensors());
        values.put("__metadata__", contents.metadata());
        yield new Checkpoint(
            Format.SAFETENSORS,
            Collections.unmodifiableMap(contents.tensors()),
            Collections.unmodifiableMap(values));
      }
    };
  }

  /**
   * The tensors below a path, under the names that they have there.
   *
   * @param path dotted, such as {@code state}; empty for all
   * @throws WeightsException when there are none
   */
  public Map<String, Tensor> tensors(String path) {
    if (path.isEmpty()) {
      return tensors;
    }
    Map<String, Tensor> below = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(path + ".")) {
            below.put(name.substring(path.length() + 1), tensor);
          }
        });
    if (below.isEmpty()) {
      throw new WeightsException("the checkpoint has no tensors below '" + path + "'");
    }
    return below;
  }

  /** The value under keys that lead into nested dicts; null where there is none. */
  public @Nullable Object value(String... keys) {
    @Nullable Object value = values;
    for (String key : keys) {
      value = value instanceof Map<?, ?> map ? map.get(key) : null;
    }
    return value;
  }
}
