package org.scanline.audio.separation.net.demucs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scanline.audio.separation.net.demucs.HybridConfig.Level;
import org.scanline.backbones.weights.Parameters;

/** Laws of the Demucs nets that no reference number is needed for. */
final class DemucsLawTests {
  private static final long SEED = 20_231;
  private static final String ENGINE_THREADS = "ai.djl.pytorch.num_threads";

  private static ObjectNode keywords(int channels, int depth) {
    ObjectNode keywords = JsonNodeFactory.instance.objectNode();
    List.of("drums", "bass", "other").forEach(keywords.putArray("sources")::add);
    return keywords.put("channels", channels).put("depth", depth).put("dconv_comp", 2);
  }

  private static DemucsPublisher.Plan filled(
      DemucsPublisher.Kind kind, ObjectNode keywords, NDManager manager) {
    DemucsPublisher.Plan plan = DemucsPublisher.plan(kind, new Keywords(keywords));
    Parameters.named(plan.net()).forEach((name, parameter) -> fill(name, parameter, manager));
    return plan;
  }

  private static void fill(String name, Parameter parameter, NDManager manager) {
    Random random = new Random(SEED ^ name.hashCode());
    float[] values = new float[(int) parameter.getShape().size()];
    double size = Math.sqrt(1.0 * parameter.getShape().get(0) / values.length);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (size * random.nextGaussian() + (size == 1 ? 1 : 0));
    }
    parameter.setInitializer((holder, shape, type) -> holder.create(values, shape));
    parameter.initialize(manager, DataType.FLOAT32);
    parameter.getArray().setRequiresGradient(false);
  }

  private static NDArray noise(NDManager manager, long... shape) {
    float[] values = new float[(int) new Shape(shape).size()];
    Random random = new Random(SEED);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return manager.create(values, new Shape(shape));
  }

  private static float[] separated(DemucsPublisher.Plan plan, NDArray x, String engineThreads) {
    String before = System.getProperty(ENGINE_THREADS);
    System.setProperty(ENGINE_THREADS, engineThreads);
    try {
      return plan.forward().apply(x).toFloatArray();
    } finally {
      if (before == null) {
        System.clearProperty(ENGINE_THREADS);
      } else {
        System.setProperty(ENGINE_THREADS, before);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTDEMUCS", "HDEMUCS"})
  void branchesSideBySideGiveTheSameBytesAsOneAfterTheOther(String kind) {
    System.out.println("seed " + SEED);
    try (NDManager manager = NDManager.newBaseManager()) {
      boolean transformer = kind.equals("HTDEMUCS");
      ObjectNode keywords = keywords(8, transformer ? 3 : 6).put("use_train_segment", false);
      keywords.put("nfft", 4096).put("t_heads", 4);
      DemucsPublisher.Plan plan = filled(DemucsPublisher.Kind.valueOf(kind), keywords, manager);
      NDArray x = noise(manager, 1, 2, 30_011);
      float[] beside = separated(plan, x, "1");
      assertThat(separated(plan, x, "2")).isEqualTo(beside);
      assertThat(separated(plan, x, "1")).isEqualTo(beside);
      for (float value : beside) {
        assertThat(value).isFinite();
      }
    }
  }

  @Test
  void aBatchIsSeparatedPieceByPiece() {
    try (NDManager manager = NDManager.newBaseManager()) {
      DemucsPublisher.Plan plan = filled(DemucsPublisher.Kind.DEMUCS, keywords(4, 3), manager);
      DemucsNet net =
          new DemucsNet(
              plan.sampleRate(),
              plan.channels(),
              plan.stems(),
              plan.forward(),
              plan.valid(),
              manager.newSubManager());
      NDArray x = noise(manager, 3, 2, 4_099);
      NDArray all = net.separate(x);
      assertThat(all.getShape()).isEqualTo(new Shape(3, 3, 2, 4_099));
      NDArray second = net.separate(x.get(new NDIndex("1:2")));
      assertThat(all.get(new NDIndex("1:2")).toFloatArray()).isEqualTo(second.toFloatArray());
    }
  }

  @Test
  void silenceGivesFiniteNumbers() {
    try (NDManager manager = NDManager.newBaseManager()) {
      DemucsPublisher.Plan plan = filled(DemucsPublisher.Kind.HDEMUCS, keywords(8, 6), manager);
      for (float value :
          plan.forward().apply(manager.zeros(new Shape(1, 2, 5_003))).toFloatArray()) {
        assertThat(value).isFinite();
      }
    }
  }

  /** Bands with the weights of one layer give what that layer gives. */
  @Test
  void equalBandsAreOneBand() {
    try (NDManager manager = NDManager.newBaseManager()) {
      ObjectNode keywords = keywords(8, 2).put("dconv_mode", 3).put("multi_freqs_depth", 1);
      keywords.put("context", 1);
      List<Double> cuts = List.of(0.25, 0.6);
      cuts.forEach(keywords.putArray("multi_freqs")::add);
      Level level = HybridConfig.of(new Keywords(keywords), false).levels().get(0);
      NDArray x = noise(manager, 2048, 4, 7);
      EncoderLayer encoder = new EncoderLayer(level, level.frequency());
      BandEncoder bands = new BandEncoder(level, cuts);
      fillAlike(encoder, bands, manager);
      near(bands.apply(x, null), encoder.apply(x, null));
      NDArray y = noise(manager, 512, 8, 7);
      for (boolean last : new boolean[] {false, true}) {
        DecoderLayer decoder = new DecoderLayer(level, level.frequency(), level.decoded(), last);
        BandDecoder bandDecoder = new BandDecoder(level, cuts, last);
        fillAlike(decoder, bandDecoder, manager);
        near(bandDecoder.apply(y.duplicate(), 7), decoder.apply(y.duplicate(), 7));
      }
    }
  }

  private static void fillAlike(Part one, Part bands, NDManager manager) {
    Map<String, Parameter> named = Parameters.named(one);
    named.forEach((name, parameter) -> fill(name, parameter, manager));
    Parameters.named(bands)
        .forEach((name, p) -> fill(name.replaceFirst("layers\\.\\d+\\.", ""), p, manager));
  }

  private static void near(NDArray actual, NDArray expected) {
    assertThat(actual.getShape()).isEqualTo(expected.getShape());
    float[] wanted = expected.toFloatArray();
    float[] given = actual.toFloatArray();
    for (int i = 0; i < wanted.length; i++) {
      assertThat(given[i]).isCloseTo(wanted[i], within(1e-4f * (1 + Math.abs(wanted[i]))));
    }
  }

  /** A spectrum of sound between zeros is what the mirrored one is, away from the ends. */
  @Test
  void zerosAroundTheSoundReachOnlyItsEnds() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray x = noise(manager, 2, 9 * 256 + 17);
      Spectrum mirrored = new Spectrum(1024, true, false);
      Spectrum zeros = new Spectrum(1024, true, true);
      NDArray z = zeros.forward(x);
      NDIndex inside = new NDIndex(":, :, 2:7");
      near(z.get(inside), mirrored.forward(x).get(inside));
      NDArray level = manager.create(new float[] {0, 1});
      assertThat(zeros.inverse(z, level, 2321).getShape()).isEqualTo(new Shape(2, 2321));
    }
  }
}
