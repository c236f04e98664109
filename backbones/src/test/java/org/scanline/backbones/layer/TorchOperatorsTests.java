package org.scanline.backbones.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.scanline.backbones.weights.Parameters;

/** Operators taken from libtorch do what their definitions say. */
class TorchOperatorsTests {
  private static final float CLOSE = 2e-6f;

  private final NDManager manager = NDManager.newBaseManager();
  private final Random random = new Random(11);

  @AfterEach
  void close() {
    manager.close();
  }

  private NDArray some(long... shape) {
    float[] values = new float[(int) new Shape(shape).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() / 2;
    }
    return manager.create(values, new Shape(shape));
  }

  private <B extends Block> B filled(B block) {
    block.initialize(manager, DataType.FLOAT32, new Shape(1));
    Parameters.named(block)
        .values()
        .forEach(p -> p.getArray().set(some(p.getArray().getShape().getShape()).toByteBuffer()));
    return block;
  }

  private ParameterStore store() {
    return new ParameterStore(manager, false);
  }

  private static void same(NDArray expected, NDArray actual) {
    assertThat(actual.getShape()).isEqualTo(expected.getShape());
    assertThat(actual.toFloatArray()).containsExactly(expected.toFloatArray(), within(CLOSE));
  }

  @Test
  void gatesHalfOfTheChannels() {
    NDArray x = some(2, 6, 5);
    NDArray gate = Activation.sigmoid(x.get(":, 3:"));
    same(x.get(":, :3").mul(gate), TorchOperators.glu(false, x, 1));
  }

  @Test
  void normsEachGroupOfChannels() {
    NDArray x = some(2, 6, 3, 5);
    NDArray weight = some(6);
    NDArray bias = some(6);
    NDArray rows = x.reshape(2, 2, 45);
    NDArray centred = rows.sub(rows.mean(new int[] {2}, true));
    NDArray variance = centred.square().mean(new int[] {2}, true);
    NDArray expected =
        centred
            .div(variance.add(1e-3f).sqrt())
            .reshape(2, 6, 3, 5)
            .mul(weight.reshape(1, 6, 1, 1))
            .add(bias.reshape(1, 6, 1, 1));
    same(expected, TorchOperators.groupNorm(false, x, 2, weight, bias, 1e-3));
  }

  @Test
  void continuesByTheMirrorImage() {
    NDArray x = manager.create(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, new Shape(2, 1, 4));
    float[] expected = {3, 2, 1, 2, 3, 4, 3, 7, 6, 5, 6, 7, 8, 7};
    assertThat(TorchOperators.reflectPad(false, x, 2, 1).toFloatArray()).containsExactly(expected);
  }

  @Test
  void attendsAsSoftmaxOfScaledProducts() {
    NDArray q = some(2, 3, 7, 4);
    NDArray k = some(2, 3, 5, 4);
    NDArray v = some(2, 3, 5, 6);
    NDArray mask = some(7, 5);
    NDArray scores = q.matMul(k.transpose(0, 1, 3, 2)).div(2);
    same(scores.softmax(-1).matMul(v), TorchOperators.attention(false, q, k, v, null));
    same(scores.add(mask).softmax(-1).matMul(v), TorchOperators.attention(false, q, k, v, mask));
  }

  @Test
  void transposedConvolutionIsTheGradientOfTheConvolution() {
    Convolution.Config config =
        Convolution.Config.plane(4, 6, 3, 2).stride(2, 3).padding(1, 0).groups(2).withoutBias();
    Convolution.Config back =
        new Convolution.Config(
            6,
            4,
            config.size(),
            config.stride(),
            config.padding(),
            config.dilation(),
            2,
            true,
            false);
    Convolution forth = filled(new Convolution(config));
    Convolution spread = filled(new Convolution(back));
    spread
        .getParameters()
        .get(0)
        .getValue()
        .getArray()
        .set(forth.getParameters().get(0).getValue().getArray().toByteBuffer());
    NDArray x = some(1, 4, 9, 8); // sizes that stride and kernel cover without remainder
    x.setRequiresGradient(true);
    NDArray y;
    NDArray cotangent;
    try (GradientCollector gradients = Engine.getEngine("PyTorch").newGradientCollector()) {
      y = forth.apply(store(), x, true);
      cotangent = some(y.getShape().getShape());
      gradients.backward(y.mul(cotangent).sum());
    }
    assertThat(y.getShape()).isEqualTo(new Shape(1, 6, 5, 3));
    assertThat(forth.getOutputShapes(new Shape[] {x.getShape()})).containsExactly(y.getShape());
    NDArray spreadOut = spread.apply(store(), cotangent, false);
    assertThat(spread.getOutputShapes(new Shape[] {y.getShape()}))
        .containsExactly(spreadOut.getShape());
    same(x.getGradient(), spreadOut);
  }

  @ParameterizedTest
  @EnumSource(Recurrent.Cell.class)
  void recurrentNetsFollowTheirEquations(Recurrent.Cell cell) {
    Recurrent net = filled(new Recurrent(new Recurrent.Config(cell, 3, 4, 2, true)));
    NDArray x = some(2, 5, 3);
    Map<String, Parameter> weights = Parameters.named(net);
    NDArray layer = x;
    for (int l = 0; l < 2; l++) {
      NDArray forth = run(cell, weights, "_l" + l, layer);
      NDArray back = run(cell, weights, "_l" + l + "_reverse", layer.flip(1)).flip(1);
      layer = forth.concat(back, 2);
    }
    same(layer, net.apply(store(), x, false));
  }

