package org.scanline.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.scanline.audio.AudioBuffer;
import org.scanline.backbones.stream.Streaming;
import org.scanline.separate.StemModel;

/** A model whose two stems are the mixture and silence, and that takes its time. */
final class SlowModel implements StemModel {
  private final long millisecondsForBlock;

  SlowModel(long millisecondsForBlock) {
    this.millisecondsForBlock = millisecondsForBlock;
  }

  @Override
  public String name() {
    return "slow";
  }

  @Override
  public List<String> stems() {
    return List.of("vocals", "other");
  }

  @Override
  public void close() {}

  @Override
  public Streaming<AudioBuffer, Map<String, AudioBuffer>> stream(int sampleRate, int channels) {
    return new Streaming<>() {
      @Override
      public Map<String, AudioBuffer> push(AudioBuffer piece) {
        try {
          Thread.sleep(millisecondsForBlock);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        Map<String, AudioBuffer> stems = new LinkedHashMap<>();
        stems.put("vocals", piece);
        stems.put("other", AudioBuffer.silence(sampleRate, channels, piece.frames()));
        return stems;
      }

      @Override
      public Map<String, AudioBuffer> finish() {
        return push(AudioBuffer.empty(sampleRate, channels));
      }

      @Override
      public long lookahead() {
        return 0;
      }

      @Override
      public void close() {}
    };
  }
}
