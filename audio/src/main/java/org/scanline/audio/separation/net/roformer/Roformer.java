package org.scanline.audio.separation.net.roformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.separation.net.roformer.Transformer.Attention;
import org.scanline.backbones.layer.FourierTransform;
import org.scanline.backbones.layer.Scoped;
import org.scanline.backbones.layer.TorchFunction;

/**
 * BS-RoFormer (Lu et al., 2023, arXiv 2309.02612) and Mel-Band RoFormer (Wang et al., 2023, arXiv
 * 2310.01809) as published with Music-Source-Separation-Training: bands of a spectrum become
 * tokens, transformers look along time and along bands, and each band's token gives a complex mask.
 */
final class Roformer extends Part {
  private final RoformerConfig config;
  private final List<List<Transformer>> layers = new ArrayList<>();
  private final @Nullable Parameter finalNorm;
  private final TorchFunction norm;
  private final BandSplit split;
  private final List<MaskEstimator> estimators = new ArrayList<>();
  private final FourierTransform transform;
  private final TorchFunction masked;

  Roformer(RoformerConfig config) {
    this.config = config;
    RoformerConfig.Block block = config.block();
    for (int layer = 0; layer < config.depth(); layer++) {
      List<Transformer> axes = new ArrayList<>();
      if (block.hasLinear()) {
        axes.add(new Transformer(config, Attention.CHANNELS, block.linear()));
      }
      axes.add(new Transformer(config, Attention.ROTARY, block.time()));
      axes.add(new Transformer(config, Attention.ROTARY, block.frequency()));
      for (int axis = 0; axis < axes.size(); axis++) {
        addChildBlock("layers." + layer + "." + axis, axes.get(axis));
      }
      layers.add(axes);
    }
    finalNorm = config.normed() ? null : parameter("final_norm.gamma", constant(1), config.width());
    norm = TorchFunction.of("x: Tensor, gamma: Tensor", norm(config.width(), "return n"));
    split = addChildBlock("band_split", new BandSplit(config));
    for (int stem = 0; stem < config.stems().size(); stem++) {
      estimators.add(addChildBlock("mask_estimators." + stem, new MaskEstimator(config)));
    }
    RoformerConfig.Spectrum spectrum = config.spectrum();
    transform =
        new FourierTransform(
            new FourierTransform.Config(
                spectrum.fft(), spectrum.hop(), spectrum.normalized(), true));
    masked = masked(spectrum.silentDc());
  }

  /** Spectrum (B,S,F,T,2) times a mask (B,T,F,S,2): a stem's spectrum (B,S,F,T,2). */
  private static TorchFunction masked(boolean silentDc) {
    String product =
        "z = torch.mul(torch.view_as_complex(torch.contiguous(x)), torch.view_as_complex(m))";
    return silentDc
        ? TorchFunction.of(
            "x: Tensor, mask: Tensor, zero: Tensor",
            "m = torch.contiguous(torch.permute(mask, [0, 3, 2, 1, 4]))",
            product,
            "return torch.index_fill(torch.view_as_real(z), 2, zero, 0.)")
        : TorchFunction.of(
            "x: Tensor, mask: Tensor, zero: Tensor",
            "m = torch.contiguous(torch.permute(mask, [0, 3, 2, 1, 4]))",
            product,
            "return torch.view_as_real(z)");
  }

