package org.scanline.audio.separation.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.separation.SeparationStream;
import org.scanline.audio.separation.Stems;
import org.scanline.audio.spectrum.IstftStream;
import org.scanline.audio.spectrum.Spectrogram;
import org.scanline.audio.spectrum.Stft;
import org.scanline.audio.spectrum.StftStream;
import org.scanline.backbones.scan.ScanForm;

/**
 * Separates stereo sound at the net's own rate: spectrum, net, masks, one inverse a stem.
 *
 * <p>The net is run over blocks of frames at absolute positions, so the caller's cuts never reach
 * the arithmetic.
 */
final class StereoSeparation implements SeparationStream {
  private final BandSplitNet net;
  private final BandSplitConfig config;
  private final NDManager manager;
  private final BandSplitNet.State state;
  private final RunningLevel level;
  private final StftStream forward;
  private final List<IstftStream> inverse = new ArrayList<>();
  private final Deque<float[]> waiting = new ArrayDeque<>();
  private final List<float[]> block = new ArrayList<>();
  private final List<CompletableFuture<Void>> pending = new ArrayList<>();
  private final Executor workers;
  private final ByteBuffer input;
  private NDManager carried;
  private long pushed;
  private long returned;
  private boolean ended;

  /**
   * Begins a stream.
   *
   * @param manager is closed with the stream
   * @param workers run the inverse transforms of a piece, side by side
   * @param threads most threads for the recurrence
   */
  StereoSeparation(BandSplitNet net, NDManager manager, Executor workers, int threads) {
    this.net = net;
    this.workers = workers;
    this.manager = manager;
    config = net.config();
    carried = manager.newSubManager();
    state = new BandSplitNet.State(net, form(manager, threads));
    level = new RunningLevel(config);
    Stft stft = new Stft(config.window(), config.hop());
    input =
        ByteBuffer.allocateDirect(BandSplitConfig.BLOCK * config.bins() * 4 * Float.BYTES)
            .order(ByteOrder.nativeOrder());
    forward = new StftStream(stft, config.sampleRate(), BandSplitConfig.CHANNELS);
    for (int s = 0; s < config.stems().size(); s++) {
      inverse.add(new IstftStream(stft, config.sampleRate(), BandSplitConfig.CHANNELS));
      pending.add(CompletableFuture.completedFuture(null));
    }
  }

  private static ScanForm form(NDManager manager, int threads) {
    return manager.getDevice().isGpu()
        ? ScanForm.chunked(BandSplitNet.CHUNK)
        : ScanForm.fused(threads);
  }

  @Override
  public Stems push(AudioBuffer piece) {
    requireOpen();
    ended = true; // should the arithmetic fail half way, nothing may be pushed after it
    pushed += piece.frames();
    Stems stems = separate(forward.push(piece), false);
    ended = false;
    return stems;
  }

  @Override
  public Stems finish() {
    requireOpen();
    ended = true;
    inverse.forEach(stem -> stem.endAt(pushed));
    return separate(forward.finish(), true);
  }

  private void requireOpen() {
    if (ended) {
      throw new IllegalStateException("the stream has ended");
    }
  }

  private Stems separate(Spectrogram spectra, boolean last) {
    List<List<AudioBuffer>> parts = new ArrayList<>();
    config.stems().forEach(stem -> parts.add(new ArrayList<>()));
    for (int t = 0; t < spectra.frames(); t++) {
      float[] frame = interleaved(spectra, t);
      block.add(frame);
      waiting.add(frame);
      if (block.size() == BandSplitConfig.BLOCK) {
        run(parts, false);
      }
    }
    if (last) {
      run(parts, true);
    }
    settle();
    if (last) {
      for (int s = 0; s < parts.size(); s++) {
        parts.get(s).add(inverse.get(s).finish());
      }
    }
    return joined(parts);
  }

  /** Waits for the inverse transforms. */
  private void settle() {
    for (CompletableFuture<Void> transform : pending) {
      try {
        transform.join();
      } catch (CompletionException e) {
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw e;
      }
    }
  }

  private Stems joined(List<List<AudioBuffer>> parts) {
    Map<String, AudioBuffer> stems = new LinkedHashMap<>();
    for (int s = 0; s < parts.size(); s++) {
      AudioBuffer stem =
          parts.get(s).isEmpty()
              ? AudioBuffer.empty(config.sampleRate(), BandSplitConfig.CHANNELS)
              : AudioBuffer.concat(parts.get(s));
      stems.put(config.stems().get(s), stem);
    }
    return Stems.of(stems);
  }

