package org.scanline.audio.separation.published;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.golden.AudioGolden;
import org.scanline.audio.separation.Separator;
import org.scanline.audio.separation.Stems;

/** A net that names its speakers as it likes still gives each one file. */
class SpeakerOrderTest {

  /**
   * Three voices by sign and size of the sample's parts; a window's order turns with its number.
   */
  private record Fickle(AtomicInteger windows) implements WindowNet {
    @Override
    public int sampleRate() {
      return 8000;
    }

    @Override
    public int channels() {
      return 1;
    }

    @Override
    public List<String> stems() {
      return List.of("speaker1", "speaker2", "speaker3");
    }

    @Override
    public NDArray separate(NDArray x) {
      float[] in = x.toFloatArray();
      float[] out = new float[3 * in.length];
      int turn = windows.getAndIncrement();
      for (int i = 0; i < in.length; i++) {
        float[] voices = {Math.max(0, in[i]), Math.min(0, in[i]), in[i] * in[i]};
        for (int s = 0; s < 3; s++) {
          out[s * in.length + i] = voices[(s + turn) % 3];
        }
      }
      return x.getManager().create(out, new ai.djl.ndarray.types.Shape(1, 3, 1, in.length));
    }

    @Override
    public void close() {}
  }

  @Test
  void speakersKeepTheirFiles() {
    AudioBuffer sound = WindowContract.noise(8000, 1, 20_011);
    Framing framing = new Framing.Speech(3000, 700);
    Ensemble ensemble = Ensemble.of(Toys.net(new Fickle(new AtomicInteger()), framing));
    try (Separator separator = Toys.separator(ensemble, 1)) {
      Stems stems = Played.through(separator.stream(8000, 1), sound, () -> 1234);
      double[] positive = new double[sound.frames()];
      for (int i = 0; i < positive.length; i++) {
        positive[i] = Math.max(0, sound.channel(0)[i]);
      }
      double distance = AudioGolden.relativeL2(positive, stems.get("speaker1").channel(0));
      assertThat(distance).isLessThan(1e-6);
    }
  }
}
