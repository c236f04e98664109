package org.scanline.audio.separation;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.scanline.audio.separation.net.BandSplitSeparators;
import org.scanline.audio.separation.published.PublishedSeparators;
import org.scanline.backbones.model.ComputeDevice;
import org.scanline.backbones.model.ModelException;

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
   * <p>The model works at {@link ModelCard#sampleRate()}, in stereo or, for speech, in mono; other
   * rates are resampled in and out. A stereo model hears a mono input on both sides and gives mono
   * stems; a mono model hears the mean of both sides and gives its stems to both. Where the stems
   * are to add up to the input, what resampling cannot carry (above half the model's rate) stays in
   * the last one.
   *
   * @param sampleRate of the sound, Hz
   * @param channels 1 or 2
   */
  SeparationStream stream(int sampleRate, int channels);

  /**
   * Whether the model works on sound of a known level: a file is then heard twice, once by a {@link
   * LevelMeter} and once to separate it with {@link #stream(int, int, SoundLevel)}. A stream
   * without a level measures its first ten seconds, and looks that far ahead.
   */
  default boolean wantsLevel() {
    return false;
  }

  /** A meter for what {@link #wantsLevel} wants. */
  default LevelMeter meter(int sampleRate, int channels) {
    return new LevelMeter(sampleRate, channels, card().sampleRate());
  }

  /**
   * Begins a stream of a sound whose level was measured; see {@link #stream(int, int)}.
   *
   * @param level of the whole sound; not looked at by models that do not want it
   */
  default SeparationStream stream(int sampleRate, int channels, SoundLevel level) {
    return stream(sampleRate, channels);
  }

  /** How sound is cut for this model, the seed included; empty when it needs no windows. */
  default Optional<WindowOptions> windows() {
    return Optional.empty();
  }

  /**
   * The same model with sound cut otherwise.
   *
   * @return a view on this model's weights; closing either closes both
   * @throws IllegalArgumentException in one line, when the model does not know such a setting
   */
  default Separator with(WindowOptions options) {
    if (options.equals(WindowOptions.NONE)) {
      return this;
    }
    throw new IllegalArgumentException(
        "model "
            + card().name()
            + " hears sound as it comes, without windows: leave out segment, overlap, shifts and"
            + " seed");
  }

  /**
   * The same model when only some of its stems are looked at: what the others alone need is not
   * computed, and they may come silent. Demucs' fine-tuned bag has a net for each stem.
   *
   * @return a view on this model's weights; closing either closes both
   */
  default Separator giving(Collection<String> stems) {
    return this;
  }

  /** Releases the weights. */
  @Override
  void close();

  /**
   * Loads a model and checks length, hash, names and shapes of its weights first; of a publisher's
   * file the hash is checked where the file's name bears one.
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
   * <p>A net of our own runs on the thread that pushes, the transforms beside it on {@code threads
   * - 1} workers that all streams share. Of a published net, several windows are computed at once
   * where there are threads for them; a window of a large net keeps two busy and takes some 500 MB.
   *
   * <p>The engine may split an operation over threads of its own (system property {@code
   * ai.djl.pytorch.num_threads}); with another number of those the last bits of the stems may
   * differ, so set it to 1 where bytes matter.
   *
   * @param threads at least 1
   * @throws ModelException when the model is missing or damaged, or the device is not there
   */
  static Separator load(ModelSource source, ComputeDevice device, int threads)
      throws ModelException {
    return source instanceof ModelSource.AtPath || source instanceof ModelSource.Published
        ? PublishedSeparators.load(source, device, threads)
        : BandSplitSeparators.load(source, device, threads);
  }
}
