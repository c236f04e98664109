package org.scanline.audio.separation.net.demucs;

import ai.djl.ndarray.NDArray;
import org.scanline.backbones.layer.TorchFunction;

/**
 * Attention over the frames of (F,C,T) that fades with the distance, at a pace that each frame
 * chooses, and leaves out the frame itself; the publisher's LocalState with 4 heads and 4 decays.
 */
final class LocalAttention extends Part {
  private static final int HEADS = 4;
  private static final int DECAYS = 4;

  private static final String BODY =
      """
      f, c, t = torch.size(x)
      heads = %1$d
      decays = %2$d
      d = c // heads
      q = torch.matmul(torch.reshape(qw, [1, c, c]), x) + torch.reshape(qb, [c, 1])
      k = torch.matmul(torch.reshape(kw, [1, c, c]), x) + torch.reshape(kb, [c, 1])
      v = torch.matmul(torch.reshape(vw, [1, c, c]), x) + torch.reshape(vb, [c, 1])
      g = torch.matmul(torch.reshape(dw, [1, heads * decays, c]), x) + torch.reshape(db, [heads * decays, 1])
      g = torch.reshape(torch.sigmoid(g) * 0.5, [f, heads, decays, t])
      n = torch.cumsum(torch.new_ones(x, [decays, 1]), 0)
      pace = torch.sum(g * n, [2]) / %3$s
      at = torch.cumsum(torch.new_ones(x, [t]), 0)
      far = torch.abs(torch.reshape(at, [t, 1]) - at)
      y = torch.empty_like(x)
      for h in range(heads):
        a = h * d
        e = a + d
        s = torch.bmm(torch.transpose(q[:, a:e], 1, 2), k[:, a:e])
        s = torch.div_(s, d ** 0.5)
        s -= torch.unsqueeze(pace[:, h], 2) * far
        _0 = torch.fill_(torch.diagonal(s, 0, 1, 2), -100.)
        s = torch.softmax(s, 2)
        y[:, a:e] = torch.bmm(v[:, a:e], torch.transpose(s, 1, 2))
      return x + torch.matmul(torch.reshape(pw, [1, c, c]), y) + torch.reshape(pb, [c, 1])""";

  private final Affine content;
  private final Affine query;
  private final Affine key;
  private final Affine decay;
  private final Affine projection;
  private final TorchFunction function;

  /** Declares the parameters; the heads divide the channels. */
  LocalAttention(int channels) {
    content = part("content", pointwise(channels, channels));
    query = part("query", pointwise(channels, channels));
    key = part("key", pointwise(channels, channels));
    decay = part("query_decay", pointwise(channels, HEADS * DECAYS));
    projection = part("proj", pointwise(channels, channels));
    function =
        Script.of(
            "x, qw, qb, kw, kb, vw, vb, dw, db, pw, pb",
            BODY,
            HEADS,
            DECAYS,
            Double.toString(Math.sqrt(DECAYS)));
  }

  private static Affine pointwise(int inputs, int outputs) {
    return new Affine(outputs, outputs, inputs, 1);
  }

  /** x with what it attends to added. */
  NDArray apply(NDArray x) {
    return function.apply(
        false,
        x,
        query.weight(),
        query.bias(),
        key.weight(),
        key.bias(),
        content.weight(),
        content.bias(),
        decay.weight(),
        decay.bias(),
        projection.weight(),
        projection.bias());
  }
}
