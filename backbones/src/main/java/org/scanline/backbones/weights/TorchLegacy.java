package org.scanline.backbones.weights;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.scanline.backbones.weights.PickleValue.Dict;

/**
 * A checkpoint as PyTorch wrote it before 1.6: pickles of a magic number, a version, the system,
 * the value and the keys of its storages, then the storages in the order of the keys.
 *
 * <p>Each storage is its number of elements in eight bytes, then the elements. Source:
 * torch/serialization.py, _legacy_load. Not thread-safe.
 */
final class TorchLegacy implements Storages {
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final long VERSION = 1001;
  private static final int HEAD = 8; // bytes before a storage's elements

  /** The type and size that the pickle gives each key; all its references must agree. */
  private static final class Declared extends Reductions {
    private final Map<String, Ref> refs = new HashMap<>();

    @Override
    Object persistent(Object id) {
      Object value = super.persistent(id);
      if (value instanceof Ref ref) {
        Ref before = refs.putIfAbsent(ref.key(), ref);
        if (before != null && !before.equals(ref)) {
          throw new IllegalArgumentException("storage '" + ref.key() + "' with two types or sizes");
        }
      }
      return value;
    }
  }

  private final FileBytes file;
  private final Map<String, Long> starts = new LinkedHashMap<>();
  private final Map<String, ByteBuffer> known = new HashMap<>();

  private TorchLegacy(FileBytes file) {
    this.file = file;
  }

  /**
   * Reads a checkpoint.
   *
   * @throws WeightsException with the byte, and in a pickle the operation
   */
  static Checkpoint read(FileBytes file) throws IOException {
    Cursor in = new Cursor(file, 0, file.size());
    Object magic = Pickle.read(in, new Reductions()).value();
    if (!MAGIC.equals(magic)) {
      throw file.wrong("byte 0", "a pickle, but not PyTorch's");
    }
    Object version = Pickle.read(in, new Reductions()).value();
    if (!version.equals(VERSION)) {
      throw in.wrong("a version of the format that is not " + VERSION);
    }
    Object system = Pickle.read(in, new Reductions()).value();
    if (!(system instanceof Dict dict) || !Boolean.TRUE.equals(dict.entries.get("little_endian"))) {
      throw in.wrong("written on a big-endian system, or not said on which");
    }
    Declared declared = new Declared();
    Pickle.Outcome outcome = Pickle.read(in, declared);
    Object keys = Pickle.read(in, new Reductions()).value();
    TorchLegacy legacy = new TorchLegacy(file);
    legacy.locate(in, keys instanceof List<?> list ? list : List.of(), declared.refs);
    return PlainTree.of(Checkpoint.Format.TORCH_LEGACY, file, outcome, legacy);
  }

  /** Finds where each storage begins; they fill the rest of the file. */
  private void locate(Cursor in, List<?> keys, Map<String, Ref> refs) throws IOException {
    for (Object key : keys) {
      Ref ref = key instanceof String text ? refs.get(text) : null;
      if (ref == null) {
        throw in.wrong("a storage that nothing refers to");
      }
      if (in.remaining() < HEAD + ref.bytes()) {
        throw in.wrong("storage '" + ref.key() + "' of " + ref.bytes() + " bytes is cut off");
      }
      if (in.i8() != ref.elements()) {
        throw in.wrong("storage '" + ref.key() + "' has not " + ref.elements() + " elements");
      }
      if (starts.putIfAbsent(ref.key(), in.position()) != null) {
        throw in.wrong("storage '" + ref.key() + "' stands twice");
      }
      in.skip(ref.bytes());
    }
    if (in.remaining() > 0) {
      throw in.wrong("bytes after the last storage");
    }
  }

  @Override
  public ByteBuffer bytes(Ref storage) throws IOException {
    ByteBuffer bytes = known.get(storage.key());
    if (bytes == null) {
      Long start = starts.get(storage.key());
      if (start == null) {
        throw file.wrong("storages", "none with the key '" + storage.key() + "'");
      }
      bytes = file.read(start, storage.bytes(), "storage '" + storage.key() + "'");
      known.put(storage.key(), bytes);
    }
    return bytes;
  }
}
