package org.scanline.audio.separation;

import java.util.List;
import org.scanline.audio.separation.net.BandSplitSeparators;

/**
 * A trained model that separates sound into stems.
 *
 * <p>Immutable and thread-safe: any number of streams may run at once. Close it when no stream of
 * it is in use any more.
 */
public interface Separator extends AutoCloseable {

  /** What the model is, where it comes from and under which licence. */
  ModelCard card();

  /** Names of the stems in the order in which streams return them. */
  default List<String> stems() {
    return card().stems();
  }

  /**
   * Begins a stream with a state of its own.
   *
   * <p>The model works at {@link ModelCard#sampleRate()} in stereo; other rates are resampled in
   * and out, a mono input is heard on both sides and its stems are mono again. What resampling
   * cannot carry (above half the model's rate) stays in the last stem, so that the stems add up to
   * the input.
   *
   * @param sampleRate of the sound, Hz
   * @param channels 1 or 2
   */
  SeparationStream stream(int sampleRate, int channels);

  /** Releases the weights. */
  @Override
  void close();

  /**
   * Loads a model and checks length, hash, names and shapes of its weights first.
   *
   * @throws ModelException when the model is missing or damaged, or the device is not there
   */
  static Separator load(ModelSource source, ComputeDevice device) throws ModelException {
    return load(source, device, Runtime.getRuntime().availableProcessors());
  }

  /**
   * Loads a model that runs on a given number of threads; their number does not change a bit of the
   * stems.
   *
   * <p>The net itself runs on the thread that pushes, the transforms beside it on {@code threads -
   * 1} workers that all streams share. The engine may split a matrix product over threads of its
   * own (system property {@code ai.djl.pytorch.num_threads}); with another number of those the last
   * bits of the stems may differ, so set it to 1 where bytes matter.
   *
   * @param threads at least 1
   * @throws ModelException when the model is missing or damaged, or the device is not there
   */
  static Separator load(ModelSource source, ComputeDevice device, int threads)
      throws ModelException {
    return BandSplitSeparators.load(source, device, threads);
  }
}
