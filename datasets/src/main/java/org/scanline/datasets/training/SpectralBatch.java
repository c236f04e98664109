package org.scanline.datasets.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.scanline.audio.separation.net.BandSplitConfig;
import org.scanline.audio.separation.net.RunningLevel;

/**
 * Examples as spectra on the engine's device.
 *
 * <p>The masks are learnt at every second frame only: frames overlap by three quarters, and most of
 * the work of a step is proportional to frames times bins times stems.
 *
 * @param mixture (B,T,F,4)
 * @param level (B,T,1,1)
 * @param chosen mixture at every second frame, (B,T/2,F,4)
 * @param stems the stems at every second frame, (B,T/2,F,2,S,2)
 * @param weights (B,S), 0 where a stem is unknown
 * @param parity which frames were chosen: the even or the odd ones
 */
record SpectralBatch(
    NDArray mixture, NDArray level, NDArray chosen, NDArray stems, NDArray weights, int parity) {
  private static final double EQUALISER_DB = 4;

  /** Number of samples that give {@code frames} whole frames. */
  static int samples(BandSplitConfig config, int frames) {
    return (frames - 1) * config.hop() + config.window();
  }

  /** Transforms the examples; {@code random} draws an equaliser for each stem and the frames. */
  static SpectralBatch of(
      List<RemixSampler.Example> examples,
      BandSplitConfig config,
      SplittableRandom random,
      NDManager manager) {
    int stems = config.stems().size();
    long batch = examples.size();
    int length = examples.get(0).stems()[0][0].length;
    NDArray window = manager.create(hann(config.window()));
    NDArray spectra =
        manager
            .create(samples(examples, length), new Shape(batch * stems * 2, length))
            .stft(config.window(), config.hop(), false, window, true)
            .real();
    long bins = spectra.getShape().get(1);
    long frames = spectra.getShape().get(2);
    NDArray equaliser =
        manager.create(
            equalisers(examples.size() * stems, (int) bins, random),
            new Shape(batch, stems, 1, bins, 1, 1));
    NDArray equalised = spectra.reshape(batch, stems, 2, bins, frames, 2).mul(equaliser);
    NDArray mixture =
        equalised.sum(new int[] {1}).transpose(0, 3, 2, 4, 1).reshape(batch, frames, bins, 4);
    int parity = random.nextInt(2);
    NDIndex alternate = new NDIndex().addAllDim(4).addSliceDim(parity, frames, 2);
    NDArray targets = equalised.get(alternate).transpose(0, 4, 3, 5, 1, 2);
    NDArray chosen = mixture.get(everySecond(parity, frames));
    NDArray level = levels(mixture, config, manager);
    return new SpectralBatch(
        mixture, level, chosen, targets, weights(examples, stems, manager), parity);
  }

  /** Picks the same frames of encoded features (B,K,T,D). */
  NDArray choose(NDArray encoded) {
    long frames = encoded.getShape().get(2);
    return encoded.get(new NDIndex().addAllDim(2).addSliceDim(parity, frames, 2));
  }

  private static NDIndex everySecond(int parity, long frames) {
    return new NDIndex().addAllDim().addSliceDim(parity, frames, 2);
  }

  private static FloatBuffer samples(List<RemixSampler.Example> examples, int length) {
    int stems = examples.get(0).stems().length;
    FloatBuffer all =
        ByteBuffer.allocateDirect(examples.size() * stems * 2 * length * 4)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    for (RemixSampler.Example example : examples) {
      for (float[][] stem : example.stems()) {
        for (float[] channel : stem) {
          all.put(channel);
        }
      }
    }
    return all.rewind();
  }

  private static float[] hann(int length) {
    float[] window = new float[length];
    for (int i = 0; i < length; i++) {
      window[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / length));
    }
    return window;
  }

  /** Smooth random gains along log frequency, one curve a stem; every third one is flat. */
  private static float[] equalisers(int curves, int bins, SplittableRandom random) {
    float[] gains = new float[curves * bins];
    for (int curve = 0; curve < curves; curve++) {
      double depth = random.nextInt(3) == 0 ? 0 : random.nextDouble(EQUALISER_DB);
      double[] phases = {random.nextDouble(), random.nextDouble(), random.nextDouble()};
      for (int f = 0; f < bins; f++) {
        double octave = Math.log(1 + f) / Math.log(2);
        double decibels = 0;
        for (int wave = 0; wave < phases.length; wave++) {
          decibels +=
              Math.cos(2 * Math.PI * (octave * (wave + 1) / 11 + phases[wave])) / (wave + 1);
        }
        gains[curve * bins + f] = (float) Math.pow(10, depth * decibels / 20);
      }
    }
    return gains;
  }

  private static NDArray levels(NDArray mixture, BandSplitConfig config, NDManager manager) {
    long batch = mixture.getShape().get(0);
    int frames = (int) mixture.getShape().get(1);
    float[] power =
        mixture.reshape(batch, frames, -1).square().mean(new int[] {2}).mul(2).toFloatArray();
    for (int b = 0; b < batch; b++) {
      RunningLevel level = new RunningLevel(config);
      for (int t = 0; t < frames; t++) {
        power[b * frames + t] = level.next(power[b * frames + t]);
      }
    }
    return manager.create(power, new Shape(batch, frames, 1, 1));
  }

  private static NDArray weights(
      List<RemixSampler.Example> examples, int stems, NDManager manager) {
    float[] weights = new float[examples.size() * stems];
    for (int b = 0; b < examples.size(); b++) {
      for (int s = 0; s < stems; s++) {
        weights[b * stems + s] = s == 0 || examples.get(b).apart() ? 1 : 0;
      }
    }
    return manager.create(weights, new Shape(examples.size(), stems));
  }
}
