package org.scanline.audio.separation.net.tasnet;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.scanline.backbones.weights.Tensor;
import org.scanline.backbones.weights.WeightsException;

/**
 * What names and shapes of a Conv-TasNet's tensors tell of its sizes.
 *
 * @param layout whose names they are
 * @param tensors by these names
 */
record TasNetShapes(TasNetLayout layout, Map<String, Tensor> tensors) {
  private static final int MOST = 10_000; // blocks

  /** Whether the names in a block are those of a causal net; JusperLee's are the same for both. */
  boolean causalNames() {
    TasNetNames causal = layout.names(true);
    TasNetNames other = layout.names(false);
    return !causal.equals(other)
        && (has(causal.block(0, 1) + causal.inside().depthwise() + ".weight")
                && !has(other.block(0, 1) + other.inside().depthwise() + ".weight")
            || has(causal.block(0, 1) + causal.inside().secondNorm() + causal.gain())
                && !has(other.block(0, 1) + other.inside().secondNorm() + other.gain()));
  }

  int filters() {
    return size(layout.names(false).encoder(), 0);
  }

  int channels() {
    return size(layout.names(false).encoder(), 1);
  }

  int kernel() {
    return size(layout.names(false).encoder(), 2);
  }

  int bottleneck() {
    return size(inFirstBlock(TasNetNames.Inside::expand), 1);
  }

  int hidden() {
    return size(inFirstBlock(TasNetNames.Inside::expand), 0);
  }

  int taps() {
    return size(inFirstBlock(TasNetNames.Inside::depthwise), 2);
  }

  /** 0 when there are no skip paths. */
  int skip() {
    String name = inFirstBlock(TasNetNames.Inside::skip);
    return layout.names(false).inside().skip().isEmpty() || !has(name) ? 0 : size(name, 0);
  }

  /** Sources, from the scores of all their masks. */
  int sources() {
    int scores = size(layout.names(false).mask() + ".weight", 0);
    if (scores % filters() != 0) {
      throw new WeightsException(
          "%d masks' scores are no multiple of filters=%d".formatted(scores, filters()));
    }
    return scores / filters();
  }

  /** Whether the first norm of a JusperLee block has the shape that only gLN's has. */
  boolean columnGain() {
    Tensor gain = tensors.get(inFirstBlock(TasNetNames.Inside::firstNorm));
    return gain == null || gain.shape().length == 2;
  }

  /** Blocks of all stacks where names count on; blocks of a stack where names have both numbers. */
  int blocksInARow() {
    String pattern = layout.names(false).block();
    boolean flat = pattern.contains("{block}");
    return count(pattern.replace("{stack}", "0").replace(flat ? "{block}" : "{layer}", "{}"));
  }

  /** Stacks where names have both numbers. */
  int stacks() {
    return count(layout.names(false).block().replace("{stack}", "{}").replace("{layer}", "0"));
  }

  private int count(String pattern) {
    return IntStream.range(0, MOST)
            .filter(i -> starts(pattern.replace("{}", Integer.toString(i))))
            .reduce(-1, (a, b) -> b)
        + 1;
  }

  private boolean starts(String start) {
    return tensors.keySet().stream().anyMatch(name -> name.startsWith(start));
  }

  private String inFirstBlock(Function<TasNetNames.Inside, String> place) {
    TasNetNames names = layout.names(causalNames());
    return names.block(0, 1) + place.apply(names.inside()) + ".weight";
  }

  private boolean has(String name) {
    return tensors.containsKey(name);
  }

  private int size(String name, int axis) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new WeightsException("missing " + name);
    }
    if (tensor.shape().length <= axis) {
      throw new WeightsException(name + " has too few axes");
    }
    return Math.toIntExact(tensor.shape()[axis]);
  }
}
