package org.scanline.audio.separation.net.tasnet;

import java.util.List;
import org.scanline.audio.separation.net.masking.MaskGate;
import org.scanline.audio.separation.net.masking.Settings;
import org.scanline.audio.separation.published.PublishedFile;
import org.scanline.backbones.weights.WeightsException;

/**
 * What shapes do not tell of a Conv-TasNet, under the names that its publisher has for it.
 *
 * <p>Read in the file of weights (Asteroid's {@code model_args}, kaituoxu's keys, Demucs' {@code
 * kwargs}) or in a JSON file beside it; where neither says it, as the publisher's own models are:
 * torchaudio 8 blocks in a stack and masks by relu ({@code conv_tasnet_base}), all but Demucs 8,000
 * Hz, not causal, global norms, the stride half of the kernel.
 */
final class TasNetSettings {
  private static final int SPEECH_RATE = 8_000;
  private static final int MUSIC_RATE = 44_100;
  private static final List<String> MUSIC = List.of("drums", "bass", "other", "vocals");

  private final TasNetShapes shapes;
  private final Settings settings;

  TasNetSettings(PublishedFile file, TasNetShapes shapes) {
    this.shapes = shapes;
    settings =
        switch (shapes.layout()) {
          case ASTEROID -> new Settings(file, "model_args");
          case KAITUOXU ->
              file.checkpoint().values().containsKey("kwargs")
                  ? new Settings(file, "kwargs")
                  : new Settings(file);
          case TORCHAUDIO, JUSPERLEE -> new Settings(file);
        };
  }

  /** Shapes and settings together. */
  TasNetConfig config() {
    TasNetLayout layout = shapes.layout();
    int kernel = shapes.kernel();
    int sources = shapes.sources();
    boolean music = shapes.channels() == 2;
    int layers = layers();
    return new TasNetConfig(
        layout,
        rate(music),
        music && sources == MUSIC.size() && settings.words("sources").isEmpty()
            ? MUSIC
            : settings.stems(sources),
        shapes.channels(),
        shapes.filters(),
        kernel,
        layout == TasNetLayout.ASTEROID
            ? settings.number("stride", Math.max(1, kernel / 2))
            : Math.max(1, kernel / 2),
        shapes.bottleneck(),
        shapes.hidden(),
        shapes.skip(),
        shapes.taps(),
        layers,
        flat() ? Math.max(1, shapes.blocksInARow() / layers) : shapes.stacks(),
        global(),
        layout == TasNetLayout.JUSPERLEE ? settings.flag("causal", false) : shapes.causalNames(),
        rectified(),
        mask());
  }

  private boolean flat() {
    return shapes.layout() == TasNetLayout.TORCHAUDIO || shapes.layout() == TasNetLayout.ASTEROID;
  }

  private int rate(boolean music) {
    String name = settings.has("samplerate") ? "samplerate" : "sample_rate";
    return settings.number(name, music ? MUSIC_RATE : SPEECH_RATE);
  }

  private int layers() {
    int blocks = shapes.blocksInARow();
    if (!flat()) {
      return blocks;
    }
    String name = shapes.layout() == TasNetLayout.TORCHAUDIO ? "msk_num_layers" : "n_blocks";
    int layers = settings.number(name, 8);
    if (layers < 1 || blocks % layers != 0) {
      throw new WeightsException(
          "%d blocks are no whole stacks of %d; say %s in a JSON file beside the weights"
              .formatted(blocks, layers, name));
    }
    return layers;
  }

  private boolean global() {
    return switch (shapes.layout()) {
      case TORCHAUDIO -> true;
      case ASTEROID, KAITUOXU -> {
        settings.demand("norm_type", List.of("gLN", "cLN"));
        yield "gLN".equals(settings.word("norm_type", "gLN"));
      }
      case JUSPERLEE -> shapes.columnGain();
    };
  }

  private boolean rectified() {
    if (shapes.layout() == TasNetLayout.ASTEROID) {
      settings.demand("fb_name", List.of("FreeFB", "free"));
      settings.demand("encoder_activation", List.of("relu", "linear"));
      return "relu".equals(settings.word("encoder_activation", "linear"));
    }
    return shapes.layout() == TasNetLayout.KAITUOXU;
  }

  private MaskGate mask() {
    return MaskGate.named(
        switch (shapes.layout()) {
          case TORCHAUDIO -> settings.word("msk_activate", "relu");
          case ASTEROID -> settings.word("mask_act", "sigmoid");
          case KAITUOXU -> settings.word("mask_nonlinear", "relu");
          case JUSPERLEE -> settings.word("activate", "relu");
        });
  }
}
