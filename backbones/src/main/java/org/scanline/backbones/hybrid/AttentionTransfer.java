package org.scanline.backbones.hybrid;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.scanline.backbones.mixer.AttentionMap;
import org.scanline.backbones.mixer.Hgrn2;
import org.scanline.backbones.mixer.Mixer;
import org.scanline.backbones.mixer.Rwkv7;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.weights.Parameters;

/**
 * Turns a softmax model into a linear one: the student takes over every parameter it shares with
 * the teacher, and what is new in its mixers learns to give the teacher's attention outputs.
 *
 * <p>Each layer is trained by itself: teacher and student mixer see the same input, the one that
 * the layer has inside the teacher, and a {@link Loss} says how far they are apart. Fine-tuning
 * afterwards is ordinary training, for instance of low-rank adapters ({@link
 * org.scanline.backbones.layer.Projection#adapt}).
 *
 * <p>Both backbones are initialized and have the same layers, width and feed-forward layers. For
 * one thread at a time.
 */
public final class AttentionTransfer {

  /** How far a student's mixer is from its teacher's. */
  public enum Loss {
    /**
     * Mean squared difference of the outputs (LoLCATs; Zhang et al., 2024, arXiv 2410.10254, eq.
     * 5).
     */
    MSE,
    /**
     * Cross-entropy between the attention maps: - sum_j A_ij log B_ij, mean over queries and heads,
     * for the teacher's weights A and the student's B (Hedgehog; Zhang et al., 2024, arXiv
     * 2402.04347, section 4.2). Both mixers must be an {@link AttentionMap}; quadratic in T.
     */
    CROSS_ENTROPY
  }

  private static final double LEAST = 1e-12; // keeps logarithms finite
  private final Backbone teacher;
  private final Backbone student;
  private final ScanForm form;
  private final Loss loss;
  private final Set<String> introduced;

  /**
   * Copies the shared parameters into the student.
   *
   * @param form the form of the student's recurrences, one with gradients
   * @throws IllegalArgumentException when the two have other numbers of layers or another width, or
   *     a mixer whose layers hang together, or one without the map that the loss needs
   */
  public AttentionTransfer(Backbone teacher, Backbone student, ScanForm form, Loss loss) {
    if (teacher.config().layers() != student.config().layers()
        || teacher.width() != student.width()) {
      throw new IllegalArgumentException(
          "teacher %s and student %s must have the same layers and width"
              .formatted(teacher.config(), student.config()));
    }
    for (int i = 0; i < student.config().layers(); i++) {
      if (loss == Loss.CROSS_ENTROPY) {
        demandMap("teacher", teacher, i);
        demandMap("student", student, i);
      }
      if (hangsTogether(teacher.mixer(i)) || hangsTogether(student.mixer(i))) {
        throw new IllegalArgumentException(
            "HGRN2 and RWKV-7 cannot be transferred layer by layer: their layers hang together");
      }
    }
    this.teacher = teacher;
    this.student = student;
    this.form = form;
    this.loss = loss;
    this.introduced = copy();
  }

  private static void demandMap(String who, Backbone backbone, int layer) {
    if (!(backbone.mixer(layer) instanceof AttentionMap)) {
      throw new IllegalArgumentException(
          "cross-entropy needs attention maps: %s of the %s has none"
              .formatted(backbone.config().mixers().at(layer), who));
    }
  }

  private static boolean hangsTogether(Mixer mixer) {
    return mixer instanceof Hgrn2 || mixer instanceof Rwkv7;
  }

  private Set<String> copy() {
    Map<String, Parameter> from = Parameters.named(teacher);
    Set<String> left = new LinkedHashSet<>();
    Parameters.named(student)
        .forEach(
            (name, parameter) -> {
              Parameter source = from.get(name);
              NDArray target = parameter.getArray();
              if (source != null && source.getArray().getShape().equals(target.getShape())) {
                source.getArray().copyTo(target);
              } else {
                left.add(name);
              }
            });
    return left;
  }

  /** The names of the student's parameters that the teacher does not have, such as feature maps. */
  public Set<String> introduced() {
    return new LinkedHashSet<>(introduced);
  }

  /**
   * The loss of every layer on the teacher's own inputs.
   *
   * @param x inputs of the first layer (B,T,D)
   * @return one scalar for each layer, with gradients to the student's parameters only
   */
  public List<NDArray> losses(ParameterStore store, NDArray x) {
    List<Backbone.Seen> layers = teacher.watch(store, x);
    List<NDArray> losses = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      NDArray input = layers.get(i).input().stopGradient();
      NDArray wanted = layers.get(i).output().stopGradient();
      losses.add(
          switch (loss) {
            case MSE -> difference(store, student.mixer(i), input, wanted);
            case CROSS_ENTROPY -> crossEntropy(store, i, input);
          });
    }
    return losses;
  }

  private NDArray difference(ParameterStore store, Mixer mixer, NDArray input, NDArray wanted) {
    NDList state = mixer.initialState(input.getManager(), input.getShape().get(0));
    NDArray given = mixer.mix(store, input, state, form, true).get(0);
    NDArray difference = given.sub(wanted);
    return difference.mul(difference).mean();
  }

  private NDArray crossEntropy(ParameterStore store, int layer, NDArray input) {
    NDArray wanted = weights(store, teacher, layer, input, false).stopGradient();
    NDArray given = weights(store, student, layer, input, true);
    return wanted.mul(given.add(LEAST).log()).sum(new int[] {3}).mean().neg();
  }

  private static NDArray weights(
      ParameterStore store, Backbone backbone, int layer, NDArray input, boolean training) {
    return ((AttentionMap) backbone.mixer(layer)).weights(store, input, training);
  }
}
