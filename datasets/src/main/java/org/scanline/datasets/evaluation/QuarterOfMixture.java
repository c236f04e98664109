package org.scanline.datasets.evaluation;

import java.util.LinkedHashMap;
import java.util.Map;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.separation.Stems;
import org.scanline.backbones.stream.Streaming;

/** A quarter of the input as every stem: the least that a separator has to beat. */
final class QuarterOfMixture implements Streaming<AudioBuffer, Stems> {
  private final int sampleRate;
  private final int channels;
  private boolean ended;

  QuarterOfMixture(int sampleRate, int channels) {
    this.sampleRate = sampleRate;
    this.channels = channels;
  }

  @Override
  public Stems push(AudioBuffer piece) {
    if (ended) {
      throw new IllegalStateException("the stream has ended");
    }
    AudioBuffer quarter = Estimates.scaled(piece, 1f / StemFolder.STEMS.size());
    Map<String, AudioBuffer> stems = new LinkedHashMap<>();
    StemFolder.STEMS.forEach(stem -> stems.put(stem, quarter));
    return Stems.of(stems);
  }

  @Override
  public Stems finish() {
    Stems nothing = push(AudioBuffer.empty(sampleRate, channels));
    ended = true;
    return nothing;
  }

  @Override
  public long lookahead() {
    return 0;
  }

  @Override
  public void close() {
    ended = true;
  }
}
