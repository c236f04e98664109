package org.scanline.audio.separation.net.tasnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.scanline.audio.golden.AudioGolden;
import org.scanline.audio.separation.net.masking.MaskGate;
import org.scanline.audio.separation.published.PublishedFile;
import org.scanline.audio.separation.published.PublishedNet;
import org.scanline.backbones.weights.Checkpoint;
import org.scanline.backbones.weights.Parameters;
import org.scanline.backbones.weights.Tensor;
import org.scanline.backbones.weights.WeightsException;

class TasNetLawTests {
  private static final long SEED = 20261123;
  private static final String THREADS = "ai.djl.pytorch.num_threads";

  private static TasNetConfig config(TasNetLayout layout, boolean causal, int layers) {
    boolean skip = layout == TasNetLayout.TORCHAUDIO || layout == TasNetLayout.ASTEROID;
    return new TasNetConfig(
        layout,
        8_000,
        List.of("a", "b", "c"),
        1,
        9,
        6,
        3,
        5,
        7,
        skip ? 5 : 0,
        3,
        layers,
        2,
        !causal,
        causal,
        layout == TasNetLayout.KAITUOXU,
        MaskGate.SIGMOID);
  }

  private static TasNet net(TasNetConfig config, NDManager manager) {
    TasNet net = new TasNet(config);
    Random random = new Random(SEED);
    System.out.println("seed " + SEED);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Parameters.named(net)
        .forEach(
            (name, parameter) -> tensors.put(name, noise(random, parameter.getShape().getShape())));
    Parameters.load(net, tensors, manager);
    return net;
  }