  /** Separates x (B,S,T) into stems (B,N,S,T). */
  @Override
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    return Scoped.of(
        () -> {
          NDArray window = hann(x);
          NDArray spectrum = transform.forward(training, x, window); // (B,S,F,T,2)
          NDArray features = features(store, spectrum, training);
          NDList stems = new NDList();
          for (MaskEstimator estimator : estimators) {
            stems.add(
                Scoped.of(
                    () -> {
                      NDArray mask =
                          mask(estimator.apply(store, features, training), spectrum, training);
                      NDArray zero = x.getManager().create(new long[] {0});
                      NDArray stem = masked.apply(training, spectrum, mask, zero);
                      return transform.inverse(training, stem, window, x.getShape().get(2));
                    }));
          }
          return ai.djl.ndarray.NDArrays.stack(stems, 1);
        });
  }

  private NDArray hann(NDArray x) {
    int size = config.spectrum().fft();
    float[] hann = new float[size];
    for (int i = 0; i < size; i++) {
      hann[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / size));
    }
    return x.getManager().create(hann).duplicate(); // memory that outlives this array
  }

  /** The spectrum (B,S,F,T,2) as features of bands (B,T,bands,D). */
  private NDArray features(ParameterStore store, NDArray spectrum, boolean training) {
    NDArray features =
        Scoped.of(
            () -> {
              NDArray rows = spectrum.transpose(0, 3, 2, 1, 4); // (B,T,F,S,2)
              Shape shape = rows.getShape();
              long numbers = shape.size() / (shape.get(0) * shape.get(1));
              return split.apply(
                  store, rows.reshape(shape.get(0), shape.get(1), numbers), training);
            });
    List<NDArray> before = new ArrayList<>();
    for (List<Transformer> axes : layers) {
      NDArray in = features;
      features = Scoped.of(() -> block(store, axes, in, before, training));
      if (config.skip()) {
        before.add(features);
      } else if (!training) {
        in.close();
      }
    }
    return finalNorm == null ? features : call(norm, store, features, training, finalNorm);
  }

  /** One axial block; x (B,T,bands,D). */
  private NDArray block(
      ParameterStore store,
      List<Transformer> axes,
      NDArray x,
      List<NDArray> before,
      boolean training) {
    Shape shape = x.getShape();
    NDArray y = x;
    int axis = 0;
    if (axes.size() > 2) {
      NDArray flat = y.reshape(shape.get(0), shape.get(1) * shape.get(2), shape.get(3));
      y = axes.get(axis++).apply(store, flat, training).reshape(shape);
    }
    for (NDArray earlier : before) {
      y = y.add(earlier);
    }
    Transformer time = axes.get(axis++);
    NDArray alongTime = along(store, time, y, training); // (B,bands,T,D)
    if (!training && !config.skip()) {
      x.close();
      y.close();
    }
    NDArray alongBands = along(store, axes.get(axis), alongTime, training);
    alongTime.close();
    return alongBands;
  }

  /** A transformer over the second axis of x (B,I,J,D): (B,J,I,D). */
  private static NDArray along(
      ParameterStore store, Transformer transformer, NDArray x, boolean training) {
    Shape shape = x.getShape();
    Shape turned = new Shape(shape.get(0), shape.get(2), shape.get(1), shape.get(3));
    Shape rows = new Shape(shape.get(0) * shape.get(2), shape.get(1), shape.get(3));
    if (training) {
      return transformer.apply(store, x.swapAxes(1, 2).reshape(rows), true).reshape(turned);
    }
    return Scoped.of( // no view of x is left
        () -> {
          NDArray sequences = x.swapAxes(1, 2).duplicate().reshape(rows);
          transformer.overwrite(store, sequences);
          return sequences.reshape(turned);
        });
  }

  /** The bands' masks one after the other as masks of bins (B,T,F,S,2), overlaps averaged. */
  private NDArray mask(NDArray masks, NDArray spectrum, boolean training) {
    long numbers = 2L * config.channels();
    Shape in = masks.getShape();
    Shape out = new Shape(in.get(0), in.get(1), config.bands().bins(), config.channels(), 2);
    if (config.bands().disjoint()) {
      return masks.reshape(out);
    }
    NDArray each = masks.reshape(in.get(0), in.get(1), in.get(2) / numbers, numbers);
    NDArray zeros =
        spectrum.getManager().zeros(new Shape(in.get(0), in.get(1), out.get(2), numbers));
    NDArray summed =
        TorchFunction.of(
                "x: Tensor, index: Tensor, zeros: Tensor",
                "return torch.index_add(zeros, 2, index, x)")
            .apply(training, each, each.getManager().create(bins()).duplicate(), zeros);
    NDArray counts = each.getManager().create(config.bands().coverage());
    return summed
        .div(counts.toType(DataType.FLOAT32, false).reshape(1, 1, out.get(2), 1))
        .reshape(out);
  }

  /** The bin of each entry of the bands, band after band. */
  private long[] bins() {
    return config.bands().ranges().stream()
        .flatMapToLong(
            band ->
                java.util.stream.LongStream.range(band.first(), (long) band.first() + band.count()))
        .toArray();
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    return new Shape[] {new Shape(in.get(0), config.stems().size(), config.channels(), in.get(2))};
  }
}
