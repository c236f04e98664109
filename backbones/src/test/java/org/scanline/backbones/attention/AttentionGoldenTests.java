package org.scanline.backbones.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.scanline.backbones.golden.Arguments;
import org.scanline.backbones.golden.GoldenOperator;
import org.scanline.backbones.layer.Activations;
import org.scanline.backbones.layer.RmsNorm;
import org.scanline.backbones.layer.Scalars;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.outer.GatedOuterProduct;

class AttentionGoldenTests {
  private static final double EPSILON = 1e-6;

  private static Stream<DynamicTest> forms(
      GoldenOperator operator, BiFunction<Arguments, ScanForm, Map<String, NDArray>> ours) {
    return operator
        .form("naive", in -> ours.apply(in, ScanForm.naive()))
        .form("chunked", in -> ours.apply(in, ScanForm.chunked(7)))
        .inference("fused", in -> ours.apply(in, ScanForm.fused()))
        .tests();
  }

  private static NDArray phi(Arguments in, String name) {
    return FeatureMap.ELU_PLUS_ONE.apply(in.get(name));
  }

  private static double scale(Arguments in) {
    return 1 / Math.sqrt(in.size("q", 3));
  }

  /** (B,H,T,V) to (B,T,H*V). */
  private static NDArray merge(NDArray o) {
    Shape s = o.getShape();
    return o.transpose(0, 2, 1, 3).reshape(s.get(0), s.get(2), s.get(1) * s.get(3));
  }

  @TestFactory
  Stream<DynamicTest> linearAttention() {
    return forms(
        GoldenOperator.of("linear_attn_elu")
            .sequence(2, "q", "k", "v")
            .output(2, "o")
            .state("h0", "ht")
            .state("z0", "zt"),
        (in, form) -> {
          KernelAttention.Result result =
              KernelAttention.causal(
                  form,
                  phi(in, "q"),
                  phi(in, "k"),
                  in.get("v"),
                  in.get("h0"),
                  in.get("z0"),
                  EPSILON);
          return Map.of("o", result.output(), "ht", result.state(), "zt", result.normalizer());
        });
  }

  @TestFactory
  Stream<DynamicTest> linearAttentionOverEverything() {
    return GoldenOperator.of("linear_attn_elu_noncausal")
        .form(
            "products",
            in ->
                Map.of("o", KernelAttention.full(phi(in, "q"), phi(in, "k"), in.get("v"), EPSILON)))
        .tests();
  }

  @TestFactory
  Stream<DynamicTest> normAttention() {
    return forms(
        GoldenOperator.of("norm_attention")
            .sequence(2, "q", "k", "v")
            .output(1, "o")
            .output(2, "raw")
            .state("h0", "ht"),
        (in, form) -> {
          ScanResult scan =
              GatedOuterProduct.run(
                  form, phi(in, "q"), phi(in, "k"), in.get("v"), null, in.get("h0"), 1);
          NDArray o = RmsNorm.normalize(merge(scan.output()), EPSILON).mul(in.get("w"));
          return Map.of("o", o, "raw", scan.output(), "ht", scan.state());
        });
  }

  @TestFactory
  Stream<DynamicTest> normAttentionOverEverything() {
    return GoldenOperator.of("norm_attention_noncausal")
        .form(
            "products",
            in -> {
              NDArray raw = KernelAttention.product(phi(in, "q"), phi(in, "k"), in.get("v"));
              NDArray o = RmsNorm.normalize(merge(raw), EPSILON).mul(in.get("w"));
              return Map.of("o", o, "raw", raw);
            })
        .tests();
  }

  @TestFactory
  Stream<DynamicTest> blockAttention() {
    return GoldenOperator.of("diag_attention")
        .form(
            "blocks",
            in ->
                Map.of(
                    "o",
                    BlockAttention.causal(
                        in.get("q"), in.get("k"), in.get("v"), in.number("block"), scale(in))))
        .tests();
  }

  @TestFactory
  Stream<DynamicTest> blockAttentionOverEverything() {
    return GoldenOperator.of("diag_attention_noncausal")
        .form(
            "blocks",
            in ->
                Map.of(
                    "o",
                    BlockAttention.full(
                        in.get("q"), in.get("k"), in.get("v"), in.number("block"), scale(in))))
        .tests();
  }

  @TestFactory
  Stream<DynamicTest> retentionByPosition() {
    return forms(
        GoldenOperator.of("retention_xpos"),
        (in, form) -> {
          ScanResult scan =
              new Retention(in.size("q", 3))
                  .run(form, in.get("q"), in.get("k"), in.get("v"), 0, null);
          NDArray normalized = RmsNorm.normalize(scan.output(), EPSILON);
          return Map.of("o", scan.output(), "ht", scan.state(), "on", normalized);
        });
  }

