package org.scanline.datasets.songs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.sound.midi.MetaMessage;
import javax.sound.midi.MidiEvent;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.Sequence;
import javax.sound.midi.ShortMessage;
import javax.sound.midi.Track;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreTest {
  @TempDir Path folder;

  @Test
  void everyTrackGoesToItsStemAndChoirsToNone() throws Exception {
    Sequence sequence = new Sequence(Sequence.PPQ, 96);
    track(sequence, "Drum-Kick", 9, 0, 36);
    track(sequence, "Walk", 0, 0, 40);
    track(sequence, "Riff", 1, 33, 41);
    track(sequence, "Chord-Piano", 2, 4, 60);
    track(sequence, "Chord-Choir", 3, 52, 64);
    Path file = folder.resolve("five.mid");
    MidiSystem.write(sequence, 1, file.toFile());

    Score score = Score.read(file, 90, 2);

    assertThat(score.drums()).extracting(Note::pitch).containsExactly(36);
    assertThat(score.bass()).extracting(Note::pitch).containsExactly(40, 41);
    assertThat(score.other()).extracting(Note::pitch).containsExactly(60);
    assertThat(score.other()).extracting(Note::voice).containsExactly(4);
    assertThat(score.beatsPerBar()).isEqualTo(3);
    assertThat(score.other().get(0).start()).isCloseTo(60 / 90.0, within(1e-9));
    assertThat(score.other().get(0).seconds()).isCloseTo(5 * 60 / 90.0, within(1e-9));
  }

  /** A note from the second to the seventh quarter. */
  private static void track(Sequence sequence, String name, int channel, int program, int key)
      throws Exception {
    Track track = sequence.createTrack();
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    track.add(new MidiEvent(new MetaMessage(3, text, text.length), 0));
    track.add(new MidiEvent(new ShortMessage(ShortMessage.PROGRAM_CHANGE, channel, program, 0), 0));
    track.add(new MidiEvent(new ShortMessage(ShortMessage.NOTE_ON, channel, key, 77), 96));
    track.add(new MidiEvent(new ShortMessage(ShortMessage.NOTE_OFF, channel, key, 0), 6 * 96));
  }
}
