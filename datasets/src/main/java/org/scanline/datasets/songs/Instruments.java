package org.scanline.datasets.songs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a song of one split may be played with, loaded once and shared by all threads; immutable
 * afterwards.
 */
final class Instruments {

  final SourceFolders sources;
  final Split split;
  final GrooveLibrary grooves;
  final KitCollection kits;
  final BassNotes bassNotes;
  final VoicePool voices;
  final List<Path> soundfonts;
  final List<Path> drumFonts;
  final List<Path> music;
  final List<Path> guitars;
  final List<Path> ambience;

  Instruments(SourceFolders sources, Split split) throws IOException {
    this.sources = sources;
    this.split = split;
    this.grooves = new GrooveLibrary(sources.grooves());
    this.kits = new KitCollection(sources);
    this.bassNotes = new BassNotes(sources);
    this.voices = new VoicePool(sources, split);
    this.soundfonts =
        split == Split.TRAIN
            ? fonts("FluidR3_GM.sf2", "FluidR3Mono_GM.sf3", "sf_GMbank.sf2", "OPL-3_FM_128M.sf2")
            : fonts("MuseScore_General.sf3");
    this.drumFonts =
        split == Split.TRAIN
            ? fonts(
                "FluidR3_GM.sf2", "FluidR3Mono_GM.sf3", "sf_GMbank.sf2", "Black_Pearl_4_LV2.sf2")
            : fonts("MuseScore_General.sf3", "Red_Zeppelin_4_LV2.sf2");
    this.music = music();
    this.guitars =
        sources.recordings("guitar").stream().filter(f -> f.endsWith("guitar.wav")).toList();
    this.ambience =
        sources.recordings("samples/sonic-pi").stream()
            .filter(
                f ->
                    f.getFileName()
                        .toString()
                        .matches(
                            "(ambi|guit|loop_(drone|industrial|weirdo|electric)|vinyl_hiss|misc_cineboom|mehackit).*"))
            .filter(f -> !f.toString().contains("choir"))
            .toList();
    if (soundfonts.isEmpty() || voices.isEmpty() || grooves.styles(split).isEmpty()) {
      throw new IOException(
          "soundfonts, voices or grooves are missing; run datasets/install-training-sources");
    }
  }

  /** Those of the named soundfonts that are installed. */
  private List<Path> fonts(String... names) {
    return Stream.of(names)
        .map(name -> sources.soundfonts().resolve(name.substring(name.length() - 3)).resolve(name))
        .filter(Files::exists)
        .toList();
  }

  /** Music without vocals; one track in ten is held out. */
  private List<Path> music() throws IOException {
    List<Path> files = new ArrayList<>(sources.recordings("music"));
    sources.recordings("guitar").stream().filter(f -> f.endsWith("song.wav")).forEach(files::add);
    return files.stream()
        .filter(
            file ->
                (Math.floorMod(file.getFileName().toString().hashCode(), 10) == 4)
                    == (split == Split.VALIDATION))
        .toList();
  }

  /** How a source is named in a song's description: its place below the pool. */
  String name(Path file) {
    return file.startsWith(sources.pool())
        ? sources.pool().relativize(file).toString()
        : file.getFileName().toString();
  }
}
