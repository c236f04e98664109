package org.scanline.datasets.songs;

import java.io.IOException;
import java.nio.file.Path;

/** Recorded sounds that are laid over the other stem of some songs. */
final class Extras {
  private final Instruments instruments;

  Extras(Instruments instruments) {
    this.instruments = instruments;
  }

  /** Real guitar, ambience or noise on top. */
  void add(Song song, Sound sound, Draw draw) throws IOException {
    if (draw.chance(0.1) && !instruments.guitars.isEmpty()) {
      Path file = draw.pick(instruments.guitars);
      long length = Recordings.frames(file);
      Buses.layer(
          sound,
          Recordings.read(
                  file,
                  (long) (draw.range(0.05, 0.9) * Math.max(0, length - sound.frames())),
                  sound.frames())
              .fitted(sound.frames()),
          draw);
      song.credit(instruments.name(file));
    }
    if (draw.chance(0.12) && !instruments.ambience.isEmpty()) {
      Path file = draw.pick(instruments.ambience);
      Sound once = Recordings.read(file).resampled(draw.ratio(0.5, 1.5));
      Sound all = new Sound(sound.frames());
      for (int at = draw.whole(0, Sound.RATE * 3);
          at < sound.frames();
          at += once.frames() + draw.whole(0, Sound.RATE * 4)) {
        all.add(once, at, 1, 1);
      }
      Buses.layer(sound, all, draw);
      song.credit(instruments.name(file));
    }
  }
}
