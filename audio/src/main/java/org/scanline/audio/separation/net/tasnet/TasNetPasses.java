package org.scanline.audio.separation.net.tasnet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.scanline.backbones.layer.TorchFunction;

/**
 * The walks over the frames that a Conv-TasNet consists of, each one function of libtorch.
 *
 * <p>A global norm needs the sums of all frames before the first can be normalized. So a block is
 * two walks: one joins what the block before has left to the paths, widens and bends it and sums it
 * up; the other normalizes, convolves and bends it in place and sums it up again. The second norm
 * never runs: it is folded into the weights that join. Each walk takes {@value #ROWS} frames at a
 * time, so that what one operator leaves is still in the cache for the next, and the only arrays as
 * long as the sound are the paths (frames, B+Sc) and the hidden frames (frames, H). Sums are kept
 * in double precision. The numbers do not depend on anything but the input.
 */
final class TasNetPasses {
  private static final int ROWS = 512;

  /** Sums over frames: of each channel, and of each channel's squares. */
  private static final List<String> SUM =
      List.of(
          "  _s0 = torch.add_(torch.select(sums, 0, 0), torch.sum(h, [0]))",
          "  _s1 = torch.add_(torch.select(sums, 0, 1), torch.sum(torch.mul(h, h), [0]))");

  private final TasNetConfig config;

  TasNetPasses(TasNetConfig config) {
    this.config = config;
  }

  /** (sound, encoder, encoderBias) to the sums of the encoded frames. */
  TorchFunction measure() {
    List<String> lines = new ArrayList<>(waves());
    lines.add(sums("encoder", 0));
    lines.add(walk());
    lines.addAll(encode());
    lines.add("  h = code");
    lines.addAll(SUM);
    return function("sound, encoder, encoderBias", lines, "sums");
  }

  /**
   * (paths, hidden, sound, encoder, encoderBias, gain, shift, sums, bottleneck, bottleneckBias,
   * expand, expandBias, slope) to the sums of the first block's hidden frames; fills both first
   * arrays.
   */
  TorchFunction begin() {
    List<String> lines = new ArrayList<>(waves());
    boolean global = config.layout().globalInput(config.global());
    lines.addAll(global ? affine("gain", "shift", config.filters()) : flat("gain", "shift"));
    lines.add("narrow = " + pointwise("bottleneck"));
    lines.addAll(expandHead());
    lines.add(walk());
    lines.addAll(encode());
    lines.add("  even = " + normal("code", global, config.filters()));
    lines.add("  s = torch.slice(paths, 0, start, start + rows, 1)");
    lines.add(
        "  _n = torch.copy_(torch.slice(s, 1, 0, %d, 1), torch.addmm(bottleneckBias, even, narrow))"
            .formatted(config.bottleneck()));
    lines.addAll(expand());
    return function(
        "paths, hidden, sound, encoder, encoderBias, gain, shift, oldSums, bottleneck,"
            + " bottleneckBias, expand, expandBias, slope",
        lines,
        "sums");
  }

  /**
   * (hidden, sums, gain, shift, depthwise, depthwiseBias, secondSlope, secondGain, secondShift) to
   * the sums of what is left in the hidden frames: normalized, convolved along time and bent.
   */
  TorchFunction mix(int block) {
    int before = config.before(block);
    int after = config.after(block);
    String width = "torch.size(hidden, 1)";
    List<String> lines = new ArrayList<>();
    lines.add("frames = torch.size(hidden, 0)");
    lines.addAll(
        config.global() ? affine("gain", "shift", config.hidden()) : flat("gain", "shift"));
    lines.add("taps = torch.t(torch.reshape(depthwise, [%s, -1]))".formatted(width));
    lines.add("a = float(secondSlope)");
    lines.add("late0 = torch.reshape(secondGain, [-1])");
    lines.add("late1 = torch.reshape(secondShift, [-1])");
    lines.add(sums("hidden", 1));
    lines.add("fresh = " + normal(rows("hidden", "0", after), config.global(), config.hidden()));
    lines.add(
        "window = torch.cat([torch.new_zeros(hidden, [%d, %s]), fresh, torch.new_zeros(hidden,"
                .formatted(before, width)
            + " [%d - torch.size(fresh, 0), %s])], 0)".formatted(after, width));
    lines.add(walk());
    lines.add("  h = torch.slice(hidden, 0, start, start + rows, 1)");
    lines.add("  rows = torch.size(h, 0)");
    lines.add(
        "  fresh = "
            + normal(rows("hidden", "start + " + after, ROWS), config.global(), config.hidden()));
    lines.add(
        "  window = torch.cat([window, fresh, torch.new_zeros(hidden, [rows - torch.size(fresh, 0),"
            + " %s])], 0)".formatted(width));
    lines.addAll(convolve(config.dilation(block)));
    lines.add("  window = torch.slice(window, 0, rows, %d + rows, 1)".formatted(before + after));
    if (config.layout().secondNorm()) {
      lines.add("  _b = torch.leaky_relu_(h, a)");
      if (config.global()) {
        lines.addAll(SUM);
      } else {
        lines.add(
            "  _l = torch.copy_(h, torch.layer_norm(h, [%d], late0, late1, %s))"
                .formatted(config.hidden(), config.layout().epsilon()));
      }
    }
    return function(
        "hidden, oldSums, gain, shift, depthwise, depthwiseBias, secondSlope, secondGain,"
            + " secondShift",
        lines,
        "sums");
  }

