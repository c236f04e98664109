package org.scanline.backbones.scan.convolution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.scanline.backbones.layer.Constants;
import org.scanline.backbones.layer.Scalars;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;

/**
 * A linear state space with full matrices, x_t = A x_(t-1) + B u_t and y_t = C x_t for each
 * channel: the recurrence of LSSL (Gu et al., 2021, arXiv 2110.13985).
 *
 * <p>Naive goes step by step, O(N^2) a step; the other forms take whole chunks as matrix products
 * with tables of C A^l and A^l B that the recurrence itself fills, and carry the state between
 * them. All have gradients. Thread-safe.
 *
 * @param a A in discrete time (D,N,N)
 * @param b B in discrete time (D,N,1)
 * @param c C (D,1,N)
 */
public record DenseStateSpace(NDArray a, NDArray b, NDArray c) {
  private static final int LONGEST = 32;

  /**
   * HiPPO-LegS (Gu et al., 2020) in discrete time by the bilinear rule: A' = (I - dt/2 A)^-1 (I +
   * dt/2 A) and B' = (I - dt/2 A)^-1 dt B, computed in double precision.
   *
   * @param logStep log dt (D)
   * @param c C (D,N)
   */
  public static DenseStateSpace legendre(NDArray logStep, NDArray c) {
    DataType type = c.getDataType();
    NDManager manager = c.getManager();
    int n = Math.toIntExact(c.getShape().get(1));
    double[] rates = new double[n * n];
    double[] ones = new double[n * n];
    double[] inputs = new double[n];
    for (int i = 0; i < n; i++) {
      inputs[i] = Math.sqrt(2 * i + 1);
      ones[i * n + i] = 1;
      for (int j = 0; j <= i; j++) {
        rates[i * n + j] = i == j ? -(i + 1) : -inputs[i] * Math.sqrt(2 * j + 1);
      }
    }
    Shape square = new Shape(1, n, n);
    NDArray step = manager.zeros(logStep.getShape(), DataType.FLOAT64).add(logStep).exp();
    NDArray dt = step.reshape(-1, 1, 1);
    NDArray half =
        Scalars.times(dt, 0.5).mul(Constants.of(manager, rates, square, DataType.FLOAT64));
    NDArray identity = Constants.of(manager, ones, square, DataType.FLOAT64);
    NDArray inverse = identity.add(half.neg()).inverse();
    NDArray direction = Constants.of(manager, inputs, new Shape(1, n, 1), DataType.FLOAT64);
    return new DenseStateSpace(
        Discretized.rounded(inverse.matMul(identity.add(half)), type),
        Discretized.rounded(inverse.matMul(dt.mul(direction)), type),
        c.expandDims(1));
  }

  /**
   * Runs the recurrence.
   *
   * @param form which form to compute
   * @param u inputs (B,D,T)
   * @param state x before the first step (B,D,N)
   * @return y (B,D,T) and the state (B,D,N)
   */
  public ScanResult run(ScanForm form, NDArray u, NDArray state) {
    long steps = u.getShape().get(2);
    if (steps == 0) {
      return new ScanResult(u.add(0), state.add(0));
    }
    int longest =
        switch (form.kind()) {
          case NAIVE -> 1;
          case CHUNKED -> Math.min(form.size(), LONGEST);
          case FUSED -> LONGEST;
        };
    ScanResult result;
    try (NDScope scope = new NDScope()) {
      result = chunks(u, state, longest);
      NDScope.unregister(result.output(), result.state());
    }
    NDScope.register(result.output());
    NDScope.register(result.state());
    return result;
  }

  private ScanResult chunks(NDArray u, NDArray state, int longest) {
    long steps = u.getShape().get(2);
    Tables whole = new Tables((int) Math.min(longest, steps));
    NDList outputs = new NDList();
    NDArray x = state.transpose(1, 0, 2); // (D,B,N)
    NDArray rows = u.transpose(1, 0, 2); // (D,B,T)
    for (long from = 0; from < steps; from += longest) {
      long to = Math.min(steps, from + longest);
      Tables tables = to - from == whole.length ? whole : new Tables((int) (to - from));
      NDArray part = rows.get(new NDIndex("..., {}:{}", from, to));
      outputs.add(part.matMul(tables.within).add(x.matMul(tables.reading)));
      x = x.matMul(tables.power).add(part.matMul(tables.adding));
    }
    NDArray y = outputs.size() == 1 ? outputs.get(0) : NDArrays.concat(outputs, 2);
    return new ScanResult(y.transpose(1, 0, 2), x.transpose(1, 0, 2));
  }

  /** What a chunk of one length is multiplied by; all transposed, as rows are sequences. */
  private final class Tables {
    final int length;
    final NDArray within; // (D,C,C): entry (s,t) is C A^(t-s) B
    final NDArray reading; // (D,N,C): columns are (C A^(t+1))^T
    final NDArray adding; // (D,C,N): rows are (A^(C-1-s) B)^T
    final NDArray power; // (D,N,N): (A^C)^T

    Tables(int length) {
      this.length = length;
      NDList read = new NDList(c); // C A^l, each (D,1,N)
      NDList moved = new NDList(b); // A^l B, each (D,N,1)
      for (int l = 1; l <= length; l++) {
        read.add(read.get(l - 1).matMul(a));
        moved.add(a.matMul(moved.get(l - 1)));
      }
      reading = joined(read.subNDList(1, length + 1), 1).transpose(0, 2, 1);
      NDList latestFirst = new NDList();
      for (int l = length - 1; l >= 0; l--) {
        latestFirst.add(moved.get(l));
      }
      adding = joined(latestFirst, 2).transpose(0, 2, 1);
      NDArray kernel = c.matMul(joined(moved.subNDList(0, length), 2)).squeeze(1); // (D,C)
      within = triangle(kernel);
      power = power(length).transpose(0, 2, 1);
    }

    private NDArray power(int exponent) {
      if (exponent == 1) {
        return a;
      }
      NDArray root = power(exponent / 2);
      NDArray square = root.matMul(root);
      return exponent % 2 == 0 ? square : square.matMul(a);
    }

    private NDArray joined(NDList parts, int axis) {
      return parts.size() == 1 ? parts.get(0) : NDArrays.concat(parts, axis);
    }
  }

  private static NDArray triangle(NDArray kernel) {
    return ChunkedStateSpace.triangle(kernel.transpose());
  }
}