  private static Tensor noise(Random random, long... shape) {
    int size = (int) new Shape(shape).size();
    double scale = shape.length == 3 && shape[0] > 1 ? 1 / Math.sqrt(shape[1] * shape[2]) : 0.3;
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (random.nextGaussian() * scale) + (shape.length < 3 ? 0.5f : 0);
    }
    return Tensor.of(values, shape);
  }

  private static NDArray sound(NDManager manager, int items, int samples) {
    Random random = new Random(SEED + 1);
    float[] values = new float[items * samples];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() * 0.3f;
    }
    return manager.create(values, new Shape(items, 1, samples));
  }

  private static NDArray separated(TasNet net, NDArray x) {
    ParameterStore store = new ParameterStore(x.getManager(), false);
    return net.forward(store, new NDList(x), false).singletonOrThrow();
  }

  @Test
  void passesOverTheFramesAreThePlainNet() {
    try (NDManager manager = NDManager.newBaseManager()) {
      TasNetConfig config = config(TasNetLayout.TORCHAUDIO, false, 10); // dilations to 512
      TasNet net = net(config, manager);
      NDArray x = sound(manager, 1, 3 * 2_222 + 1); // some tiles of frames and a part
      double[] plain = doubles(new PlainTasNet(config, net).separate(x).toFloatArray());
      assertThat(AudioGolden.relativeL2(plain, separated(net, x).toFloatArray())).isLessThan(2e-6);
    }
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  @Test
  void anItemOfABatchIsSeparatedAsAloneWhateverTheThreads() {
    String before = System.getProperty(THREADS);
    try (NDManager manager = NDManager.newBaseManager()) {
      for (TasNetLayout layout : TasNetLayout.values()) {
        TasNet net = net(config(layout, false, 3), manager);
        NDArray x = sound(manager, 5, 1_001);
        System.setProperty(THREADS, "1");
        float[] shared = separated(net, x).toFloatArray();
        System.clearProperty(THREADS);
        assertThat(separated(net, x).toFloatArray()).isEqualTo(shared);
        NDArray third = separated(net, x.get("2:3"));
        assertThat(manager.create(shared, new Shape(5, 3, 1, 1_001)).get("2:3").toFloatArray())
            .isEqualTo(third.toFloatArray());
      }
    } finally {
      if (before != null) {
        System.setProperty(THREADS, before);
      }
    }
  }

  @Test
  void soundKeepsItsLengthAndNothingIsLeftBehind() {
    for (TasNetLayout layout : TasNetLayout.values()) {
      for (boolean causal : new boolean[] {false, true}) {
        try (NDManager weights = NDManager.newBaseManager()) {
          TasNet net = net(config(layout, causal && layout != TasNetLayout.TORCHAUDIO, 4), weights);
          int held = weights.getManagedArrays().size();
          for (int samples : new int[] {1, 2, 5, 6, 7, 255, 1_024}) {
            try (NDManager manager = NDManager.newBaseManager()) {
              NDArray x = sound(manager, 2, samples);
              NDArray y = separated(net, x);
              assertThat(y.getShape()).isEqualTo(new Shape(2, 3, 1, samples));
              for (float value : y.toFloatArray()) {
                assertThat(value).isFinite();
              }
              assertThat(manager.getManagedArrays()).hasSize(2);
            }
          }
          assertThat(weights.getManagedArrays()).hasSize(held);
        }
      }
    }
  }

  @Test
  void aCausalNetDoesNotHearWhatComesLater() {
    for (TasNetLayout layout :
        List.of(TasNetLayout.ASTEROID, TasNetLayout.KAITUOXU, TasNetLayout.JUSPERLEE)) {
      try (NDManager manager = NDManager.newBaseManager()) {
        TasNet net = net(config(layout, true, 4), manager);
        NDArray x = sound(manager, 1, 3_000);
        NDArray other = x.duplicate();
        other.get(":, :, 2000:").muli(-1);
        assertThat(separated(net, other).get("..., :1990").toFloatArray())
            .isEqualTo(separated(net, x).get("..., :1990").toFloatArray());
      }
    }
  }

  private static Map<String, Tensor> fullSize() throws IOException {
    JsonNode list =
        new ObjectMapper()
            .readTree(
                AudioGolden.of("param_lists").file("torchaudio_convtasnet_base.json").toFile());
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Random random = new Random(SEED);
    for (JsonNode each : list.path("state_dict")) {
      long[] shape = new ObjectMapper().convertValue(each.path("shape"), long[].class);
      tensors.put(each.path("name").asText(), noise(random, shape));
    }
    return tensors;
  }

  private static PublishedNet open(Map<String, Tensor> tensors, NDManager manager) {
    Checkpoint checkpoint =
        new Checkpoint(Checkpoint.Format.TORCH_ZIP, tensors, new LinkedHashMap<>(tensors));
    return new TasNetPublisher()
        .open(new PublishedFile("base.pt", checkpoint, MissingNode.getInstance()), manager)
        .orElseThrow();
  }

  @Test
  void theFullSizeNetOfTorchaudioLoadsByNamesAndShapesAlone() throws IOException {
    Map<String, Tensor> tensors = fullSize();
    try (NDManager manager = NDManager.newBaseManager()) {
      PublishedNet opened = open(tensors, manager);
      assertThat(opened.parameters()).isEqualTo(4_984_881);
      assertThat(opened.config().path("layers").asInt()).isEqualTo(8);
      assertThat(opened.config().path("stacks").asInt()).isEqualTo(3);
      assertThat(opened.config().path("mask").asText()).isEqualTo("RELU");
    }
  }

  @Test
  void missingExtraAndMisshapenNamesAreAllListed() throws IOException {
    Map<String, Tensor> tensors = fullSize();
    tensors.remove("mask_generator.conv_layers.7.skip_out.bias");
    tensors.put("mask_generator.conv_layers.23.res_out.bias", Tensor.of(new float[128], 128));
    tensors.put("mask_generator.output_prelu.weight", Tensor.of(new float[2], 2));
    try (NDManager manager = NDManager.newBaseManager()) {
      assertThatThrownBy(() -> open(tensors, manager))
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining("base.pt")
          .hasMessageContaining("missing mask_generator.conv_layers.7.skip_out.bias")
          .hasMessageContaining("unexpected mask_generator.conv_layers.23.res_out.bias")
          .hasMessageContaining("mask_generator.output_prelu.weight is [2], must be [1]");
    }
  }
}
