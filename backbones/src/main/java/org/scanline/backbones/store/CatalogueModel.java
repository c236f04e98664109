package org.scanline.backbones.store;

import java.util.List;
import java.util.Map;

/**
 * A public model: who publishes it, which files it consists of, and what may be done with it.
 *
 * @param name how the user asks for it
 * @param description one sentence
 * @param publisher people and place
 * @param licence what the publisher allows
 * @param architecture the kind of net; may be empty
 * @param files all that the model needs
 * @param outputs names of what it gives, such as stems
 * @param scores how well it does its work, as published
 * @param refusal why it cannot be used here; empty when it can
 * @param settings what the publisher keeps beside the files to run them; plain JSON values
 * @param sources where each fact is from, by fact
 */
public record CatalogueModel(
    String name,
    String description,
    String publisher,
    Licence licence,
    String architecture,
    List<CatalogueFile> files,
    List<String> outputs,
    List<Score> scores,
    String refusal,
    Map<String, Object> settings,
    Map<String, String> sources) {

  /**
   * What a publisher allows.
   *
   * @param name an SPDX identifier or a few words
   * @param text in plain words
   * @param source where the publisher says so; empty where nobody does
   */
  public record Licence(String name, String text, String source) {}

  /**
   * A published figure of merit.
   *
   * @param measure what was measured, on what
   * @param value with its unit
   * @param source who says so
   */
  public record Score(String measure, String value, String source) {}

  /** Checks the name and that there are files, each once. */
  public CatalogueModel {
    files = List.copyOf(files);
    outputs = List.copyOf(outputs);
    scores = List.copyOf(scores);
    settings = Map.copyOf(settings);
    sources = Map.copyOf(sources);
    if (!ModelName.isModel(name)) {
      throw new IllegalArgumentException("'" + name + "' cannot be a model's name");
    }
    if (files.isEmpty()
        || files.stream().map(CatalogueFile::name).distinct().count() < files.size()) {
      throw new IllegalArgumentException(name + ": needs files, each of them once");
    }
    if (licence.text().isBlank()) {
      throw new IllegalArgumentException(name + ": needs a word on its licence");
    }
  }

  /** Bytes of all files; -1 when that of one is not known. */
  public long size() {
    boolean known = files.stream().allMatch(file -> file.size() > 0);
    return known ? files.stream().mapToLong(CatalogueFile::size).sum() : -1;
  }
}
