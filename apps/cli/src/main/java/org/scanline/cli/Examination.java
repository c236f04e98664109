package org.scanline.cli;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import jdk.incubator.vector.FloatVector;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.scanline.audio.separation.ModelCard;
import org.scanline.audio.separation.ModelSource;
import org.scanline.audio.separation.Separator;
import org.scanline.backbones.model.ComputeDevice;
import org.scanline.backbones.model.ModelException;
import org.scanline.backbones.store.ModelStore;
import org.scanline.backbones.store.StoreException;
import org.scanline.backbones.store.StoreFolder;
import org.scanline.cli.Finding.State;
import org.scanline.jobs.DiskSpace;

/** Looks at each part by itself, so that a broken one does not hide the others. */
final class Examination {
  private static final String GPU_HINT =
      "; for --device gpu set PYTORCH_LIBRARY_PATH to a CUDA build of libtorch "
          + Engines.LIBTORCH_VERSION
          + " (see README)";

  private final List<Finding> findings = new ArrayList<>();

  List<Finding> findings() {
    look("scanline", () -> well(Version.ofScanline()));
    look("java", Examination::java);
    look("machine", Examination::machine);
    look("vectors", Examination::vectors);
    look("engine", Examination::engine);
    look("gpu", Examination::gpu);
    look("models", Examination::models);
    look("store", Examination::store);
    look("ffmpeg", Examination::ffmpeg);
    look("encoders", Examination::encoders);
    return findings;
  }

  private void look(String part, Callable<Result> examination) {
    Result result;
    try {
      result = examination.call();
    } catch (Exception | LinkageError e) {
      result = new Result(State.BROKEN, cause(e));
    }
    findings.add(new Finding(result.state(), part, result.text()));
  }

  private record Result(State state, String text) {}

  private static Result well(String text) {
    return new Result(State.WELL, text);
  }

  private static String cause(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.toString().lines().findFirst().orElse("unknown");
  }

  private static Result java() {
    return well(
        "%s (%s), heap up to %s"
            .formatted(
                System.getProperty("java.version"),
                System.getProperty("java.home"),
                DiskSpace.readable(Runtime.getRuntime().maxMemory())));
  }

  private static Result machine() {
    String text =
        "%s %s, %d processors, file names in %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("sun.jnu.encoding"));
    boolean unicode = "UTF-8".equals(System.getProperty("sun.jnu.encoding"));
    return unicode
        ? well(text)
        : new Result(State.ABSENT, text + ": names with other letters cannot be opened");
  }

  private static Result vectors() {
    try {
      return well(FloatVector.SPECIES_PREFERRED.vectorBitSize() + " bits (jdk.incubator.vector)");
    } catch (NoClassDefFoundError e) {
      return new Result(State.ABSENT, "the Java Vector API is off; plain code is used, slower");
    }
  }

  private static Result engine() {
    Engine engine = Engine.getEngine("PyTorch");
    try (NDManager manager = engine.newBaseManager(Device.cpu());
        NDArray ones = manager.ones(new ai.djl.ndarray.types.Shape(2, 2));
        NDArray product = ones.matMul(ones);
        NDArray sum = product.sum()) {
      float answer = sum.getFloat();
      String text =
          "%s %s through DJL %s, files in %s"
              .formatted(
                  engine.getEngineName(),
                  engine.getVersion(),
                  Engine.getDjlVersion(),
                  ai.djl.util.Utils.getEngineCacheDir());
      return answer == 8f
          ? well(text)
          : new Result(State.BROKEN, text + ": computes 2x2 ones wrongly: " + answer);
    }
  }

  private static Result gpu() {
    int count = Engine.getEngine("PyTorch").getGpuCount();
    return count > 0
        ? well(count + " (CUDA " + ai.djl.util.cuda.CudaUtils.getCudaVersionString() + ")")
        : new Result(State.ABSENT, "none usable" + GPU_HINT);
  }

  private static Result models() throws ModelException {
    List<String> names = ModelSource.bundledNames();
    List<String> found = new ArrayList<>();
    for (String name : names) {
      try (Separator model = Separator.load(ModelSource.bundled(name), ComputeDevice.CPU)) {
        ModelCard card = model.card();
        found.add(
            "%s (%s; licence %s)".formatted(name, String.join(", ", card.stems()), card.licence()));
      }
    }
    return found.isEmpty()
        ? new Result(State.BROKEN, "no model is on the class path; build again")
        : well(String.join("; ", found));
  }

  private static Result store() throws StoreException {
    ModelStore store = ModelStore.ofUser();
    String text = "%s, %d models".formatted(store.folder(), store.names().size());
    return store.isWritable()
        ? well(text)
        : new Result(
            State.ABSENT,
            text + "; it cannot be written, name another with " + StoreFolder.VARIABLE);
  }

  private static Result ffmpeg() {
    String version = avutil.av_version_info().getString();
    return well(version + ", licence " + avutil.avutil_license().getString());
  }

  private static Result encoders() {
    List<String> missing = new ArrayList<>();
    for (String name : List.of("flac", "libmp3lame", "libopus", "aac")) {
      if (avcodec.avcodec_find_encoder_by_name(name) == null) {
        missing.add(name);
      }
    }
    return missing.isEmpty()
        ? well("flac, mp3, opus, m4a (aac); wav is our own")
        : new Result(State.BROKEN, "not in this FFmpeg: " + missing);
  }
}
