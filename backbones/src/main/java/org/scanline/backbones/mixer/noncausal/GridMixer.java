package org.scanline.backbones.mixer.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import org.scanline.backbones.layer.Heads;
import org.scanline.backbones.layer.ImageConvolution;
import org.scanline.backbones.layer.Projection;
import org.scanline.backbones.layer.Scalars;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.grid.GridGates;
import org.scanline.backbones.scan.grid.GridRecurrence;

/**
 * What the two modes of pLSTM on images (B,X,Y,D) share (Pöppel et al., 2025): all but the gates.
 *
 * <p>A 3x3 depthwise convolution towards the first corner feeds everything except the values; the
 * recurrence runs from each of the four corners; their RMS-normalized means are projected and a
 * scaled skip path is added. Parameter names as of ml-jku/plstm's pLSTM2DLayer with its defaults.
 * Linear in pixels.
 */
public abstract class GridMixer extends WholeMixer {
  /** Corners that the recurrence starts from. */
  static final int CORNERS = 4;

  private static final int CHUNK = 64;
  private static final int SIZE = 3;
  private static final double EPSILON = 1e-5;
  private final int heads;
  private final ImageConvolution convolution;
  private final GridGateLayer direct;
  private final HeadProjection query;
  private final HeadProjection key;
  private final HeadProjection value;
  private final Scale norm;
  private final Projection output;
  private final Scale skip;

  /** Declares the parameters that both modes have. */
  GridMixer(int width, int heads) {
    Heads.demand(width, heads);
    this.heads = heads;
    int each = width / heads;
    ImageConvolution.Config local =
        new ImageConvolution.Config(width, width, SIZE, 1, SIZE - 1, width);
    convolution =
        addChildBlock("convolution", new Nested<>("_conv", new ImageConvolution(local, true)))
            .content();
    direct = addChildBlock("direct", new GridGateLayer(heads, 5));
    query = addChildBlock("query", new HeadProjection(heads, each, each));
    key = addChildBlock("key", new HeadProjection(heads, each, each));
    value = addChildBlock("value_", new HeadProjection(heads, each, each));
    norm = addChildBlock("mhnorm", new Scale(heads, each));
    output = addChildBlock("outprojection", new Projection(width, width, false));
    skip = addChildBlock("passthrough", new Scale(width));
  }

  /**
   * The gates of pixels c (B,T,D).
   *
   * @return S_r, S_d, T_rl, T_ru, T_du, T_dl, M_l and M_u, each (B,T,4 H) or (4 H): corner by
   *     corner
   */
  abstract NDList gates(ParameterStore store, NDArray c, boolean training);

  @Override
  public final NDArray mix(ParameterStore store, NDArray x, boolean training) {
    boolean fused =
        !training
            && x.getDevice().getDeviceType().equals("cpu")
            && x.getDataType() == DataType.FLOAT32;
    return mix(store, x, fused ? ScanForm.fused() : ScanForm.chunked(CHUNK), training);
  }

  /** Mixes images (B,X,Y,D) by a form of the recurrence. */
  public final NDArray mix(ParameterStore store, NDArray x, ScanForm form, boolean training) {
    Shape s = x.getShape();
    long pixels = s.get(1) * s.get(2);
    NDArray c = convolved(store, x, training).reshape(s.get(0), pixels, s.get(3));
    NDArray headsC = Heads.split(c, heads);
    NDArray headsX = Heads.split(x.reshape(c.getShape()), heads);
    NDArray q = fromCorners(query.apply(store, headsC, training), s);
    NDArray k = fromCorners(key.apply(store, headsC, training), s);
    NDArray v = fromCorners(value.apply(store, headsX, training), s);
    float scale = (float) (1 / Math.sqrt(q.getShape().get(4)));
    GridGates gates = gates(store, c, s, training);
    NDArray read = GridRecurrence.run(form, q, k, v, gates, null, scale).output();
    NDArray meanSquare = read.mul(read).mean(new int[] {4}, true);
    NDArray factors = norm.factors(store, x, training).reshape(heads, 1, 1, -1);
    NDArray normalized = read.div(meanSquare.add(EPSILON).sqrt()).mul(factors);
    NDArray mean = Heads.join(mean(normalized, s)).reshape(s);
    return output.apply(store, mean, training).add(x.mul(skip.factors(store, x, training)));
  }

  /** Convolves so that a pixel sees those before it along both axes. */
  private NDArray convolved(ParameterStore store, NDArray x, boolean training) {
    NDIndex kept = new NDIndex(":, :, :{}, :{}", x.getShape().get(1), x.getShape().get(2));
    return convolution
        .apply(store, x.transpose(0, 3, 1, 2), training)
        .get(kept)
        .transpose(0, 2, 3, 1);
  }

  private GridGates gates(ParameterStore store, NDArray c, Shape s, boolean training) {
    NDList corners = new NDList();
    for (NDArray gate : gates(store, c, training)) {
      NDArray all = everywhere(gate, c).transpose(0, 2, 1); // (B,4 H,T)
      NDList each = new NDList();
      for (int corner = 0; corner < CORNERS; corner++) {
        NDIndex at = new NDIndex(":, {}:{}", corner * heads, (corner + 1) * heads);
        each.add(turned(all.get(at).reshape(s.get(0), heads, s.get(1), s.get(2)), corner));
      }
      corners.add(NDArrays.concat(each, 0));
    }
    NDArray own = everywhere(direct.apply(store, c, training), c).transpose(0, 2, 1);
    NDArray ownFromCorners = fromCorners(own.expandDims(3), s).squeeze(4);
    return new GridGates(
        corners.get(0),
        corners.get(1),
        corners.get(2),
        corners.get(3),
        corners.get(4),
        corners.get(5),
        corners.get(6),
        corners.get(7),
        ownFromCorners);
  }

  /** Gates (B,T,N), from those or from one row (N) for all pixels. */
  private static NDArray everywhere(NDArray gate, NDArray c) {
    Shape s = c.getShape();
    return gate.getShape().dimension() == 3
        ? gate
        : gate.broadcast(s.get(0), s.get(1), gate.getShape().get(0));
  }

  /** Pixels (B,H,X*Y,C) as seen from each corner, (4 B,H,X,Y,C). */
  private NDArray fromCorners(NDArray pixels, Shape s) {
    NDArray grid = pixels.reshape(s.get(0), heads, s.get(1), s.get(2), pixels.getShape().get(3));
    NDList corners = new NDList();
    for (int corner = 0; corner < CORNERS; corner++) {
      corners.add(turned(grid, corner));
    }
    return NDArrays.concat(corners, 0);
  }

  /** The mean over corners of (4 B,H,X,Y,C), turned back, (B,H,X*Y,C). */
  private NDArray mean(NDArray corners, Shape s) {
    NDArray sum = corners.get(new NDIndex(":{}", s.get(0)));
    for (int corner = 1; corner < CORNERS; corner++) {
      NDIndex at = new NDIndex("{}:{}", corner * s.get(0), (corner + 1) * s.get(0));
      sum = sum.add(turned(corners.get(at), corner));
    }
    Shape pixels = new Shape(s.get(0), heads, s.get(1) * s.get(2), s.get(3) / heads);
    return Scalars.times(sum, 1.0 / CORNERS).reshape(pixels);
  }

  /** Turns (B,H,X,Y,...) over along x for odd corners, along y for corners 2 and 3. */
  private static NDArray turned(NDArray grid, int corner) {
    return switch (corner) {
      case 0 -> grid;
      case 1 -> grid.flip(2);
      case 2 -> grid.flip(3);
      default -> grid.flip(2, 3);
    };
  }
}
