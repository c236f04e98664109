package org.scanline.audio.separation.net.demucs;

import org.scanline.backbones.weights.WeightsException;

/**
 * The shape of the transformer of a Hybrid Transformer Demucs.
 *
 * @param width of a token
 * @param heads of the attention
 * @param hidden width inside the dense layers
 * @param layers in each branch, by turns within a branch and across the branches
 * @param crossFirst whether the first layer goes across
 * @param normFirst whether norms stand before attention and dense layers
 * @param jointNorms whether norms are over all tokens together
 * @param normOut whether each layer ends with a norm over all tokens together
 * @param input norm of the tokens that come in
 * @param layerScale whether what a layer adds is scaled by channel
 * @param activation gelu or relu
 * @param centred whether the waveform's positions count from the middle (CAPE)
 * @param period longest period of the position embeddings
 * @param embedding weight of the position embeddings
 */
record TransformerConfig(
    int width,
    int heads,
    int hidden,
    int layers,
    boolean crossFirst,
    boolean normFirst,
    boolean jointNorms,
    boolean normOut,
    Input input,
    boolean layerScale,
    String activation,
    boolean centred,
    double period,
    double embedding) {

  /** Norm of the tokens that come in. */
  enum Input {
    NONE,
    EACH,
    JOINT
  }

  /** Checks that the heads divide the width. */
  TransformerConfig {
    if (width < 4 || width % 4 != 0) {
      throw new WeightsException("the transformer's width=" + width + " must be a multiple of 4");
    }
    if (heads < 1 || width % heads != 0) {
      throw new WeightsException("t_heads=%d must divide width=%d".formatted(heads, width));
    }
    if (layers < 1 || layers > 100 || hidden < 1) {
      throw new WeightsException("t_layers=%d, hidden=%d out of range".formatted(layers, hidden));
    }
  }

  /** From the publisher's keyword arguments and its defaults. */
  static TransformerConfig of(Keywords keywords, int width) {
    String embedding = keywords.word("t_emb", "sin");
    keywords.demand("t_emb", embedding.equals("sin") || embedding.equals("cape"), "sin or cape");
    keywords.demand("t_sparse_self_attn", !keywords.flag("t_sparse_self_attn", false), "false");
    keywords.demand("t_sparse_cross_attn", !keywords.flag("t_sparse_cross_attn", false), "false");
    boolean each = keywords.flag("t_norm_in", true);
    boolean joint = keywords.flag("t_norm_in_group", false);
    boolean first = keywords.flag("t_norm_first", true);
    return new TransformerConfig(
        width,
        keywords.integer("t_heads", 8),
        (int) (width * keywords.number("t_hidden_scale", 4)),
        keywords.integer("t_layers", 5),
        keywords.flag("t_cross_first", false),
        first,
        keywords.flag("t_group_norm", false),
        first && keywords.flag("t_norm_out", true),
        each ? Input.EACH : joint ? Input.JOINT : Input.NONE,
        keywords.flag("t_layer_scale", true),
        keywords.flag("t_gelu", true) ? "gelu" : "relu",
        embedding.equals("cape") && keywords.flag("t_cape_mean_normalize", true),
        keywords.number("t_max_period", 10000),
        keywords.number("t_weight_pos_embed", 1));
  }
}
