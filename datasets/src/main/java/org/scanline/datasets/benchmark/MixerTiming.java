package org.scanline.datasets.benchmark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import org.scanline.backbones.hybrid.MixerKind;
import org.scanline.backbones.hybrid.MixerPlace;
import org.scanline.backbones.mixer.Mixer;
import org.scanline.backbones.scan.ScanForm;

/** Times whole mixers with random weights. */
final class MixerTiming {
  /** Tokens in a call. */
  static final int STEPS = 1 << 12;

  private final Sizes sizes;
  private final ScanForm form;
  private final Stopwatch stopwatch;

  MixerTiming(BenchmarkSettings settings, Stopwatch stopwatch) {
    this.sizes = settings.sizes();
    this.form = ScanForm.fused(settings.threads());
    this.stopwatch = stopwatch;
  }

  MixerSpeed measure(MixerKind kind) {
    Mixer mixer = kind.choice().make(MixerPlace.alone(sizes.channels(), sizes.heads()));
    try (NDManager manager = NDManager.newBaseManager()) {
      Shape shape = new Shape(1, STEPS, sizes.channels());
      mixer.initialize(manager, DataType.FLOAT32, shape);
      NDArray x = manager.randomNormal(0, 1, shape, DataType.FLOAT32);
      NDList state = mixer.initialState(manager, 1);
      ParameterStore store = new ParameterStore(manager, false);
      double seconds = stopwatch.best(() -> mix(mixer, store, x, state), 1);
      return new MixerSpeed(kind.title(), mixer.getClass().getSimpleName(), STEPS / seconds);
    }
  }

  private void mix(Mixer mixer, ParameterStore store, NDArray x, NDList state) {
    try (NDScope scope = new NDScope()) {
      mixer.mix(store, x, state, form, false);
    }
  }
}
