package org.scanline.audio.separation.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.separation.Separator;
import org.scanline.audio.separation.Stems;
import org.scanline.audio.separation.WindowOptions;

/** What a user may say about windows. */
class WindowOptionsTest {
  private static final Framing SEGMENTS = new Framing.Segments(100, 0.25, 1, 1, true, true);
  private static final AudioBuffer SOUND = WindowContract.noise(1000, 2, 1703);

  private static Stems stems(Separator separator) {
    return Played.through(separator.stream(1000, 2), SOUND, () -> 500);
  }

  private static WindowOptions seed(long seed) {
    return new WindowOptions(null, null, 3, seed);
  }

  @Test
  void theSameSeedGivesTheSameBytes() {
    try (Separator separator = Toys.separator(SEGMENTS, 1)) {
      AudioBuffer once = stems(separator.with(seed(5))).get("b");
      assertThat(stems(separator.with(seed(5))).get("b")).isEqualTo(once);
      assertThat(stems(separator.with(seed(6))).get("b")).isNotEqualTo(once);
      assertThat(separator.with(seed(5)).windows().orElseThrow())
          .isEqualTo(new WindowOptions(0.1, 0.25, 3, 5L));
    }
  }

  @Test
  void aBagAtAnotherSegmentIsItsNetsAtThatSegment() {
    WindowOptions options = new WindowOptions(0.08, 0.5, 0, null);
    try (Separator bag = Toys.separator(Toys.bag(SEGMENTS), 1);
        Separator shorter =
            Toys.separator(Toys.bag(new Framing.Segments(80, 0.5, 0, 1, true, true)), 1)) {
      assertThat(stems(bag.with(options)).get("b")).isEqualTo(stems(shorter).get("b"));
    }
  }

  @Test
  void whatAKindOfWindowsDoesNotKnowIsSaid() {
    try (Separator segments = Toys.separator(SEGMENTS, 1);
        Separator chunks = Toys.separator(new Framing.Chunks(100, 2, 1), 1);
        Separator speech = Toys.separator(new Framing.Speech(100, 20), 1)) {
      assertThatThrownBy(() -> segments.with(new WindowOptions(0.2, null, null, null)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("trained on segments of 0.1 s");
      for (Separator other : new Separator[] {chunks, speech}) {
        assertThatThrownBy(() -> other.with(seed(1)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("no shifts");
      }
      assertThat(chunks.with(new WindowOptions(0.2, 0.75, null, null)).windows().orElseThrow())
          .isEqualTo(new WindowOptions(0.2, 0.75, null, null));
      assertThatThrownBy(() -> speech.with(new WindowOptions(null, 0.6, null, null)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("overlap=60");
    }
  }

  @Test
  void aBagComputesOnlyTheNetsThatCount() {
    Ensemble bag =
        new Ensemble(
            List.of(
                new Ensemble.Member(Toys.net(Toy.demucs(1, 0), SEGMENTS), List.of(1.0, 0.0)),
                new Ensemble.Member(Toys.net(Toy.demucs(3, 0), SEGMENTS), List.of(0.0, 1.0))));
    try (NDManager manager = NDManager.newBaseManager();
        Separator separator = Toys.separator(bag, 1)) {
      assertThat(Passes.of(bag, manager, most -> 0)).hasSize(2);
      assertThat(Passes.of(bag.giving(List.of("b")), manager, most -> 0)).hasSize(1);
      assertThat(stems(separator.giving(List.of("b"))).get("b"))
          .isEqualTo(stems(separator).get("b"));
    }
  }
}
