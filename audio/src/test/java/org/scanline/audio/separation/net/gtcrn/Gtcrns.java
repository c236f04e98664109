package org.scanline.audio.separation.net.gtcrn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.separation.SeparationStream;
import org.scanline.audio.separation.Stems;
import org.scanline.audio.separation.published.CausalNet;
import org.scanline.audio.separation.published.PublishedFile;
import org.scanline.audio.separation.published.PublishedNet;
import org.scanline.backbones.weights.Checkpoint;
import org.scanline.backbones.weights.Parameters;
import org.scanline.backbones.weights.Tensor;

/** Nets, sounds and runs for the tests of this package. */
final class Gtcrns {
  private Gtcrns() {}

  static GtcrnNet random(NDManager manager) {
    Gtcrn block = new Gtcrn();
    block.initialize(manager, DataType.FLOAT32, new Shape(1, 1));
    Map<String, Tensor> tensors = Parameters.save(block);
    return new GtcrnNet(tensors, manager);
  }

  static PublishedNet open(Path file, NDManager manager) throws IOException {
    return new GtcrnPublisher()
        .open(
            new PublishedFile(
                String.valueOf(file.getFileName()),
                Checkpoint.read(file),
                com.fasterxml.jackson.databind.node.MissingNode.getInstance()),
            manager)
        .orElseThrow();
  }

  static AudioBuffer noise(int frames, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] samples = new float[frames];
    for (int i = 0; i < frames; i++) {
      samples[i] = (float) (0.1 * random.nextGaussian());
    }
    return AudioBuffer.of(Gtcrn.SAMPLE_RATE, samples);
  }

  /** Speech of the whole sound at once, by libtorch. */
  static float[] whole(CausalNet net, float[] sound, NDManager manager) {
    NDArray x = manager.create(sound, new Shape(1, 1, sound.length));
    NDArray stems = net.separate(x);
    return Arrays.copyOf(stems.toFloatArray(), sound.length);
  }

  /** Speech of the sound as a stream gives it. */
  static float[] streamed(CausalNet net, AudioBuffer sound, NDManager manager) {
    try (SeparationStream stream = net.stream(manager.newSubManager())) {
      Stems begun = stream.push(sound);
      return Stems.concat(List.of(begun, stream.finish())).get(GtcrnNet.SPEECH).channel(0);
    }
  }
}
