package org.scanline.audio.separation.net.demucs;

import ai.djl.ndarray.NDArray;
import org.scanline.backbones.layer.TorchFunction;

/** A norm over groups of channels with all frequencies and frames, for (F,C,T) or (1,C,T). */
final class JointNorm extends Part.Affine {
  private final TorchFunction function;

  /** Declares the parameters; the groups divide the channels. */
  JointNorm(int groups, int channels) {
    super(channels, channels);
    function =
        Script.of(
            "x, w, b",
            """
            f, c, t = torch.size(x)
            y = torch.reshape(torch.permute(x, [1, 0, 2]), [1, c, f * t])
            y = torch.group_norm(y, %d, w, b, 1e-05)
            return torch.contiguous(torch.permute(torch.reshape(y, [c, f, t]), [1, 0, 2]))""",
            groups);
  }

  /** x with each group brought to mean 0 and variance 1, then scaled and shifted. */
  NDArray apply(NDArray x) {
    return function.apply(false, x, weight(), bias());
  }
}
