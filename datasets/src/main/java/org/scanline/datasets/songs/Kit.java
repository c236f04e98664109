package org.scanline.datasets.songs;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One-shot drum sounds by part; each part has layers from soft to loud. */
final class Kit {
  /** What a drummer strikes. */
  enum Part {
    KICK,
    SNARE,
    CLAP,
    HAT,
    OPEN_HAT,
    RIDE,
    CRASH,
    TOM,
    PERCUSSION;

    /** The part that a General MIDI percussion key stands for. */
    static Part ofKey(int key) {
      return switch (key) {
        case 35, 36 -> KICK;
        case 38, 40, 37 -> SNARE;
        case 39 -> CLAP;
        case 42, 44 -> HAT;
        case 46 -> OPEN_HAT;
        case 49, 52, 55, 57 -> CRASH;
        case 51, 53, 59 -> RIDE;
        case 41, 43, 45, 47, 48, 50 -> TOM;
        default -> PERCUSSION;
      };
    }

    /** The part that a sample's or instrument's name speaks of, or null. */
    static @Nullable Part ofName(String name) {
      String n = name.toLowerCase(Locale.ROOT);
      if (has(n, "kick", "bassdrum", "bass drum", "bd_", "bombo")) {
        return KICK;
      } else if (has(n, "clap", "snap")) {
        return CLAP;
      } else if (has(n, "snare", "sn_", "rim", "sidestick", "stick", "redo", "caja")) {
        return SNARE;
      } else if (has(n, "tom")) {
        return TOM;
      } else if (has(n, "open", "hho", "oh ") && !has(n, "conga")) {
        return OPEN_HAT;
      } else if (has(n, "hat", "hh", "pedal", "closed", "elec_tick")) {
        return HAT;
      } else if (has(n, "ride")) {
        return RIDE;
      } else if (has(n, "crash", "splash", "china", "cymbal")) {
        return CRASH;
      } else if (has(
          n, "perc", "cowbell", "shaker", "tamb", "clav", "wood", "bell", "bong", "conga", "tabla",
          "maraca", "elec_", "fx", "zap", "block", "triang")) {
        return PERCUSSION;
      }
      return null;
    }

    private static boolean has(String name, String... words) {
      for (String word : words) {
        if (name.contains(word)) {
          return true;
        }
      }
      return false;
    }

    private Part standIn() {
      return switch (this) {
        case CLAP, TOM -> SNARE;
        case RIDE, PERCUSSION, OPEN_HAT -> HAT;
        case CRASH -> OPEN_HAT;
        case SNARE -> CLAP;
        case HAT, KICK -> PERCUSSION;
      };
    }
  }

  final String name;
  private final Map<Part, List<Sound>> layers = new EnumMap<>(Part.class);

  Kit(String name) {
    this.name = name;
  }

  void put(Part part, List<Sound> softToLoud) {
    layers.put(part, List.copyOf(softToLoud));
  }

  boolean has(Part part) {
    return layers.containsKey(part);
  }

  /** How one part is played through the song: place, gain and its sounds, tuned. */
  private record Touch(double pan, double gain, List<Sound> sounds) {}

  /** Strikes every note; each part keeps its tuning, level and place through the song. */
  Sound play(List<Note> notes, int frames, Draw draw) {
    Sound out = new Sound(frames);
    Map<Part, Touch> touches = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      touches.put(part, touch(part, draw));
    }
    for (Note note : notes) {
      Part part = Part.ofKey(note.pitch());
      Touch touch = touches.get(part);
      if (touch != null && !touch.sounds.isEmpty()) {
        strike(note, part, touch, out, draw);
      }
    }
    return out;
  }

  private Touch touch(Part part, Draw draw) {
    boolean centre = part == Part.KICK || part == Part.SNARE;
    double pan = centre ? draw.normal(0.05) : draw.range(-0.6, 0.6);
    double gain = Math.pow(10, draw.normal(part == Part.KICK ? 1.5 : 2.5) / 20) * balance(part);
    double tuning = draw.ratio(0.88, 1.14);
    return new Touch(pan, gain, layersOf(part).stream().map(s -> s.resampled(tuning)).toList());
  }

  private static void strike(Note note, Part part, Touch touch, Sound out, Draw draw) {
    double loudness = note.velocity() / 127.0;
    int layers = touch.sounds.size();
    double wanted = loudness * layers + draw.range(-0.7, 0.3);
    Sound sound = touch.sounds.get((int) Math.max(0, Math.min(layers - 1, wanted)));
    if (part == Part.TOM) {
      sound = sound.resampled(Math.pow(2, (note.pitch() - 45) / 18.0));
    }
    double gain = touch.gain * loudness * loudness;
    double left = gain * Math.min(1, 1 - touch.pan);
    out.add(sound, note.frame(), left, gain * Math.min(1, 1 + touch.pan));
  }

  /** Usual balance of a mixed kit whose samples all peak at 1. */
  private static double balance(Part part) {
    return switch (part) {
      case KICK -> 1.0;
      case SNARE, CLAP -> 0.8;
      case TOM -> 0.7;
      case CRASH -> 0.45;
      case RIDE, OPEN_HAT, PERCUSSION -> 0.35;
      case HAT -> 0.3;
    };
  }

  List<Sound> layersOf(Part part) {
    Part now = part;
    for (int i = 0; i < 3; i++) {
      List<Sound> found = layers.get(now);
      if (found != null) {
        return found;
      }
      now = now.standIn();
    }
    return List.of();
  }
}