  private List<String> convolve(int dilation) {
    List<String> lines = new ArrayList<>();
    for (int tap = 0; tap < config.taps(); tap++) {
      int at = tap * dilation;
      lines.add(
          (tap == 0 ? "  y = torch.addcmul(depthwiseBias" : "  y = torch.addcmul_(y")
              + ", torch.slice(window, 0, %d, %d + rows, 1), torch.select(taps, 0, %d))"
                  .formatted(at, at, tap));
    }
    lines.add("  _c = torch.copy_(h, y)");
    return lines;
  }

  /**
   * (paths, hidden, sums, gain, shift, out, outBias, expand, expandBias, slope) to the sums of the
   * next block's hidden frames; out is the way back to all paths, (B+Sc,H).
   */
  TorchFunction advance() {
    List<String> lines = new ArrayList<>(joinHead());
    lines.addAll(expandHead());
    lines.add(walk());
    lines.add("  s = torch.slice(paths, 0, start, start + rows, 1)");
    lines.addAll(join());
    lines.addAll(expand());
    return function(
        "paths, hidden, oldSums, gain, shift, out, outBias, expand, expandBias, slope",
        lines,
        "sums");
  }

  /**
   * (paths, hidden, sums, gain, shift, out, outBias, sound, encoder, encoderBias, headSlope, mask,
   * maskBias, decoder, decoderBias) to the sources (S,C,samples) of what the encoder was given; out
   * leads to the last path alone, and the paths hold that one last.
   */
  TorchFunction finish() {
    int width = config.skip() > 0 ? config.skip() : config.bottleneck();
    int sources = config.sources();
    int wave = config.channels() * config.kernel();
    List<String> lines = new ArrayList<>(joinHead());
    lines.addAll(waves());
    lines.add("a = float(headSlope)");
    lines.add("masks = " + pointwise("mask"));
    lines.add(
        config.layout() == TasNetLayout.KAITUOXU
            ? "basis = torch.t(decoder)"
            : "basis = torch.reshape(decoder, [%d, %d])".formatted(config.filters(), wave));
    lines.add("samples = torch.size(sound, 1)");
    lines.add(
        "parts = torch.new_zeros(sound, [%d, %d, samples])".formatted(sources, config.channels()));
    lines.add(walk());
    lines.addAll(encode());
    lines.add(
        "  s = torch.slice(torch.slice(paths, 0, start, start + rows, 1), 1, -%d)"
            .formatted(width));
    lines.addAll(join());
    if (config.layout().bentHead()) {
      lines.add("  s = torch.leaky_relu(s, a)");
    }
    lines.add("  rows = torch.size(s, 0)");
    lines.add(
        "  m = torch.reshape(torch.addmm(maskBias, s, masks), [rows, %d, %d])"
            .formatted(sources, config.filters()));
    lines.add("  m = " + config.mask().script("m", 1));
    lines.add("  m = torch.mul_(m, torch.unsqueeze(code, 1))");
    lines.add(
        "  w = torch.reshape(torch.mm(torch.reshape(m, [rows * %d, %d]), basis), [rows, %d, %d,"
                .formatted(sources, config.filters(), sources, config.channels())
            + " %d])".formatted(config.kernel()));
    lines.addAll(overlap());
    lines.add("end = (frames - 1) * %d + %d".formatted(config.stride(), config.kernel()));
    lines.add("_e = torch.add_(torch.slice(parts, 2, 0, end, 1), decoderBias)");
    return function(
        "paths, hidden, oldSums, gain, shift, out, outBias, sound, encoder, encoderBias, headSlope,"
            + " mask, maskBias, decoder, decoderBias",
        lines,
        "parts");
  }

  /**
   * Adds the decoded waves (rows,S,C,L) at their places; a piece no longer than the stride each.
   */
  private List<String> overlap() {
    List<String> lines = new ArrayList<>();
    int stride = config.stride();
    for (int from = 0, piece = 0; from < config.kernel(); from += stride, piece++) {
      int to = Math.min(config.kernel(), from + stride);
      lines.add(
          "  place = torch.as_strided(parts, [rows, %d, %d, %d], [%d, %d * samples, samples, 1],"
                  .formatted(
                      config.sources(), config.channels(), to - from, stride, config.channels())
              + " (start + %d) * %d)".formatted(piece, stride));
      lines.add("  _p = torch.add_(place, torch.slice(w, 3, %d, %d, 1))".formatted(from, to));
    }
    return lines;
  }

