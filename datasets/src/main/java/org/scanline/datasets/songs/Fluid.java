package org.scanline.datasets.songs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * Renders notes with a soundfont by running fluidsynth in a scratch folder; one thread at a time.
 */
final class Fluid {
  /** In place of a kit number: notes play the programs of their voices. */
  static final int MELODIC = -1;

  /** In place of a kit number: the soundfont is a single drum kit in its first program. */
  static final int ONE_KIT = -2;

  private static final int RESOLUTION = 480;
  private static final double TICKS =
      RESOLUTION * 2.0; // a second, at the default 120 quarter notes per minute

  private final Path scratch;

  Fluid(Path scratch) {
    this.scratch = scratch;
  }

  /**
   * Notes whose voice is a program number; `percussion` plays all on the drum channel with that
   * kit.
   */
  Sound render(List<Note> notes, Path soundfont, int percussion, int frames, Draw draw)
      throws IOException {
    Path midi = scratch.resolve("part.mid");
    Path wave = scratch.resolve("part.wav");
    try {
      MidiSystem.write(sequence(notes, percussion, frames, draw), 1, midi.toFile());
    } catch (InvalidMidiDataException e) {
      throw new IOException("notes do not fit MIDI", e);
    }
    External.run(scratch, command(soundfont, midi, wave, draw));
    Sound sound = Recordings.read(wave).fitted(frames);
    Files.delete(wave);
    return sound;
  }

  private static List<String> command(Path soundfont, Path midi, Path wave, Draw draw) {
    return List.of(
        "fluidsynth",
        "-ni",
        "-q",
        "-F",
        wave.toString(),
        "-T",
        "wav",
        "-O",
        "s16",
        "-r",
        "44100",
        "-g",
        "0.35",
        "-R",
        draw.chance(0.5) ? "1" : "0",
        "-C",
        draw.chance(0.3) ? "1" : "0",
        "-o",
        "synth.dynamic-sample-loading=1",
        "-o",
        "synth.reverb.room-size=" + number(draw.range(0.1, 0.9)),
        "-o",
        "synth.reverb.level=" + number(draw.range(0.1, 0.7)),
        "-o",
        "synth.chorus.depth=" + number(draw.range(1, 8)),
        soundfont.toString(),
        midi.toString());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static Sequence sequence(List<Note> notes, int percussion, int frames, Draw draw)
      throws InvalidMidiDataException {
    Sequence sequence = new Sequence(Sequence.PPQ, RESOLUTION);
    Track track = sequence.createTrack();
    Map<Integer, Integer> channels = new HashMap<>();
    double end = frames / (double) Sound.RATE;
    for (Note note : notes) {
      if (note.start() >= end) {
        continue;
      }
      Integer channel = channels.get(note.voice());
      if (channel == null) {
        int next = channels.size() % 15;
        channel = percussion >= 0 ? 9 : next < 9 ? next : next + 1;
        channels.put(note.voice(), channel);
        add(
            track,
            0,
            ShortMessage.PROGRAM_CHANGE,
            channel,
            percussion >= 0 ? percussion : note.voice(),
            0);
        add(
            track,
            0,
            ShortMessage.CONTROL_CHANGE,
            channel,
            10,
            percussion == MELODIC ? draw.whole(20, 107) : 64);
        add(track, 0, ShortMessage.CONTROL_CHANGE, channel, 7, draw.whole(80, 110));
        add(track, 0, ShortMessage.CONTROL_CHANGE, channel, 91, draw.whole(0, 90));
      }
      add(track, note.start(), ShortMessage.NOTE_ON, channel, note.pitch(), note.velocity());
      double off = Math.min(end, note.start() + Math.max(0.03, note.seconds()));
      add(track, off, ShortMessage.NOTE_OFF, channel, note.pitch(), 0);
    }
    track.add(new MidiEvent(new MetaMessage(6, new byte[] {'e'}, 1), (long) (end * TICKS)));
    return sequence;
  }

  private static void add(
      Track track, double seconds, int command, int channel, int first, int second)
      throws InvalidMidiDataException {
    track.add(
        new MidiEvent(
            new ShortMessage(command, channel, first, second), Math.round(seconds * TICKS)));
  }
}
