package org.scanline.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.separation.ModelCard;
import org.scanline.audio.separation.SeparationStream;
import org.scanline.audio.separation.Separator;
import org.scanline.audio.separation.Stems;

/** A model whose two stems are the mixture and silence, and that takes its time. */
final class SlowModel implements Separator {
  private final long millisecondsForBlock;

  SlowModel(long millisecondsForBlock) {
    this.millisecondsForBlock = millisecondsForBlock;
  }

  @Override
  public ModelCard card() {
    return new ModelCard("slow", "", "none", 44_100, List.of("vocals", "other"), 0, 0, "{}");
  }

  @Override
  public void close() {}

  @Override
  public SeparationStream stream(int sampleRate, int channels) {
    return new SeparationStream() {
      @Override
      public Stems push(AudioBuffer piece) {
        try {
          Thread.sleep(millisecondsForBlock);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        Map<String, AudioBuffer> stems = new LinkedHashMap<>();
        stems.put("vocals", piece);
        stems.put("other", AudioBuffer.silence(sampleRate, channels, piece.frames()));
        return Stems.of(stems);
      }

      @Override
      public Stems finish() {
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
