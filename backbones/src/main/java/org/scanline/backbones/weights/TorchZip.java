package org.scanline.backbones.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A checkpoint as PyTorch has written it since 1.6: a zip archive with one folder that holds a
 * pickle and each storage as an entry.
 *
 * <p>Source: torch/serialization.py, caffe2/serialize/inline_container.cc. Not thread-safe.
 */
final class TorchZip implements Storages {
  private static final String PICKLE = "/data.pkl";
  private static final int LONGEST_PICKLE = 1 << 26; // bytes
  private static final int LONGEST_MARK = 16;

  private final FileBytes file;
  private final ZipArchive archive;
  private final String folder;
  private final Map<String, ByteBuffer> known = new HashMap<>();
  private final boolean bigEndian;

  private TorchZip(FileBytes file, ZipArchive archive, String folder) throws IOException {
    this.file = file;
    this.archive = archive;
    this.folder = folder;
    this.bigEndian = readOrder();
  }

  /**
   * Reads a checkpoint.
   *
   * @throws WeightsException with the entry, and in the pickle the byte and operation
   */
  static Checkpoint read(FileBytes file) throws IOException {
    ZipArchive archive = ZipArchive.open(file);
    String folder = folder(file, archive);
    TorchZip zip = new TorchZip(file, archive, folder);
    ByteBuffer pickle = archive.read(zip.member(PICKLE), LONGEST_PICKLE);
    Cursor cursor = new Cursor(file, "entry '" + folder + PICKLE + "'", pickle);
    Pickle.Outcome outcome = Pickle.read(cursor, new Reductions());
    if (cursor.remaining() > 0) {
      throw cursor.wrong("bytes after the pickle's end");
    }
    return PlainTree.of(Checkpoint.Format.TORCH_ZIP, file, outcome, zip);
  }

  private static String folder(FileBytes file, ZipArchive archive) {
    List<String> pickles = new ArrayList<>();
    for (String name : archive.names()) {
      int slash = name.indexOf('/');
      if (slash > 0 && name.substring(slash).equals(PICKLE)) {
        pickles.add(name.substring(0, slash));
      }
    }
    if (pickles.size() != 1) {
      throw file.wrong("directory", pickles.size() + " entries FOLDER/data.pkl; one must be");
    }
    String folder = pickles.get(0);
    for (String name : archive.names()) {
      if (!name.startsWith(folder + "/")) {
        throw file.wrong("entry '" + name + "'", "outside of the folder '" + folder + "'");
      }
      if (name.equals(folder + "/constants.pkl")) {
        throw file.wrong("entry '" + name + "'", "a TorchScript program, not a checkpoint");
      }
    }
    return folder;
  }

  private boolean readOrder() throws IOException {
    String version = mark(member("/version"));
    if (!version.matches("[0-9]{1,3}\\n?")) {
      throw file.wrong("entry '" + folder + "/version'", "no number");
    }
    ZipMember order = archive.find(folder + "/byteorder");
    String written = order == null ? "little" : mark(order);
    if (!written.equals("little") && !written.equals("big")) {
      throw file.wrong("entry '" + folder + "/byteorder'", "neither little nor big");
    }
    return written.equals("big");
  }

  private String mark(ZipMember member) throws IOException {
    ByteBuffer bytes = archive.read(member, LONGEST_MARK);
    return StandardCharsets.US_ASCII.decode(bytes).toString();
  }

  private ZipMember member(String path) {
    ZipMember member = archive.find(folder + path);
    if (member == null) {
      throw file.wrong("directory", "no entry '" + folder + path + "'");
    }
    return member;
  }

  @Override
  public ByteBuffer bytes(Ref storage) throws IOException {
    ZipMember member = member("/data/" + storage.key());
    if (member.size() != storage.bytes()) {
      throw file.wrong(
          "entry '" + member.name() + "'",
          member.size() + " bytes, the pickle wants " + storage.bytes());
    }
    ByteBuffer bytes = known.get(storage.key());
    if (bytes == null) {
      bytes = archive.read(member);
      if (bigEndian) {
        swap(bytes, storage.dtype() == DType.C64 ? 4 : storage.dtype().bytes());
      }
      known.put(storage.key(), bytes);
    }
    return bytes;
  }

  private static void swap(ByteBuffer bytes, int width) {
    ByteBuffer big = bytes.duplicate().order(ByteOrder.BIG_ENDIAN);
    for (int at = 0; at < bytes.limit(); at += width) {
      switch (width) {
        case 1 -> {}
        case 2 -> bytes.putShort(at, big.getShort(at));
        case 4 -> bytes.putInt(at, big.getInt(at));
        default -> bytes.putLong(at, big.getLong(at));
      }
    }
  }
}
