package org.scanline.datasets.songs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.sound.midi.InvalidMidiDataException;
import javax.sound.midi.MetaMessage;
import javax.sound.midi.MidiEvent;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.Sequence;
import javax.sound.midi.ShortMessage;
import javax.sound.midi.Track;

/**
 * The notes of a MIDI file by stem: percussion channel to drums, bass and walking lines and bass
 * programs to bass, choir patches dropped, the rest to other.
 *
 * @param drums percussion notes; voice is always 0
 * @param bass bass notes; voice is the General MIDI program
 * @param other the rest; voice is the General MIDI program
 * @param beatsPerBar quarter notes in a bar, as far as the file's length tells
 */
record Score(List<Note> drums, List<Note> bass, List<Note> other, double beatsPerBar) {
  private static final int PERCUSSION = 9;

  /**
   * Reads a file of `bars` bars and plays it at `tempo` quarter notes per minute, whatever tempo it
   * names.
   */
  static Score read(Path file, double tempo, int bars) throws IOException {
    Sequence sequence;
    try {
      sequence = MidiSystem.getSequence(file.toFile());
    } catch (InvalidMidiDataException e) {
      throw new IOException("not a MIDI file: " + file, e);
    }
    double tick = 60 / tempo / sequence.getResolution();
    Score score =
        new Score(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), beats(sequence, bars));
    for (Track track : sequence.getTracks()) {
      score.take(track, tick);
    }
    return score;
  }

  /** Bars have two to seven beats; the file's length, rounded to whole beats a bar, tells which. */
  private static double beats(Sequence sequence, int bars) {
    double beats = sequence.getTickLength() / (double) sequence.getResolution() / bars;
    return Math.max(2, Math.min(7, Math.round(beats)));
  }

  private void take(Track track, double tick) {
    String name = "";
    int[] program = new int[16];
    Map<Integer, long[]> sounding = new HashMap<>();
    for (int i = 0; i < track.size(); i++) {
      MidiEvent event = track.get(i);
      if (event.getMessage() instanceof MetaMessage meta && meta.getType() == 3) {
        name =
            new String(meta.getData(), java.nio.charset.StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT);
      } else if (event.getMessage() instanceof ShortMessage message) {
        int key = message.getChannel() * 128 + message.getData1();
        if (message.getCommand() == ShortMessage.PROGRAM_CHANGE) {
          program[message.getChannel()] = message.getData1();
        } else if (message.getCommand() == ShortMessage.NOTE_ON && message.getData2() > 0) {
          sounding.put(key, new long[] {event.getTick(), message.getData2()});
        } else if (message.getCommand() == ShortMessage.NOTE_ON
            || message.getCommand() == ShortMessage.NOTE_OFF) {
          long[] on = sounding.remove(key);
          if (on != null) {
            double length = Math.max(1, event.getTick() - on[0]) * tick;
            int channel = message.getChannel();
            add(
                name,
                channel,
                new Note(on[0] * tick, length, message.getData1(), (int) on[1], program[channel]));
          }
        }
      }
    }
  }

  private void add(String track, int channel, Note note) {
    if (channel == PERCUSSION) {
      drums.add(new Note(note.start(), note.seconds(), note.pitch(), note.velocity(), 0));
    } else if (track.startsWith("bass")
        || track.startsWith("walk")
        || (note.voice() >= 32 && note.voice() <= 39)) {
      bass.add(note);
    } else if (!Programs.isVoice(note.voice())) {
      other.add(note);
    }
  }
}
