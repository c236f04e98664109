package org.scanline.datasets.evaluation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.separation.Stems;
import org.scanline.backbones.stream.Streaming;

/** The ideal ratio mask under the streaming contract. */
class IdealRatioMaskContractTest extends StemStreamContract<SongBlock> {
  @Override
  protected Streaming<SongBlock, Stems> open() {
    return new IdealRatioMask(RATE, 2, List.of("drums", "other"));
  }

  @Override
  protected SongBlock input() {
    return block(0, length());
  }

  @Override
  protected SongBlock slice(SongBlock input, int from, int to) {
    return block(from, to);
  }

  private SongBlock block(int from, int to) {
    Map<String, AudioBuffer> parts = new LinkedHashMap<>();
    parts.put("drums", noise(1, length()).slice(from, to));
    parts.put("other", noise(2, length()).slice(from, to));
    return SongBlock.of(RATE, 2, to - from, parts);
  }
}
