package org.scanline.backbones.scan.planar;

import org.scanline.backbones.layer.TorchFunction;

/** The recurrences on NDArrays, with gradients: one call into libtorch each. */
final class TorchPlanarScan {
  private static final String ARGUMENTS = "u: Tensor, g: Tensor, above: Tensor";

  /** Cell by cell. */
  static final TorchFunction STEPS =
      TorchFunction.of(
          ARGUMENTS,
          "a = torch.sigmoid(g)",
          "v = torch.mul(torch.rsub(a, 1), u)",
          "fa, ba, da, = torch.chunk(a, 3, 1)",
          "fv, bv, dv, = torch.chunk(v, 3, 1)",
          "fas = torch.unbind(fa, 3)",
          "fvs = torch.unbind(fv, 3)",
          "bas = torch.unbind(ba, 3)",
          "bvs = torch.unbind(bv, 3)",
          "das = torch.unbind(da, 2)",
          "dvs = torch.unbind(dv, 2)",
          "right = annotate(List[Tensor], [])",
          "left = annotate(List[Tensor], [])",
          "down = annotate(List[Tensor], [])",
          "n = torch.len(fas)",
          "h = torch.zeros_like(fvs[0])",
          "k = h",
          "for i in range(n):",
          "  h = torch.add(torch.mul(fas[i], h), fvs[i])",
          "  _0 = torch.append(right, h)",
          "  j = torch.sub(torch.sub(n, 1), i)",
          "  k = torch.add(torch.mul(bas[j], k), bvs[j])",
          "  _1 = torch.append(left, k)",
          "torch.reverse(left)",
          "d = above",
          "m = torch.len(das)",
          "for i0 in range(m):",
          "  d = torch.add(torch.mul(das[i0], d), dvs[i0])",
          "  _2 = torch.append(down, d)",
          "rows = torch.cat([torch.stack(right, 3), torch.stack(left, 3)], 1)",
          "return torch.cat([rows, torch.stack(down, 2)], 1)");

  /**
   * By doubling distances: what a cell knows of its k predecessors and what it knows of theirs make
   * 2 k, so a line of T cells takes log2 T operations over the whole plane.
   */
  static final TorchFunction DOUBLING =
      TorchFunction.of(
          ARGUMENTS,
          "a = torch.sigmoid(g)",
          "v = torch.mul(torch.rsub(a, 1), u)",
          "fa, ba, da, = torch.chunk(a, 3, 1)",
          "fv, bv, dv, = torch.chunk(v, 3, 1)",
          "w = torch.size(u, 3)",
          "k = 1",
          "while torch.lt(k, w):",
          "  fv = torch.add(fv, torch.mul(fa, torch.constant_pad_nd(torch.slice(fv, 3, 0, torch.sub(w, k)), [k, 0])))",
          "  bv = torch.add(bv, torch.mul(ba, torch.constant_pad_nd(torch.slice(bv, 3, k), [0, k])))",
          "  fa = torch.mul(fa, torch.constant_pad_nd(torch.slice(fa, 3, 0, torch.sub(w, k)), [k, 0]))",
          "  ba = torch.mul(ba, torch.constant_pad_nd(torch.slice(ba, 3, k), [0, k]))",
          "  k = torch.mul(k, 2)",
          "n = torch.size(u, 2)",
          "r = 1",
          "while torch.lt(r, n):",
          "  dv = torch.add(dv, torch.mul(da, torch.constant_pad_nd(torch.slice(dv, 2, 0, torch.sub(n, r)), [0, 0, r, 0])))",
          "  da = torch.mul(da, torch.constant_pad_nd(torch.slice(da, 2, 0, torch.sub(n, r)), [0, 0, r, 0], 1))",
          "  r = torch.mul(r, 2)",
          "dv = torch.add(dv, torch.mul(da, torch.unsqueeze(above, 2)))",
          "return torch.cat([fv, bv, dv], 1)");

  private TorchPlanarScan() {}
}
