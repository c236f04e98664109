package org.scanline.backbones.mixer.noncausal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scanline.backbones.golden.Laws;
import org.scanline.backbones.mixer.DiagonalAttention;
import org.scanline.backbones.mixer.NormAttention;

/** Laws of every block that sees a whole sequence or image; three heads, odd sizes. */
class WholeMixerTests {
  /** The inverse in SOFT multiplies rounding by a thousand. */
  private static final double WITHIN = 2e-4;

  private final NDManager manager = NDManager.newBaseManager();

  @BeforeEach
  void seed() {
    Laws.seed(manager, WholeMixerTests.class);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** A block and the inputs it takes: a usual one and the smallest. */
  private record Subject(WholeMixer mixer, Shape usual, Shape smallest) {}

  private static Map<String, Subject> subjects() {
    Map<String, Subject> all = new LinkedHashMap<>();
    Shape tokens = new Shape(3, 25, 15);
    Shape one = new Shape(1, 1, 15);
    Shape images = new Shape(3, 5, 7, 15);
    Shape pixel = new Shape(1, 1, 1, 15);
    all.put("flow", new Subject(new Flowformer(new Flowformer.Config(15, 3)), tokens, one));
    all.put(
        "normalized afterwards",
        new Subject(new WholeNormAttention(new NormAttention.Config(15, 3)), tokens, one));
    all.put(
        "diagonal",
        new Subject(
            new WholeDiagonalAttention(new DiagonalAttention.Config(15, 3, 7)), tokens, one));
    all.put("binary", new Subject(new EcoFormer(new EcoFormer.Config(15, 3)), tokens, one));
    all.put(
        "in line without class",
        new Subject(new InLine(new InLine.Config(15, 3, false)), tokens, one));
    all.put(
        "in line",
        new Subject(
            new InLine(new InLine.Config(15, 3)), new Shape(3, 26, 15), new Shape(1, 2, 15)));
    all.put("soft", new Subject(new Soft(new Soft.Config(15, 3, 1, 3)), tokens, one));
    all.put("cross", new Subject(new CrossVit(new CrossVit.Config(15, 3)), tokens, one));
    all.put(
        "magnitudes",
        new Subject(
            new Mala(new Mala.Config(12, 3)), new Shape(3, 12, 5, 7), new Shape(1, 12, 1, 1)));
    all.put(
        "windows",
        new Subject(
            new SwinAttention(new SwinAttention.Config(15, 3, 3, 1)),
            new Shape(3, 9, 3, 15),
            new Shape(1, 3, 3, 15)));
    all.put(
        "windows of 1",
        new Subject(new SwinAttention(new SwinAttention.Config(15, 3, 1, 0)), images, pixel));
    all.put("grid", new Subject(new PLstm2d(new PLstm2d.Config(15, 3)), images, pixel));
    all.put(
        "diffusing grid",
        new Subject(
            new DiffusingPLstm2d(
                new DiffusingPLstm2d.Config(15, 3, DiffusingPLstm2d.Chirality.RIGHT)),
            images,
            pixel));
    return all;
  }

  private void forEach(BiConsumer<String, Subject> law) {
    subjects()
        .forEach(
            (name, subject) -> {
              subject.mixer().initialize(manager, DataType.FLOAT32, subject.usual());
              law.accept(name, subject);
            });
  }

  private NDArray mix(Subject subject, NDArray x) {
    return subject.mixer().mix(new ParameterStore(manager, false), x, false);
  }

  @Test
  void sequencesOfABatchDoNotSeeEachOther() {
    forEach(
        (name, subject) -> {
          NDArray x = manager.randomNormal(subject.usual());
          NDArray second = mix(subject, x).get(new NDIndex("1:2"));
          Laws.assertClose(name, mix(subject, x.get(new NDIndex("1:2"))), second, WITHIN);
        });
  }

  @Test
  void theSmallestInputGivesAFiniteOutput() {
    forEach(
        (name, subject) -> {
          for (float value :
              mix(subject, manager.randomNormal(subject.smallest())).toFloatArray()) {
            assertThat(value).as(name).isFinite();
          }
        });
  }

  @Test
  void theShapeIsThatPromised() {
    forEach(
        (name, subject) -> {
          Shape[] promised = subject.mixer().getOutputShapes(new Shape[] {subject.usual()});
          NDArray y = mix(subject, manager.randomNormal(subject.usual()));
          assertThat(y.getShape()).as(name).isEqualTo(promised[0]);
        });
  }

  @Test
  void trainingAndInferenceAgree() {
    forEach(
        (name, subject) -> {
          NDArray x = manager.randomNormal(subject.usual());
          NDArray training = subject.mixer().mix(new ParameterStore(manager, false), x, true);
          Laws.assertClose(name, mix(subject, x), training, WITHIN);
        });
  }

  @Test
  void nothingIsLeftWithTheParameters() {
    forEach(
        (name, subject) -> {
          int held = manager.getManagedArrays().size();
          try (NDManager scope = manager.newSubManager()) {
            NDArray x = scope.randomNormal(subject.usual());
            subject.mixer().mix(new ParameterStore(scope, false), x, true);
          }
          assertThat(manager.getManagedArrays().size()).as(name).isEqualTo(held);
        });
  }

  @Test
  void aLearnedHashTellsNearFromFarBetterThanChance() {
    int width = 6;
    KernelHash hash = new KernelHash(3, width, 12, 10);
    hash.initialize(manager, DataType.FLOAT32, new Shape(1));
    NDArray x = KernelHash.directions(manager.randomNormal(new Shape(2, 3, 40, width)));
    NDArray likeness = x.matMul(x.transpose(0, 1, 3, 2));
    hash.learn(x, 8, 7);
    ParameterStore store = new ParameterStore(manager, false);
    NDArray codes = hash.codes(store, x, false);
    for (float bit : codes.abs().toFloatArray()) {
      assertThat(bit).isEqualTo(1);
    }
    NDArray agreement = codes.matMul(codes.transpose(0, 1, 3, 2));
    assertThat(correlation(agreement, likeness)).isGreaterThan(0.5f);
  }

  private static float correlation(NDArray a, NDArray b) {
    NDArray x = a.sub(a.mean());
    NDArray y = b.sub(b.mean());
    return x.mul(y).sum().getFloat()
        / (float) Math.sqrt(x.mul(x).sum().getFloat() * (double) y.mul(y).sum().getFloat());
  }

  @Test
  void gradientsPassTheSignsOfAHashStraight() {
    KernelHash hash = new KernelHash(1, 4, 3, 5);
    hash.initialize(manager, DataType.FLOAT32, new Shape(1));
    NDArray x = KernelHash.directions(manager.randomNormal(new Shape(1, 1, 9, 4)));
    hash.learn(x, 3, 1);
    ParameterStore store = new ParameterStore(manager, false);
    NDList gradient =
        Laws.gradients(new NDList(x), in -> new NDList(hash.codes(store, in.head(), true)));
    assertThat(gradient.head().abs().sum().getFloat()).isGreaterThan(0);
  }

  @Test
  void tokensThatFillNoImageAreRefused() {
    Soft soft = new Soft(new Soft.Config(15, 3, 1, 3));
    soft.initialize(manager, DataType.FLOAT32, new Shape(1));
    NDArray x = manager.randomNormal(new Shape(1, 24, 15));
    ParameterStore store = new ParameterStore(manager, false);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> soft.mix(store, x, false))
        .withMessageContaining("fill no square");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> soft.mix(store, x, 5, false))
        .withMessageContaining("rows=5");
    assertThat(soft.mix(store, x, 4, false).getShape()).isEqualTo(x.getShape());
  }
}
