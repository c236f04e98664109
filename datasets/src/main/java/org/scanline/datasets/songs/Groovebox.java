package org.scanline.datasets.songs;

import java.util.ArrayList;
import java.util.List;

/**
 * Programs electronic music on a grid of sixteenths: drum patterns, bass lines, chords, arpeggios
 * and leads.
 */
final class Groovebox {
  /** Families of rhythm. */
  enum Style {
    HOUSE,
    TECHNO,
    SYNTHWAVE,
    BREAKBEAT,
    TRAP,
    DRUM_AND_BASS,
    DOWNTEMPO,
    ELECTRO
  }

  private final Style style;
  private final Tune tune;
  private final Draw draw;
  private final double sixteenth;
  private final double swing;

  Groovebox(Style style, Tune tune, Draw draw) {
    this.style = style;
    this.tune = tune;
    this.draw = draw;
    this.sixteenth = tune.beatSeconds() / 4;
    this.swing = draw.chance(0.3) ? draw.range(0, 0.3) : 0;
  }

  static double tempo(Style style, Draw draw) {
    return switch (style) {
      case HOUSE -> draw.range(116, 130);
      case TECHNO -> draw.range(124, 145);
      case SYNTHWAVE -> draw.range(84, 124);
      case BREAKBEAT -> draw.range(100, 140);
      case TRAP -> draw.range(120, 160);
      case DRUM_AND_BASS -> draw.range(160, 178);
      case DOWNTEMPO -> draw.range(70, 100);
      case ELECTRO -> draw.range(100, 135);
    };
  }

  private double at(int bar, int step) {
    return (bar * 16 + step + (step % 2 == 1 ? swing : 0)) * sixteenth;
  }

  private int bars() {
    return tune.chords().size();
  }

  List<Note> drums() {
    boolean[] kick = kick();
    boolean[] second = draw.chance(0.5) ? kick : kick();
    int back = style == Style.TRAP ? 8 : 4;
    int backKey = draw.chance(0.45) ? 39 : 38;
    boolean both = draw.chance(0.3);
    int hats = draw.whole(0, 4);
    double ghosts = draw.chance(0.4) ? draw.range(0.03, 0.15) : 0;
    boolean[] perc = euclid(draw.whole(2, 7));
    boolean percussion = draw.chance(0.4);
    int percKey = draw.pick(54, 56, 70, 75, 47, 43);
    List<Note> notes = new ArrayList<>();
    for (int bar = 0; bar < bars(); bar++) {
      boolean fill = bar % 4 == 3 && draw.chance(0.4);
      for (int step = 0; step < 16; step++) {
        boolean hit = (bar % 2 == 0 ? kick : second)[step];
        strike(notes, hit && !(fill && step > 11), 36, 118, bar, step);
        boolean snare =
            step % (back * 2) == back
                || (style == Style.BREAKBEAT || style == Style.DRUM_AND_BASS)
                    && step == 14
                    && draw.chance(0.2);
        strike(notes, snare, backKey, 115, bar, step);
        strike(notes, snare && both, backKey == 38 ? 39 : 38, 95, bar, step);
        strike(notes, draw.chance(ghosts), 38, 50, bar, step);
        strike(
            notes,
            fill && step > 11 && draw.chance(0.8),
            draw.pick(38, 45, 48, 41),
            90 + step,
            bar,
            step);
        hats(notes, hats, bar, step);
        strike(notes, percussion && perc[step], percKey, 85, bar, step);
      }
      strike(notes, bar % 8 == 0 && draw.chance(0.6), 49, 100, bar, 0);
    }
    return notes;
  }

  private void strike(List<Note> notes, boolean hit, int key, int velocity, int bar, int step) {
    if (hit) {
      notes.add(new Note(at(bar, step), 0.2, key, 1, 0).struck((int) (velocity + draw.normal(6))));
    }
  }

  private void hats(List<Note> notes, int kind, int bar, int step) {
    switch (kind) {
      case 0 -> strike(notes, step % 4 == 2, draw.chance(0.9) ? 46 : 42, 105, bar, step);
      case 1 ->
          strike(
              notes, step % 2 == 0, step % 4 == 2 ? 42 : 44, step % 4 == 0 ? 110 : 90, bar, step);
      case 2 ->
          strike(
              notes,
              true,
              step == 14 ? 46 : 42,
              step % 4 == 0 ? 112 : step % 2 == 0 ? 95 : 72,
              bar,
              step);
      case 3 -> {
        strike(notes, step % 4 == 2, 46, 108, bar, step);
        strike(notes, step % 4 != 2, 42, 80, bar, step);
      }
      default -> {
        strike(notes, step % 2 == 0 || draw.chance(0.25), 42, 95, bar, step);
        if (style == Style.TRAP && draw.chance(0.12)) {
          for (int k = 1; k < 4; k++) {
            notes.add(new Note(at(bar, step) + k * sixteenth / 4, 0.05, 42, 60 + 10 * k, 0));
          }
        }
      }
    }
  }