  /** One frame as (F,4): real left, real right, imaginary left, imaginary right. */
  private float[] interleaved(Spectrogram spectra, int t) {
    int bins = spectra.bins();
    float[] frame = new float[bins * 4];
    for (int f = 0; f < bins; f++) {
      int at = t * bins + f;
      frame[4 * f] = spectra.re(0)[at];
      frame[4 * f + 1] = spectra.re(1)[at];
      frame[4 * f + 2] = spectra.im(0)[at];
      frame[4 * f + 3] = spectra.im(1)[at];
    }
    return frame;
  }

  /** Runs the net over the gathered frames and adds what became final to the stems. */
  private void run(List<List<AudioBuffer>> parts, boolean last) {
    NDManager next = manager.newSubManager();
    try (NDManager piece = manager.newSubManager()) {
      NDArray spectrum = block.isEmpty() ? null : spectrum(block, piece);
      NDArray levels = block.isEmpty() ? null : levels(piece);
      NDArray encoded = net.advance(spectrum, levels, state, last);
      if (encoded != null) {
        invert(encoded, parts);
      }
      state.attach(next);
    }
    carried.close();
    carried = next;
    block.clear();
  }

  /** The frames as an array over the stream's own buffer, which is free again after the piece. */
  private NDArray spectrum(List<float[]> frames, NDManager piece) {
    FloatBuffer values = input.clear().asFloatBuffer();
    frames.forEach(values::put);
    input.limit(values.position() * Float.BYTES);
    Shape shape = new Shape(1, frames.size(), config.bins(), 4);
    return piece.create(input, shape, DataType.FLOAT32);
  }

  private NDArray levels(NDManager piece) {
    float[] levels = new float[block.size()];
    for (int t = 0; t < levels.length; t++) {
      double power = 0;
      for (float part : block.get(t)) {
        power += (double) part * part;
      }
      levels[t] = level.next(power / (config.bins() * (double) BandSplitConfig.CHANNELS));
    }
    return piece.create(levels, new Shape(1, levels.length, 1, 1));
  }

  private void invert(NDArray encoded, List<List<AudioBuffer>> parts) {
    int frames = (int) encoded.getShape().get(2);
    List<float[]> due = new ArrayList<>();
    for (int t = 0; t < frames; t++) {
      due.add(waiting.remove());
    }
    NDArray estimated = net.masks(encoded);
    float[] masks = new float[Math.toIntExact(estimated.size())];
    estimated.toByteBuffer(true).asFloatBuffer().get(masks);
    long first = returned;
    for (int s = 0; s < inverse.size(); s++) {
      int stem = s;
      IstftStream transform = inverse.get(s);
      List<AudioBuffer> part = parts.get(s);
      CompletableFuture<Void> before = pending.get(s);
      pending.set(
          s,
          before.thenRunAsync(
              () -> part.add(transform.push(masked(masks, stem, due, first))), workers));
    }
    returned += frames;
  }

  /** The spectra of stem s: the mixture's frames (F,4) times its masks out of (T,F,2,S,2). */
  private Spectrogram masked(float[] masks, int stem, List<float[]> mixture, long first) {
    int channels = BandSplitConfig.CHANNELS;
    int numbers = config.stems().size() * channels;
    float[][] re = new float[channels][mixture.size() * config.bins()];
    float[][] im = new float[channels][mixture.size() * config.bins()];
    for (int t = 0; t < mixture.size(); t++) {
      float[] frame = mixture.get(t);
      for (int f = 0; f < config.bins(); f++) {
        int at = t * config.bins() + f;
        int from = at * 2 * numbers + stem * channels;
        for (int c = 0; c < channels; c++) {
          float x = frame[4 * f + c];
          float y = frame[4 * f + channels + c];
          re[c][at] = masks[from + c] * x - masks[from + numbers + c] * y;
          im[c][at] = masks[from + c] * y + masks[from + numbers + c] * x;
        }
      }
    }
    return Spectrogram.of(first, config.bins(), re, im);
  }

  @Override
  public long lookahead() {
    return config.lookahead();
  }

  @Override
  public void close() {
    ended = true;
    forward.close();
    inverse.forEach(IstftStream::close);
    manager.close();
  }
}
