package org.scanline.backbones.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Tells the format of a file of weights from its first bytes, and names what is none. */
final class Recognition {
  private static final int TAR_MARK = 257; // where an archive of tape says what it is
  private static final int ENOUGH = TAR_MARK + 5;

  private Recognition() {}

  /**
   * Looks at the first bytes only.
   *
   * @throws WeightsException saying what the file seems to be instead
   */
  static Checkpoint.Format format(FileBytes file) throws IOException {
    if (file.size() == 0) {
      throw file.wrong("byte 0", "the file is empty");
    }
    ByteBuffer bytes = file.read(0, Math.min(ENOUGH, file.size()), "byte 0");
    String start = StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
    if (isSafetensors(bytes)) { // first: its length can begin with any byte
      return Checkpoint.Format.SAFETENSORS;
    }
    if (start.startsWith("PK\3\4") || start.startsWith("PK\5\6")) {
      return Checkpoint.Format.TORCH_ZIP;
    }
    if (start.charAt(0) == 0x80) {
      return Checkpoint.Format.TORCH_LEGACY;
    }
    throw file.wrong("byte 0", kind(start));
  }

  private static boolean isSafetensors(ByteBuffer bytes) {
    if (bytes.remaining() <= Long.BYTES || bytes.get(Long.BYTES) != '{') {
      return false;
    }
    long length = bytes.getLong(0);
    return length > 0 && length <= Header.LONGEST;
  }

  private static String kind(String start) {
    if (start.startsWith("\37\u008b")) {
      return "packed with gzip; unpack it first";
    }
    if (start.startsWith("version https://git-lfs")) {
      return "a pointer of Git LFS, not the file itself; fetch the file";
    }
    if (start.stripLeading().startsWith("<")) {
      return "a web page, not weights; fetch the file again";
    }
    if (start.startsWith("\u0089HDF")) {
      return "an HDF5 file, which is not read";
    }
    if (start.startsWith("GGUF")) {
      return "a GGUF file, which is not read";
    }
    if (start.length() >= ENOUGH && start.startsWith("ustar", TAR_MARK)) {
      return "a tar archive, which is not read";
    }
    return "neither safetensors nor a checkpoint of PyTorch";
  }
}
