package org.scanline.datasets.songs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A pool of synthetic recordings, just large enough to make songs from. */
final class TinyPool {
  private TinyPool() {}

  static SourceFolders at(Path root) throws IOException {
    Path pool = root.resolve("pool");
    Draw draw = new Draw(11);
    for (int i = 0; i < 24; i++) {
      write(pool, "sung/alys/take" + i + ".wav", voice(200 + 5 * i, 1.5));
    }
    for (String speaker :
        new String[] {"klettres-da", "klettres-de", "klettres-ru", "tuxpaint-es"}) {
      for (int i = 0; i < 9; i++) {
        write(pool, "spoken/" + speaker + "/word" + i + ".wav", voice(110 + 7 * i, 0.9));
      }
    }
    for (String kit : new String[] {"Audiophob", "ColomboAcousticDrumkit"}) {
      for (String part : new String[] {"kick", "snare", "hat"}) {
        write(pool, "kits/" + kit + "/" + part + ".wav", hit(draw));
      }
    }
    for (int i = 0; i < 3; i++) {
      write(pool, "music/supertux/track" + i + ".wav", voice(80 + 10 * i, 26));
    }
    return SourceFolders.debian(pool);
  }

  private static void write(Path pool, String name, Sound sound) throws IOException {
    Path file = pool.resolve(name);
    Files.createDirectories(file.getParent());
    Recordings.write(file, sound);
  }

  private static Sound hit(Draw draw) {
    Sound sound = new Sound(Sound.RATE / 5);
    for (int i = 0; i < sound.frames(); i++) {
      sound.left[i] = (float) (draw.range(-0.9, 0.9) * Math.exp(-i / 2000.0));
      sound.right[i] = sound.left[i];
    }
    return sound;
  }

  /** Pulses of a throat through two formants, in syllables of 0.4 s with gaps between. */
  static Sound voice(double hertz, double seconds) {
    Sound sound = new Sound((int) (seconds * Sound.RATE));
    for (int i = 0; i < sound.frames(); i++) {
      double t = i / (double) Sound.RATE;
      double x = 0;
      for (int k = 1; k <= 12; k++) {
        double distance = (k * hertz - 700) / 400;
        x += Math.sin(2 * Math.PI * k * hertz * t) / (1 + distance * distance);
      }
      double gate = t % 0.5 < 0.4 ? Math.sin(Math.PI * (t % 0.5) / 0.4) : 0;
      sound.left[i] = (float) (0.1 * x * gate);
      sound.right[i] = sound.left[i];
    }
    return sound;
  }
}
