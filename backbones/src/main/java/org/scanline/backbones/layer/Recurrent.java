package org.scanline.backbones.layer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An LSTM or GRU of some layers, in one direction or both, as PyTorch has them: x (B,T,in) to
 * (B,T,hidden), or (B,T,2 hidden) for both directions. Parameters weight_ih_lN, weight_hh_lN,
 * bias_ih_lN, bias_hh_lN, and the same with _reverse.
 */
public final class Recurrent extends UnaryLayer {
  private final Config config;
  private final List<Parameter> weights = new ArrayList<>();
  private final TorchFunction function;
  private final TorchFunction carrying;

  /** The cell. */
  public enum Cell {
    /** Hochreiter and Schmidhuber, 1997, with a forget gate. */
    LSTM(4, 2),
    /** Cho et al., 2014, in PyTorch's form. */
    GRU(3, 1);

    private final int gates;
    private final int states;

    Cell(int gates, int states) {
      this.gates = gates;
      this.states = states;
    }
  }

  /**
   * What it computes.
   *
   * @param cell LSTM or GRU
   * @param inputs width of the input
   * @param hidden width of a layer in one direction
   * @param layers one on top of the other
   * @param bidirectional whether each layer reads the sequence backwards too
   */
  public record Config(Cell cell, int inputs, int hidden, int layers, boolean bidirectional) {
    /** Checks that there is something of everything. */
    public Config {
      if (inputs < 1 || hidden < 1 || layers < 1) {
        throw new IllegalArgumentException(
            "inputs=%d, hidden=%d and layers=%d must be at least 1"
                .formatted(inputs, hidden, layers));
      }
    }

    private int directions() {
      return bidirectional ? 2 : 1;
    }
  }

  /** Declares the parameters. */
  public Recurrent(Config config) {
    this.config = config;
    for (int layer = 0; layer < config.layers(); layer++) {
      declare("_l" + layer, layer);
      if (config.bidirectional()) {
        declare("_l" + layer + "_reverse", layer);
      }
    }
    function = function(false);
    carrying = function(true);
  }

  private void declare(String suffix, int layer) {
    int from = layer == 0 ? config.inputs() : config.hidden() * config.directions();
    int rows = config.cell().gates * config.hidden();
    weights.add(parameter("weight_ih" + suffix, dense(config.hidden()), rows, from));
    weights.add(parameter("weight_hh" + suffix, dense(config.hidden()), rows, config.hidden()));
    weights.add(parameter("bias_ih" + suffix, dense(config.hidden()), rows));
    weights.add(parameter("bias_hh" + suffix, dense(config.hidden()), rows));
  }

  /** With a carried state, the result holds output and state, flattened one after the other. */
  private TorchFunction function(boolean withState) {
    String names =
        IntStream.range(0, weights.size()).mapToObj(i -> "w" + i).collect(Collectors.joining(", "));
    String declared = names.replace(",", ": Tensor,") + ": Tensor";
    String call = config.cell() == Cell.LSTM ? "lstm(x, [h, c]" : "gru(x, h";
    String results = config.cell() == Cell.LSTM ? "y, hn, cn" : "y, hn";
    String tail =
        ", [%s], True, %d, 0., False, %s, True)"
            .formatted(names, config.layers(), config.bidirectional() ? "True" : "False");
    String shape =
        "[%d, torch.size(x, 0), %d]"
            .formatted(config.layers() * config.directions(), config.hidden());
    List<String> lines = new ArrayList<>();
    if (withState) {
      lines.add("h = torch.select(states, 0, 0)");
      if (config.cell() == Cell.LSTM) {
        lines.add("c = torch.select(states, 0, 1)");
      }
    } else {
      lines.add("h = torch.new_zeros(x, " + shape + ")");
      lines.add("c = h");
    }
    lines.add(results + " = torch." + call + tail);
    if (!withState) {
      lines.add("return y");
    } else if (config.cell() == Cell.LSTM) {
      lines.add(
          "return torch.cat([torch.reshape(y, [-1]), torch.reshape(hn, [-1]), torch.reshape(cn, [-1])], 0)");
    } else {
      lines.add("return torch.cat([torch.reshape(y, [-1]), torch.reshape(hn, [-1])], 0)");
    }
    String head = withState ? "x: Tensor, states: Tensor, " : "x: Tensor, ";
    return TorchFunction.of(head + declared, lines.toArray(new String[0]));
  }

  /** Reads x (B,T,in) from a state of zeros; T at least 1. */
  @Override
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    return function.apply(training, x, values(store, x.getDevice(), training));
  }

  /**
   * Output and carried state of a one-way net.
   *
   * @param output (B,T,hidden)
   * @param state as {@link #stateShape}
   */
  public record Carried(NDArray output, NDArray state) {}

  /** The shape of a state: (2 for LSTM, 1 for GRU; layers, B, hidden); it begins with zeros. */
  public Shape stateShape(long batch) {
    return new Shape(config.cell().states, config.layers(), batch, config.hidden());
  }

  /**
   * Goes on from a state.
   *
   * @param x (B,T,in), T at least 1
   * @throws IllegalStateException when the net reads both ways
   */
  public Carried apply(ParameterStore store, NDArray x, NDArray state, boolean training) {
    if (config.bidirectional()) {
      throw new IllegalStateException("a net that reads both ways carries no state");
    }
    NDArray[] w = values(store, x.getDevice(), training);
    NDArray[] more = new NDArray[w.length + 1];
    more[0] = state;
    System.arraycopy(w, 0, more, 1, w.length);
    NDArray both = carrying.apply(training, x, more);
    Shape output = x.getShape().slice(0, 2).add(config.hidden());
    NDList parts = both.split(new long[] {output.size()});
    return new Carried(parts.get(0).reshape(output), parts.get(1).reshape(state.getShape()));
  }

  private NDArray[] values(ParameterStore store, Device device, boolean training) {
    return weights.stream()
        .map(weight -> value(store, weight, device, training))
        .toArray(NDArray[]::new);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    return new Shape[] {in.slice(0, 2).add((long) config.hidden() * config.directions())};
  }
}
