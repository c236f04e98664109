package org.scanline.audio.separation.net.masking;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.scanline.audio.golden.AudioGolden;
import org.scanline.audio.golden.Npy;
import org.scanline.audio.separation.published.PublishedFile;
import org.scanline.audio.separation.published.PublishedNet;
import org.scanline.audio.separation.published.Publisher;
import org.scanline.backbones.weights.Checkpoint;

/** Tests of a family: the publisher's file, and its tensors alone with the config read from it. */
public final class MaskingGolden {
  private static final List<String> FILES =
      List.of("model.pt", "pytorch_model.bin", "final.pth.tar", "best.pt", "golden-tasnet.th");

  private MaskingGolden() {}

  /** What a publisher keeps beside the weights of a case, or a missing node. */
  public interface Beside {
    JsonNode settings(JsonNode json);
  }

  /** Two tests for each case that is there. */
  public static List<DynamicTest> tests(Publisher publisher, Beside beside, String... cases) {
    List<DynamicTest> tests = new ArrayList<>();
    for (AudioGolden golden : AudioGolden.present(cases)) {
      tests.add(
          DynamicTest.dynamicTest(
              golden.name(), () -> check(publisher, beside.settings(golden.json()), golden)));
    }
    return tests;
  }

  private static void check(Publisher publisher, JsonNode beside, AudioGolden golden)
      throws IOException {
    String file = FILES.stream().filter(golden::has).findFirst().orElseThrow();
    try (NDManager manager = NDManager.newBaseManager()) {
      PublishedNet opened = open(publisher, file, beside, golden, manager);
      golden.demand(file, "output.npy", separated(opened, golden, manager));
      PublishedNet again = open(publisher, "state.safetensors", opened.config(), golden, manager);
      golden.demand("state.safetensors", "output.npy", separated(again, golden, manager));
      assertThat(again.config()).isEqualTo(opened.config());
      assertThat(again.framing()).isEqualTo(opened.framing());
    }
  }

  /** Opens a file of a case. */
  public static PublishedNet open(
      Publisher publisher, String file, JsonNode beside, AudioGolden golden, NDManager manager)
      throws IOException {
    Checkpoint checkpoint = Checkpoint.read(golden.file(file));
    return publisher.open(new PublishedFile(file, checkpoint, beside), manager).orElseThrow();
  }

  private static float[] separated(PublishedNet opened, AudioGolden golden, NDManager manager)
      throws IOException {
    Npy input = golden.array("input.npy");
    long[] shape = input.shape();
    Shape full = new Shape(shape[0], opened.net().channels(), shape[shape.length - 1]);
    NDArray stems = opened.net().separate(manager.create(input.floats(), full));
    assertThat(stems.getShape())
        .isEqualTo(new Shape(full.get(0), opened.net().stems().size(), full.get(1), full.get(2)));
    return stems.toFloatArray();
  }

  /** Nothing beside the weights. */
  public static JsonNode nothing(JsonNode json) {
    return MissingNode.getInstance();
  }
}