  private boolean[] kick() {
    boolean[] steps = new boolean[16];
    steps[0] = true;
    switch (style) {
      case HOUSE, TECHNO -> four(steps, 0.1);
      case SYNTHWAVE -> {
        if (draw.chance(0.4)) {
          four(steps, 0);
        } else {
          steps[8] = true;
          steps[draw.pick(6, 10, 14)] = draw.chance(0.4);
        }
      }
      case BREAKBEAT, DRUM_AND_BASS -> {
        steps[10] = true;
        steps[draw.pick(2, 3, 6, 11)] = draw.chance(0.6);
      }
      case TRAP, DOWNTEMPO, ELECTRO -> {
        steps[draw.pick(3, 6, 7, 10, 11)] = true;
        steps[draw.pick(8, 10, 13, 14)] = draw.chance(0.6);
      }
    }
    return steps;
  }

  private void four(boolean[] steps, double extra) {
    for (int step = 0; step < 16; step++) {
      steps[step] = step % 4 == 0 || (step % 4 > 1 && draw.chance(extra));
    }
  }

  /** `hits` onsets spread over sixteen steps as evenly as they go. */
  private static boolean[] euclid(int hits) {
    boolean[] steps = new boolean[16];
    for (int k = 0; k < hits; k++) {
      steps[k * 16 / hits] = true;
    }
    return steps;
  }

  /** Roots of the chords in one of the usual rhythms, one voice at a time. */
  List<Note> bass() {
    int kind = draw.whole(0, 5);
    int base = draw.pick(28, 31, 33, 36);
    boolean octaves = draw.chance(0.4);
    boolean[] rhythm = euclid(draw.pick(3, 5, 6, 7));
    double gate = draw.range(0.5, 0.98);
    List<Note> notes = new ArrayList<>();
    for (int bar = 0; bar < bars(); bar++) {
      int root = base + Math.floorMod(tune.chord(bar).root() - base, 12);
      for (int step = 0; step < 16; step++) {
        int length =
            switch (kind) {
              case 0 -> step == 0 ? 16 : 0;
              case 1 -> step % 4 == 2 ? 2 : 0;
              case 2 -> step % 4 != 0 ? 1 : 0;
              case 3 -> step % 2 == 0 ? 2 : 0;
              case 4 -> rhythm[step] ? 2 : 0;
              default -> step == 0 ? 6 : step == 6 ? 4 : step == 10 ? 6 : 0;
            };
        if (length > 0) {
          int key = octaves && step % 4 == 2 ? root + 12 : draw.chance(0.06) ? root + 7 : root;
          notes.add(
              new Note(at(bar, step), length * sixteenth * gate, key, draw.whole(90, 115), 38));
        }
      }
    }
    return notes;
  }

  /** Whole-bar chords, or stabs in a rhythm. */
  List<Note> chords(boolean stabs) {
    int base = draw.whole(50, 60);
    boolean[] rhythm = euclid(draw.pick(2, 3, 5));
    List<Note> notes = new ArrayList<>();
    for (int bar = 0; bar < bars(); bar++) {
      Tune.Chord chord = tune.chord(bar);
      for (int step = 0; step < 16; step++) {
        if (stabs ? rhythm[step] : step == 0) {
          double length = stabs ? draw.range(1, 2.5) * sixteenth : 15.8 * sixteenth;
          for (int interval : chord.intervals()) {
            int key = base + Math.floorMod(chord.root() + interval - base, 12);
            notes.add(new Note(at(bar, step), length, key, draw.whole(70, 95), 81));
          }
        }
      }
    }
    return notes;
  }

  /** Chord notes one after the other in sixteenths or eighths. */
  List<Note> arpeggio() {
    int every = draw.pick(1, 1, 2, 3);
    int base = draw.whole(55, 72);
    int span = draw.whole(1, 2);
    int order = draw.whole(0, 2);
    double gate = draw.range(0.4, 1);
    List<Note> notes = new ArrayList<>();
    int k = 0;
    for (int step = 0; step < bars() * 16; step += every) {
      Tune.Chord chord = tune.chord(step / 16);
      int size = chord.intervals().size() * span;
      int n =
          switch (order) {
            case 0 -> k % size;
            case 1 -> Math.abs(k % Math.max(1, 2 * size - 2) - (size - 1));
            default -> draw.whole(0, size - 1);
          };
      int octave = n / chord.intervals().size();
      int interval = chord.intervals().get(n % chord.intervals().size());
      int key = base + Math.floorMod(chord.root() - base, 12) + interval + 12 * octave;
      notes.add(
          new Note(
              at(step / 16, step % 16), every * sixteenth * gate, key, draw.whole(70, 105), 81));
      k++;
    }
    return notes;
  }
}
