package org.scanline.backbones.store;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * One file of a model as its publisher offers it.
 *
 * @param name the publisher's name for it
 * @param address where it can be fetched; null where no lasting address is known
 * @param size bytes; 0 where no public source says it
 * @param sha256 the whole hash, or as many of its first digits as a public source says (8 at
 *     least); empty where none does: then it is recorded when the file first comes
 */
public record CatalogueFile(String name, @Nullable URI address, long size, String sha256) {

  /** Checks name, address, size and hash. */
  public CatalogueFile {
    if (!ModelName.isFile(name)) {
      throw new IllegalArgumentException("'" + name + "' cannot be a file's name");
    }
    if (address != null) {
      WebAddress.check(address);
    }
    if (size < 0 || size > Download.LARGEST) {
      throw new IllegalArgumentException(name + ": a size of " + size + " bytes cannot be");
    }
    if (!FileHash.isStart(sha256)) {
      throw new IllegalArgumentException(
          name + ": sha256 must be empty or 8 to 64 small hexadecimal digits");
    }
  }
}
