package org.scanline.audio.separation.published;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.separation.published.WindowedStream.Pass;

/** What a stream holds does not grow with the sound. */
class PublishedMemoryTest {
  static List<Framing> framings() {
    return List.of(
        new Framing.Segments(100, 0.25, 2, 1, true, true),
        new Framing.Chunks(100, 4, 3),
        new Framing.Speech(100, 25));
  }

  @ParameterizedTest
  @MethodSource("framings")
  void theStretchThatIsHeldStaysTheSame(Framing framing) {
    Ensemble bag = Toys.bag(framing);
    List<Pass> passes = Passes.of(bag, ai.djl.ndarray.NDManager.newBaseManager(), most -> most / 3);
    try (WindowedStream stream = new WindowedStream(passes, Runnable::run, 1, () -> {})) {
      AudioBuffer piece = WindowContract.noise(1000, 2, 61);
      long early = 0;
      long late = 0;
      for (int i = 0; i < 600; i++) {
        stream.push(piece);
        if (i < 100) {
          early = Math.max(early, stream.held());
        } else {
          late = Math.max(late, stream.held());
        }
      }
      assertThat(late).isLessThanOrEqualTo((long) (1.1 * early));
    }
  }
}
