package org.scanline.audio.separation.published;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.separation.ModelSource;
import org.scanline.audio.separation.Separator;
import org.scanline.backbones.model.ComputeDevice;
import org.scanline.backbones.model.EngineDevice;
import org.scanline.backbones.model.ModelException;
import org.scanline.backbones.weights.Checkpoint;
import org.scanline.backbones.weights.Tensor;
import org.scanline.backbones.weights.WeightsException;

/** Loads published models from their publishers' files. */
public final class PublishedSeparators {
  /** Demucs' way to name files: the first eight digits of their SHA-256 behind a signature. */
  private static final Pattern HASHED = Pattern.compile("[0-9a-zA-Z_]+-([0-9a-f]{8})\\.th");

  private PublishedSeparators() {}

  /**
   * Loads a model.
   *
   * @param source a {@link ModelSource.AtPath} or {@link ModelSource.Published}
   * @throws ModelException see {@link Separator#load}
   */
  public static Separator load(ModelSource source, ComputeDevice wanted, int threads)
      throws ModelException {
    if (threads < 1) {
      throw new IllegalArgumentException("threads=" + threads + " must be at least 1");
    }
    String description = "";
    String licence = "";
    CheckpointFiles files;
    if (source instanceof ModelSource.Published stored) {
      JsonNode settings = new ObjectMapper().valueToTree(stored.settings());
      files = CheckpointFiles.of(stored.name(), stored.files(), settings);
      description = stored.description();
      licence = stored.licence();
    } else if (source instanceof ModelSource.AtPath path) {
      files = CheckpointFiles.of(path.path());
      demandHashes(files.weights()); // a store has checked its files
    } else {
      throw new IllegalArgumentException("no published model: " + source);
    }
    NDManager manager = NDManager.newBaseManager(EngineDevice.of(wanted));
    boolean done = false;
    try {
      Ensemble ensemble = ensemble(files, manager);
      Separator separator =
          PublishedSeparator.of(
              PublishedCard.of(files.name(), description, licence, ensemble),
              ensemble,
              manager,
              threads);
      done = true;
      return separator;
    } catch (WeightsException | IllegalArgumentException e) {
      throw new ModelException(String.valueOf(e.getMessage()), e);
    } catch (OutOfMemoryError e) {
      throw tooLarge(files.name(), e);
    } finally {
      if (!done) {
        manager.close();
      }
    }
  }

  private static Ensemble ensemble(CheckpointFiles files, NDManager manager) throws ModelException {
    JsonNode config = files.config();
    if (!config.has("models")) {
      Checkpoint checkpoint =
          files.weights().size() == 1 ? read(files.weights().get(0)) : merged(files);
      return Ensemble.of(
          Publishers.open(new PublishedFile(files.name(), checkpoint, config), manager));
    }
    List<Ensemble.Member> members = new ArrayList<>();
    for (int m = 0; m < files.weights().size(); m++) {
      Path file = files.weights().get(m);
      PublishedNet net =
          Publishers.open(
              new PublishedFile(
                  String.valueOf(file.getFileName()), read(file), config.path("nets").path(m)),
              manager);
      if (config.hasNonNull("segment")) {
        net = WindowSettings.segment(net, config.get("segment").asDouble());
      }
      members.add(new Ensemble.Member(net, weights(config.path("weights").path(m), net)));
    }
    return new Ensemble(members).demandAll();
  }

  private static List<Double> weights(JsonNode given, PublishedNet net) {
    if (!given.isArray()) {
      return Collections.nCopies(net.net().stems().size(), 1.0);
    }
    List<Double> weights = new ArrayList<>();
    given.forEach(weight -> weights.add(weight.asDouble(Double.NaN)));
    return weights;
  }

  /** One checkpoint of several files, each tensor's name led by its file's. */
  private static Checkpoint merged(CheckpointFiles files) throws ModelException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    Checkpoint.Format format = Checkpoint.Format.TORCH_ZIP;
    for (Path file : files.weights()) {
      Checkpoint part = read(file);
      String name = CheckpointFiles.stem(file);
      part.tensors().forEach((tensor, data) -> tensors.put(name + "." + tensor, data));
      values.put(name, part.values());
      format = part.format();
    }
    return new Checkpoint(format, tensors, values);
  }

  private static Checkpoint read(Path file) throws ModelException {
    try {
      return Checkpoint.read(file);
    } catch (NoSuchFileException e) {
      throw new ModelException(file + " is not there", e);
    } catch (IOException e) {
      throw new ModelException(file + " cannot be read: " + e.getMessage(), e);
    } catch (OutOfMemoryError e) {
      throw tooLarge(file.toString(), e);
    }
  }

  private static ModelException tooLarge(String what, OutOfMemoryError e) {
    return new ModelException(
        what + " is too large for the memory given; set SCANLINE_JAVA_OPTS=-Xmx4g or more", e);
  }

  private static void demandHashes(List<Path> files) throws ModelException {
    for (Path file : files) {
      try {
        demandHash(file);
      } catch (IOException e) {
        throw new ModelException(file + " cannot be read: " + e.getMessage(), e);
      }
    }
  }

  /** Compares a file's hash with the one in its name, where there is one. */
  private static void demandHash(Path file) throws IOException, ModelException {
    Matcher name = HASHED.matcher(String.valueOf(file.getFileName()));
    if (!name.matches()) {
      return;
    }
    String hash;
    try (InputStream in = Files.newInputStream(file);
        DigestInputStream digest =
            new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
      byte[] buffer = new byte[1 << 16];
      while (digest.read(buffer) >= 0) {
        // the digest listens
      }
      hash = HexFormat.of().formatHex(digest.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
    if (!hash.startsWith(name.group(1))) {
      throw new ModelException(
          "%s does not fit its name: its SHA-256 begins with %s; it is cut off, damaged or renamed,"
                  .formatted(file, hash.substring(0, 8))
              + " get it again");
    }
  }
}
