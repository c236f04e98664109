package org.scanline.audio.separation.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.scanline.audio.separation.net.demucs.UntrainedDemucs;
import org.scanline.audio.separation.net.masking.MaskGate;
import org.scanline.audio.separation.net.tasnet.TasNet;
import org.scanline.audio.separation.net.tasnet.TasNetConfig;
import org.scanline.audio.separation.net.tasnet.TasNetLayout;

/**
 * A published architecture at its usual size with random weights, for measuring speed and memory.
 *
 * <p>One thread at a time; the nets spread their work themselves.
 */
public final class UntrainedNet implements AutoCloseable {
  /** Rate at which seconds of sound are counted, Hz. */
  public static final int RATE = 44_100;

  private static final int SEGMENT = 39 * RATE / 5; // of Hybrid Transformer Demucs
  private static final int STRIDE = SEGMENT / 4 * 3;

  private static final int SEED = 7; // of weights and noise

  private final NDManager manager;
  private final Block block;
  private final String name;

  private UntrainedNet(NDManager manager, Block block, String name) {
    this.manager = manager;
    this.block = block;
    this.name = name;
  }

  /** What can be measured. */
  public static List<String> names() {
    return List.of("htdemucs", "hdemucs", "conv-tasnet");
  }

  /**
   * Builds a net.
   *
   * @throws IllegalArgumentException when it is none of {@link #names}
   */
  public static UntrainedNet open(String name) {
    NDManager manager = NDManager.newBaseManager();
    manager.getEngine().setRandomSeed(SEED);
    try {
      Block block =
          switch (name) {
            case "htdemucs" -> UntrainedDemucs.transformer(manager);
            case "hdemucs" -> UntrainedDemucs.hybrid(manager);
            case "conv-tasnet" -> tasNet(manager);
            default ->
                throw new IllegalArgumentException(
                    "no net '" + name + "'; there are " + String.join(", ", names()));
          };
      return new UntrainedNet(manager, block, name);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** torchaudio's default sizes: 5.0 million numbers. */
  private static Block tasNet(NDManager manager) {
    TasNetConfig config =
        new TasNetConfig(
            TasNetLayout.TORCHAUDIO,
            8000,
            List.of("speaker1", "speaker2"),
            1,
            512,
            16,
            8,
            128,
            512,
            128,
            3,
            8,
            3,
            true,
            false,
            false,
            MaskGate.SIGMOID);
    TasNet net = new TasNet(config);
    net.initialize(manager, DataType.FLOAT32, new Shape(1, 1, RATE));
    net.freezeParameters(true);
    return net;
  }

  /**
   * Separates stereo noise, as the publishers' programs do without shifts: Hybrid Transformer
   * Demucs in segments that overlap by a quarter, Hybrid Demucs in one piece, Conv-TasNet both
   * channels as a batch.
   *
   * @param seconds of sound
   * @return checksum of the stems, the same in every run
   */
  public long separate(double seconds) {
    int frames = (int) Math.round(seconds * RATE);
    CRC32 sum = new CRC32();
    if (!name.equals("htdemucs")) {
      boolean mono = name.equals("conv-tasnet");
      separate(mono ? new Shape(2, 1, frames) : new Shape(1, 2, frames), sum);
      return sum.getValue();
    }
    for (int start = 0; start < frames; start += STRIDE) {
      separate(new Shape(1, 2, Math.min(SEGMENT, frames - start)), sum);
    }
    return sum.getValue();
  }

  private void separate(Shape shape, CRC32 sum) {
    Random random = new Random(SEED); // the same noise each time
    float[] noise = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = 0.1f * (float) random.nextGaussian();
    }
    try (NDManager scope = manager.newSubManager()) {
      NDArray x = scope.create(noise, shape);
      NDList stems = block.forward(new ParameterStore(scope, false), new NDList(x), false);
      sum.update(stems.singletonOrThrow().toByteBuffer(true));
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
