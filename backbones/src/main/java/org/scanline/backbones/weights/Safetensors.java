package org.scanline.backbones.weights;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads and writes safetensors files: eight bytes of header length, a JSON header, the tensors'
 * bytes.
 *
 * <p>Reading is strict: the header is at most 100 MB, no key stands twice, and the tensors cover
 * the rest of the file without gap, overlap or remainder. All of it is checked before memory is
 * allocated for tensors; nothing in a file is ever executed. Thread-safe.
 */
public final class Safetensors {
  private Safetensors() {}

  /**
   * What a file holds.
   *
   * @param tensors by name, in the order of the file's bytes
   * @param metadata free text by key
   */
  public record Contents(Map<String, Tensor> tensors, Map<String, String> metadata) {}

  /**
   * Reads all tensors of a file.
   *
   * @throws WeightsException when the file is damaged
   */
  public static Map<String, Tensor> read(Path file) throws IOException {
    return readContents(file).tensors();
  }

  /** Reads all tensors of a stream to its end; the caller closes it. The name is for messages. */
  public static Map<String, Tensor> read(InputStream in, String name) throws IOException {
    return readContents(in, name).tensors();
  }

  /** Reads all tensors and the metadata of a file. */
  public static Contents readContents(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return read(new FileBytes(channel, String.valueOf(file.getFileName())));
    }
  }

  static Contents read(FileBytes file) throws IOException {
    byte[] prefix = new byte[(int) Math.min(Long.BYTES, file.size())];
    file.read(0, prefix.length, "header").get(prefix);
    long length = headerLength(prefix, file.file(), file.size());
    byte[] json = new byte[(int) length];
    file.read(Long.BYTES, length, "header").get(json);
    Header header = Header.parse(json, file.file());
    long start = Long.BYTES + length;
    if (file.size() - start != header.bytes()) {
      throw file.wrong(
          "tensors",
          "%d bytes needed, the file has %d; fetch it again"
              .formatted(header.bytes(), file.size() - start));
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Header.Entry entry : header.entries()) {
      String place = "tensor '" + entry.name() + "'";
      ByteBuffer bytes = file.read(start + entry.begin(), entry.end() - entry.begin(), place);
      tensors.put(entry.name(), new Tensor(entry.dtype(), entry.sizes(), bytes));
    }
    return new Contents(tensors, header.metadata());
  }

  /** Reads all tensors and the metadata of a stream to its end; the caller closes it. */
  public static Contents readContents(InputStream in, String name) throws IOException {
    Contents contents = readTensors(in, readHeader(in, name), name);
    if (in.read() >= 0) {
      throw WeightsException.at(name, "tensors", "bytes after the last tensor");
    }
    return contents;
  }

  private static Header readHeader(InputStream in, String name) throws IOException {
    long length = headerLength(in.readNBytes(Long.BYTES), name, Long.MAX_VALUE);
    byte[] json = in.readNBytes((int) length); // grows with what is there
    if (json.length < length) {
      throw WeightsException.at(name, "header", "cut off");
    }
    return Header.parse(json, name);
  }

  private static long headerLength(byte[] prefix, String name, long fileBytes) {
    if (prefix.length < Long.BYTES) {
      throw WeightsException.at(name, "byte 0", "too short for a safetensors file");
    }
    long length = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 2 || length > Header.LONGEST || length > fileBytes - Long.BYTES) {
      throw WeightsException.at(
          name,
          "byte 0",
          "a header of %s bytes cannot be; not a safetensors file, or cut off"
              .formatted(Long.toUnsignedString(length)));
    }
    return length;
  }

  private static Contents readTensors(InputStream in, Header header, String name)
      throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Header.Entry entry : header.entries()) {
      int bytes = (int) (entry.end() - entry.begin());
      byte[] data = in.readNBytes(bytes); // grows with what is there, not with what is claimed
      if (data.length < bytes) {
        throw WeightsException.at(name, "tensor '" + entry.name() + "'", "cut off");
      }
      tensors.put(entry.name(), new Tensor(entry.dtype(), entry.sizes(), ByteBuffer.wrap(data)));
    }
    return new Contents(tensors, header.metadata());
  }

  /**
   * Writes a file under the name FILE.part and renames it when complete, replacing an older one.
   *
   * @param tensors by name; written in order of type size, largest first, then of name
   * @param metadata free text by key, may be empty
   */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      try (FileChannel channel =
              FileChannel.open(
                  part,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE,
                  StandardOpenOption.TRUNCATE_EXISTING);
          OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
        write(out, tensors, metadata);
        out.flush();
        channel.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Writes what a file would hold to a stream, which the caller closes. */
  public static void write(
      OutputStream out, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    Map<String, Tensor> ordered = new TreeMap<>(tensors);
    byte[] header = header(ordered, metadata);
    int padding = (8 - header.length % 8) % 8; // tensors start at a multiple of 8
    byte[] spaces = new byte[padding];
    Arrays.fill(spaces, (byte) ' ');
    ByteBuffer prefix = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.write(prefix.putLong(header.length + (long) padding).array());
    out.write(header);
    out.write(spaces);
    for (int size : new int[] {8, 4, 2, 1}) {
      for (Tensor tensor : ordered.values()) {
        if (tensor.dtype().bytes() == size) {
          byte[] data = new byte[tensor.data().remaining()];
          tensor.data().get(0, data);
          out.write(data);
        }
      }
    }
  }

  private static byte[] header(Map<String, Tensor> ordered, Map<String, String> metadata)
      throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode text = root.putObject("__metadata__");
      new TreeMap<>(metadata).forEach(text::put);
    }
    long offset = 0;
    for (int size : new int[] {8, 4, 2, 1}) { // so that every tensor is aligned
      for (Map.Entry<String, Tensor> named : ordered.entrySet()) {
        Tensor tensor = named.getValue();
        if (tensor.dtype().bytes() == size) {
          ObjectNode entry = root.putObject(named.getKey());
          entry.put("dtype", tensor.dtype().name());
          ArrayNode shape = entry.putArray("shape");
          Arrays.stream(tensor.shape()).forEach(shape::add);
          long end = offset + tensor.data().remaining();
          entry.putArray("data_offsets").add(offset).add(end);
          offset = end;
        }
      }
    }
    return mapper.writeValueAsBytes(root);
  }
}
