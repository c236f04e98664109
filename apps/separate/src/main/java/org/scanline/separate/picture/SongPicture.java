package org.scanline.separate.picture;

import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.scanline.audio.AudioBuffer;
import org.scanline.jobs.Lettering;

/**
 * The spectrograms of a song and its stems, one below the other, as a PNG.
 *
 * <p>Sound is pushed block by block as it comes; memory does not grow with its length. Frequencies
 * run logarithmically from 40 Hz to 16 kHz (or half the sample rate), levels over 66 dB, the same
 * for all strips. One thread at a time.
 */
public final class SongPicture {
  private final String title;
  private final int sampleRate;
  private final int channels;
  private final double start;
  private final SoundColumns mixture;
  private final Map<String, SoundColumns> stems = new LinkedHashMap<>();

  /**
   * No sound yet.
   *
   * @param title headline, such as the song's name
   * @param sampleRate Hz
   * @param channels of mixture and stems
   * @param start time of the first sample, seconds; where the time axis begins
   */
  public SongPicture(String title, int sampleRate, int channels, double start) {
    this.title = title;
    this.sampleRate = sampleRate;
    this.channels = channels;
    this.start = start;
    this.mixture = new SoundColumns(Painter.ROWS, sampleRate, channels);
  }

  /** The next block of the song. */
  public void mixture(AudioBuffer block) {
    mixture.push(block);
  }

  /** The next block of every stem, the same stems each time. */
  public void stems(Map<String, AudioBuffer> block) {
    block.forEach(
        (name, sound) ->
            stems
                .computeIfAbsent(name, n -> new SoundColumns(Painter.ROWS, sampleRate, channels))
                .push(sound));
  }

  /**
   * Draws the picture into a PNG file, once, after the last block.
   *
   * @return whether it bears text; false where the system has no fonts
   * @throws IOException when it cannot be written
   */
  public boolean write(Path png) throws IOException {
    Lettering lettering = new Lettering();
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(png))) {
      if (!ImageIO.write(draw(lettering), "png", out)) {
        throw new IOException("this Java cannot write PNG files");
      }
    }
    return lettering.possible();
  }

  /** Draws the picture, once, after the last block: RGB. */
  BufferedImage draw(Lettering lettering) {
    Columns song = mixture.finish();
    List<Strip> strips = new ArrayList<>();
    strips.add(Strip.of("mixture", song, Painter.PLOT_WIDTH));
    stems.forEach((name, sound) -> strips.add(Strip.of(name, sound.finish(), Painter.PLOT_WIDTH)));
    TimeAxis axis = new TimeAxis(start, (double) song.length() / sampleRate);
    return new Painter(title, axis, sampleRate, lettering).draw(strips);
  }
}