  private List<String> waves() {
    return List.of(
        "waves = torch.unfold(sound, 1, %d, %d)".formatted(config.kernel(), config.stride()),
        "frames = torch.size(waves, 1)",
        "filters = torch.t(torch.reshape(encoder, [%d, %d]))"
            .formatted(config.filters(), config.channels() * config.kernel()));
  }

  private List<String> encode() {
    List<String> lines = new ArrayList<>();
    lines.add("  wave = torch.permute(torch.slice(waves, 1, start, start + rows, 1), [1, 0, 2])");
    lines.add(
        "  code = torch.addmm(encoderBias, torch.reshape(wave, [-1, %d]), filters)"
            .formatted(config.channels() * config.kernel()));
    if (config.rectified()) {
      lines.add("  code = torch.relu_(code)");
    }
    return lines;
  }

  private List<String> expandHead() {
    return List.of("wide = " + pointwise("expand"), "a = float(slope)", sums("expand", 0));
  }

  private List<String> expand() {
    List<String> lines = new ArrayList<>();
    lines.add("  h = torch.slice(hidden, 0, start, start + rows, 1)");
    lines.add(
        "  _h = torch.addmm(expandBias, torch.slice(s, 1, 0, %d, 1), wide, beta=1, alpha=1, out=h)"
            .formatted(config.bottleneck()));
    lines.add("  _a = torch.leaky_relu_(h, a)");
    if (config.global()) {
      lines.addAll(SUM);
    }
    return lines;
  }

  /** What the second norm leaves to the weights: each column's gain, and a constant. */
  private List<String> joinHead() {
    List<String> lines = new ArrayList<>();
    lines.add("frames = torch.size(hidden, 0)");
    if (config.layout().secondNorm() && config.global()) {
      lines.addAll(affine("gain", "shift", config.hidden()));
      lines.add("back = torch.t(torch.mul(out, scale))");
      lines.add("constant = torch.addmv(outBias, out, offset)");
    } else {
      lines.add("back = torch.t(out)");
      lines.add("constant = outBias");
    }
    return lines;
  }

  private static List<String> join() {
    return List.of(
        "  _j = torch.addmm_(s, torch.slice(hidden, 0, start, start + rows, 1), back)",
        "  _k = torch.add_(s, constant)");
  }

  /** A global norm from the sums of frames, as a factor and an addend for each channel. */
  private List<String> affine(String gain, String shift, int width) {
    return List.of(
        "moments = torch.div(torch.sum(oldSums, [1]), float(frames) * %d.)".formatted(width),
        "mean = torch.select(moments, 0, 0)",
        "variance = torch.sub(torch.select(moments, 0, 1), torch.mul(mean, mean))",
        "scale = torch.mul(torch.reshape(%s, [-1]), torch.rsqrt(torch.add(variance, %s)))"
            .formatted(gain, config.layout().epsilon()),
        "offset = torch.sub(torch.reshape(%s, [-1]), torch.mul(scale, mean))".formatted(shift));
  }

  private static List<String> flat(String gain, String shift) {
    return List.of(
        "scale = torch.reshape(%s, [-1])".formatted(gain),
        "offset = torch.reshape(%s, [-1])".formatted(shift));
  }

  private String normal(String rows, boolean global, int width) {
    return global
        ? "torch.addcmul(offset, %s, scale)".formatted(rows)
        : "torch.layer_norm(%s, [%d], scale, offset, %s)"
            .formatted(rows, width, config.layout().epsilon());
  }

  private static String rows(String array, String start, int count) {
    return "torch.slice(%s, 0, %s, %s + %d, 1)".formatted(array, start, start, count);
  }

  /** The weight (out,in,1) of a convolution of width 1 as a matrix (in,out). */
  private static String pointwise(String weight) {
    return "torch.t(torch.squeeze(%s, 2))".formatted(weight);
  }

  /** Zeros for the sums of as many channels as an array has along an axis, where that lies. */
  private static String sums(String like, int axis) {
    return "sums = torch.new_zeros(%s, [2, torch.size(%s, %d)], dtype=7)" // 7: double precision
        .formatted(like, like, axis);
  }

  private static String walk() {
    return "for i in range((frames + %d) // %d):\n      start = i * %d\n      rows = %d"
        .formatted(ROWS - 1, ROWS, ROWS, ROWS);
  }

  private static TorchFunction function(String arguments, List<String> lines, String result) {
    String declared =
        Arrays.stream(arguments.split(", "))
            .map(name -> name + ": Tensor")
            .collect(Collectors.joining(", "));
    List<String> all = new ArrayList<>(lines);
    all.add("return " + result);
    return TorchFunction.of(declared, all.toArray(new String[0]));
  }
}
