package org.scanline.datasets.songs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class GrooveboxTest {
  @Test
  void everyNoteOfHouseMusicLiesOnTheGridAndTheKickOnEveryBeat() {
    for (long seed = 1; seed <= 20; seed++) {
      Draw draw = new Draw(seed);
      Tune tune = Tune.drawn(draw, 120, 9);
      List<Note> drums = new Groovebox(Groovebox.Style.TECHNO, tune, draw).drums();
      for (int beat = 0; beat < 12; beat++) {
        double time = beat * 0.5;
        assertThat(drums)
            .as("seed " + seed)
            .anyMatch(n -> n.pitch() == 36 && Math.abs(n.start() - time) < 1e-9);
      }
    }
  }

  @Test
  void bassAndChordsKeepToTheHarmony() {
    for (long seed = 1; seed <= 20; seed++) {
      Draw draw = new Draw(seed);
      Tune tune = Tune.drawn(draw, 120, 9);
      Groovebox box = new Groovebox(Groovebox.Style.HOUSE, tune, draw);
      for (Note note : box.chords(false)) {
        Tune.Chord chord = tune.chord((int) (note.start() / 2 + 1e-6));
        List<Integer> tones =
            chord.intervals().stream().map(i -> Math.floorMod(chord.root() + i, 12)).toList();
        assertThat(tones).as("seed " + seed).contains(Math.floorMod(note.pitch(), 12));
      }
      assertThat(box.bass()).allMatch(n -> n.pitch() >= 28 && n.pitch() < 60);
    }
  }

  @Test
  void aSynthesisedNoteHasItsPitchAndDiesAway() {
    Patch patch = new Patch(Patch.Wave.SAW, 1, 0, 0, 2000, 0, 0, 0.005, 0.3, 0.8, 0.1, 0, 0);
    Sound sound =
        new Synth(patch, new Draw(1))
            .play(List.of(new Note(0, 1, 57, 100, 0)), 2 * Sound.RATE, new Draw(2));
    int crossings = 0;
    for (int i = 4411; i < 39_690; i++) {
      crossings += sound.left[i - 1] < 0 && sound.left[i] >= 0 ? 1 : 0;
    }
    assertThat(crossings / 0.8).isCloseTo(220, within(3.0));
    assertThat(Math.abs(sound.left[2 * Sound.RATE - 1])).isLessThan(1e-4f);
  }

  @Test
  void partsAreRecognisedByName() {
    assertThat(Kit.Part.ofName("snare_acoustic01.wav")).isEqualTo(Kit.Part.SNARE);
    assertThat(Kit.Part.ofName("HiHat Closed")).isEqualTo(Kit.Part.HAT);
    assertThat(Kit.Part.ofName("hihat_opened02.wav")).isEqualTo(Kit.Part.OPEN_HAT);
    assertThat(Kit.Part.ofName("bd_haus.wav")).isEqualTo(Kit.Part.KICK);
    assertThat(Kit.Part.ofName("readme.wav")).isNull();
  }
}