  @TestFactory
  Stream<DynamicTest> hgrn2() {
    return forms(
        GoldenOperator.of("hgrn2").sequence(2, "q", "f", "v").output(2, "o").state("h0", "ht"),
        (in, form) -> {
          LowerBoundedGate gate =
              LowerBoundedGate.of(in.get("f"), in.get("lb").expandDims(1)); // (H,1,K)
          NDArray q = Activations.silu(in.get("q"));
          ScanResult scan =
              GatedOuterProduct.run(
                  form,
                  q,
                  gate.key(),
                  in.get("v"),
                  gate.logDecay(),
                  in.get("h0"),
                  (float) scale(in));
          return Map.of("o", scan.output(), "ht", scan.state());
        });
  }

  private static NDArray projected(Arguments in, String name, String weight, String bias) {
    return in.get(name).matMul(in.get(weight).transpose()).add(in.get(bias));
  }

  @TestFactory
  Stream<DynamicTest> hedgehog() {
    return forms(
        GoldenOperator.of("hedgehog"),
        (in, form) -> {
          NDArray v = in.get("v");
          NDArray jointQ = Hedgehog.joint(projected(in, "q", "wq", "bq"));
          NDArray jointK = Hedgehog.joint(projected(in, "k", "wk", "bk"));
          NDArray halvesQ = Hedgehog.halves(in.get("q").matMul(in.get("lq")));
          NDArray halvesK = Hedgehog.halves(in.get("k").matMul(in.get("lk")));
          return Map.of(
              "fq",
              jointQ,
              "lq",
              halvesQ,
              "o_fla",
              KernelAttention.causal(form, jointQ, jointK, v, null, null, 1e-10).output(),
              "o_lolcats",
              KernelAttention.causal(form, halvesQ, halvesK, v, null, null, 0).output());
        });
  }

  @TestFactory
  Stream<DynamicTest> hybridOfWindowAndLinearAttention() {
    return forms(
        GoldenOperator.of("lolcats_hybrid"),
        (in, form) -> {
          NDArray q = in.get("q");
          NDArray k = in.get("k");
          NDArray v = in.get("v");
          NDArray features = Hedgehog.halves(k.matMul(in.get("lk")));
          Shape s = features.getShape();
          NDArray state =
              in.manager().zeros(new Shape(s.get(0), s.get(1), s.get(3), in.size("v", 3)));
          NDArray normalizer = in.manager().zeros(new Shape(s.get(0), s.get(1), s.get(3)));
          KernelAttention.Result result =
              new HybridAttention(in.number("window"), Activation.sigmoid(in.get("wf")), scale(in))
                  .run(
                      form,
                      q,
                      Hedgehog.halves(q.matMul(in.get("lq"))),
                      new HybridAttention.Past(k, features, v),
                      state,
                      normalizer);
          return Map.of("o", result.output());
        });
  }

  @TestFactory
  Stream<DynamicTest> liger() {
    return forms(
        GoldenOperator.of("liger_hybrid"),
        (in, form) -> {
          NDArray q = in.get("q");
          NDArray k = in.get("k");
          NDArray v = in.get("v");
          ScanResult far = LigerRecurrence.run(form, q, k, v, in.get("h0"));
          NDArray near = SoftmaxAttention.windowed(q, k, v, in.number("window"), scale(in));
          NDArray mean = Scalars.times(near.add(far.output()), 0.5);
          return Map.of("o", mean, "o_gla", far.output(), "o_swa", near, "ht", far.state());
        });
  }

  @TestFactory
  Stream<DynamicTest> chunkStates() {
    return GoldenOperator.of("rat")
        .form(
            "blocks",
            in -> {
              NDArray q = in.get("q");
              NDArray none = q.get(new NDIndex(":, :, :0"));
              NDArray zero = q.getManager().zeros(q.get(new NDIndex(":, :, :1")).getShape());
              ChunkStateAttention.State start =
                  new ChunkStateAttention.State(none, none, zero, zero, 0);
              NDArray gate = Activation.sigmoid(in.get("g"));
              ChunkStateAttention.Result result =
                  new ChunkStateAttention(in.number("chunk"))
                      .run(q, in.get("k"), in.get("x"), gate, start, scale(in));
              return Map.of("o", result.output());
            })
        .tests();
  }

  @TestFactory
  Stream<DynamicTest> localLinearAttention() {
    return GoldenOperator.of("lla")
        .form(
            "blocks",
            in ->
                Map.of(
                    "o",
                    new LocalLinearAttention(in.constant("lam"))
                        .causal(in.get("q"), in.get("k"), in.get("v"), scale(in))))
        .tests();
  }
}
