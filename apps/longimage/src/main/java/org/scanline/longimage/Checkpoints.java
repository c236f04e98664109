package org.scanline.longimage;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.scanline.backbones.stream.CarriedState;
import org.scanline.vision.image.restoration.RestorationStream;

/**
 * What a net remembered at some rows of a picture, in two hidden files beside the unfinished one.
 *
 * <p>A checkpoint may be ahead of the picture's file, which is written strip by strip: until the
 * file has caught up, the one before it counts, and no other is written. So a kill at any moment
 * leaves one to go on from. One thread at a time.
 */
final class Checkpoints {
  private static final int FILES = 2;

  /** Bytes before the net's own: the identity, two numbers of rows, sigma. */
  private static final long HEADER = Short.BYTES + 64 + 2L * Integer.BYTES + Double.BYTES;

  private final Path part;
  private final String identity;
  private int latest;
  private int latestMade;

  /**
   * Checkpoints of a picture.
   *
   * @param part its unfinished file
   * @param settings everything that must be the same for a run to go on where another ended
   */
  Checkpoints(Path part, String settings) {
    this.part = part;
    identity = hash(settings);
  }

  private static String hash(String settings) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(settings.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /**
   * Where a run can go on.
   *
   * @param file that holds it
   * @param read rows of the input that the net had seen
   * @param made rows of the result that it had given
   * @param sigma of the noise
   */
  record Checkpoint(Path file, int read, int made, double sigma) {}

  private Path file(int number) {
    return part.resolveSibling(part.getFileName() + ".state" + number);
  }

  /**
   * Writes a checkpoint, unless the file has not caught up with the last one.
   *
   * @param read rows of the input that the net has seen
   * @param made rows of the result that it has given
   * @param safe rows that are in the file for good
   */
  void save(int read, int made, int safe, double sigma, RestorationStream stream)
      throws IOException {
    if (latestMade > safe) {
      return;
    }
    latest = (latest + 1) % FILES;
    latestMade = made;
    Path file = file(latest);
    Path fresh = part.resolveSibling(part.getFileName() + ".state");
    CRC32 sum = new CRC32();
    try (OutputStream bytes = new BufferedOutputStream(Files.newOutputStream(fresh), 1 << 16);
        DataOutputStream out = new DataOutputStream(new CheckedOutputStream(bytes, sum))) {
      out.writeUTF(identity);
      out.writeInt(read);
      out.writeInt(made);
      out.writeDouble(sigma);
      stream.carry(CarriedState.to(out));
      out.writeLong(sum.getValue());
    }
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The last checkpoint that is whole, of the same run, and not beyond so many rows made. */
  Optional<Checkpoint> last(int made) {
    List<Checkpoint> found = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      look(file(i)).filter(c -> c.made() <= made).ifPresent(found::add);
    }
    Optional<Checkpoint> last = found.stream().max(Comparator.comparingInt(Checkpoint::read));
    last.ifPresent(c -> latest = c.file().equals(file(0)) ? 0 : 1);
    last.ifPresent(c -> latestMade = c.made());
    return last;
  }

  private Optional<Checkpoint> look(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      CRC32 sum = new CRC32();
      DataInputStream in = new DataInputStream(new CheckedInputStream(bytes, sum));
      String whose = in.readUTF();
      Checkpoint checkpoint = new Checkpoint(file, in.readInt(), in.readInt(), in.readDouble());
      in.skipNBytes(Files.size(file) - HEADER - Long.BYTES);
      long expected = sum.getValue();
      return in.readLong() == expected && whose.equals(identity)
          ? Optional.of(checkpoint)
          : Optional.empty();
    } catch (IOException e) {
      System.getLogger(Checkpoints.class.getName())
          .log(System.Logger.Level.DEBUG, "an unusable checkpoint", e);
      return Optional.empty();
    }
  }

  /** Gives a new stream what another remembered. */
  static void restore(Checkpoint checkpoint, RestorationStream stream) throws IOException {
    try (InputStream bytes =
            new BufferedInputStream(Files.newInputStream(checkpoint.file()), 1 << 16);
        DataInputStream in = new DataInputStream(bytes)) {
      in.skipNBytes(HEADER);
      stream.carry(CarriedState.from(in));
    }
  }

  /** Deletes all of them. */
  void clear() throws IOException {
    for (int i = 0; i < FILES; i++) {
      Files.deleteIfExists(file(i));
    }
    Files.deleteIfExists(part.resolveSibling(part.getFileName() + ".state"));
  }
}