  private NDArray run(
      Recurrent.Cell cell, Map<String, Parameter> weights, String suffix, NDArray x) {
    NDArray h = manager.zeros(new Shape(x.getShape().get(0), 4));
    NDArray c = h;
    NDList all = new NDList();
    for (int t = 0; t < x.getShape().get(1); t++) {
      NDArray in =
          x.get(":, " + t)
              .matMul(w(weights, "weight_ih" + suffix).transpose())
              .add(w(weights, "bias_ih" + suffix));
      NDArray back =
          h.matMul(w(weights, "weight_hh" + suffix).transpose())
              .add(w(weights, "bias_hh" + suffix));
      if (cell == Recurrent.Cell.LSTM) {
        NDArray gates = in.add(back);
        c =
            Activation.sigmoid(gates.get(":, 4:8"))
                .mul(c)
                .add(Activation.sigmoid(gates.get(":, :4")).mul(gates.get(":, 8:12").tanh()));
        h = Activation.sigmoid(gates.get(":, 12:")).mul(c.tanh());
      } else {
        NDArray reset = Activation.sigmoid(in.get(":, :4").add(back.get(":, :4")));
        NDArray update = Activation.sigmoid(in.get(":, 4:8").add(back.get(":, 4:8")));
        NDArray fresh = in.get(":, 8:").add(reset.mul(back.get(":, 8:"))).tanh();
        h = fresh.add(update.mul(h.sub(fresh)));
      }
      all.add(h);
    }
    return NDArrays.stack(all, 1);
  }

  private static NDArray w(Map<String, Parameter> weights, String name) {
    return Objects.requireNonNull(weights.get(name)).getArray();
  }

  @ParameterizedTest
  @EnumSource(Recurrent.Cell.class)
  void aCarriedStateGoesOnWhereItStopped(Recurrent.Cell cell) {
    Recurrent net = filled(new Recurrent(new Recurrent.Config(cell, 3, 4, 2, false)));
    NDArray x = some(2, 7, 3);
    Recurrent.Carried first =
        net.apply(store(), x.get(":, :3"), manager.zeros(net.stateShape(2)), false);
    Recurrent.Carried second = net.apply(store(), x.get(":, 3:"), first.state(), false);
    same(net.apply(store(), x, false), first.output().concat(second.output(), 1));
  }

  @Test
  void theInverseTransformGivesTheSoundBack() {
    for (boolean normalized : new boolean[] {false, true}) {
      FourierTransform transform =
          new FourierTransform(new FourierTransform.Config(16, 4, normalized, true));
      NDArray x = some(2, 3, 40);
      NDArray window = manager.create(hann(16));
      NDArray z = transform.forward(false, x, window);
      assertThat(z.getShape()).isEqualTo(new Shape(2, 3, 9, 11, 2));
      same(x, transform.inverse(false, z, window, 40));
      float dc = 0;
      float[] middle = x.get("0, 0, 12:28").toFloatArray(); // frame 5 is centred at 20
      for (int i = 0; i < 16; i++) {
        dc += middle[i] * hann(16)[i] / (normalized ? 4 : 1);
      }
      assertThat(z.get("0, 0, 0, 5, 0").getFloat()).isEqualTo(dc, within(CLOSE));
    }
  }

  private static float[] hann(int size) {
    float[] window = new float[size];
    for (int i = 0; i < size; i++) {
      window[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / size));
    }
    return window;
  }

  @Test
  void gradientsReachEveryArgument() {
    NDArray x = some(2, 6, 5);
    NDArray weight = some(6);
    NDArray bias = some(6);
    x.setRequiresGradient(true);
    weight.setRequiresGradient(true);
    try (GradientCollector gradients = Engine.getEngine("PyTorch").newGradientCollector()) {
      gradients.backward(TorchOperators.groupNorm(true, x, 3, weight, bias, 1e-5).square().sum());
    }
    float[] analytic = weight.getGradient().toFloatArray();
    for (int i = 0; i < 6; i++) {
      double before = squares(x, weight, bias, i, -1e-2f);
      double after = squares(x, weight, bias, i, 1e-2f);
      assertThat((double) analytic[i])
          .isEqualTo((after - before) / 2e-2, within(1e-2 * Math.max(1, Math.abs(analytic[i]))));
    }
  }

  private double squares(NDArray x, NDArray weight, NDArray bias, int at, float step) {
    float[] moved = weight.toFloatArray();
    moved[at] += step;
    return TorchOperators.groupNorm(false, x, 3, manager.create(moved), bias, 1e-5)
        .square()
        .sum()
        .getFloat();
  }

  @Test
  void aFunctionOutlivesTheGarbageOfItsMaking() {
    TorchFunction twice = TorchFunction.of("x: Tensor", "return torch.mul(x, 2)");
    NDArray x = manager.ones(new Shape(3));
    for (int i = 0; i < 3; i++) {
      System.gc();
      assertThat(twice.apply(false, x).toFloatArray()).containsOnly(2);
    }
  }

  @Test
  void textThatIsNoTorchScriptIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TorchFunction.of("x: Tensor", "return torch.no_such(x)"))
        .withMessageContaining("no_such");
  }

  @Test
  void scopesCloseAllButTheResult() {
    NDArray x = some(4);
    int before = manager.getManagedArrays().size();
    NDArray y = Scoped.of(() -> Scoped.of(() -> x.add(1).mul(x)).sub(x.add(2)));
    assertThat(manager.getManagedArrays()).hasSize(before + 1);
    assertThat(y.toFloatArray()).hasSize(4);
  }
}
