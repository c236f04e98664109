package org.scanline.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides every output name of a run before any work: refuses what exists, what two inputs would
 * both write, and what would replace an input.
 *
 * @param folder the output folder
 * @param template names below it; {@code {track}} or {@code {name}} is the input's name without its
 *     extension
 * @param extension of the outputs of an input, without dot
 * @param onExisting what to do when an output is there already
 * @param companions more outputs of each input, of other types
 */
public record OutputPlan(
    Path folder,
    NameTemplate template,
    Function<Path, String> extension,
    OnExisting onExisting,
    List<Companion> companions) {

  private static final int MOST_NUMBERS = 10_000;

  /** What the input's name is called in templates, by medium. */
  private static final List<String> ITEM = List.of("track", "name");

  /**
   * An output that stands beside the parts of an input, such as a picture of them.
   *
   * <p>It is named as a part would be; where the file name says nothing but the part, the track
   * takes its place: <code>{track}/{stem}.{ext}</code> becomes {@code song/song.png}.
   *
   * @param part its key among the outputs
   * @param extension without dot
   */
  public record Companion(String part, String extension) {}

  /** Copies the list. */
  public OutputPlan {
    companions = List.copyOf(companions);
  }

  /** A plan without companions, with the same extension for all. */
  public OutputPlan(Path folder, NameTemplate template, String extension, OnExisting onExisting) {
    this(folder, template, input -> extension, onExisting, List.of());
  }

  /** The same plan with one more companion for each input. */
  public OutputPlan with(Companion other) {
    List<Companion> more = new ArrayList<>(companions);
    more.add(other);
    return new OutputPlan(folder, template, extension, onExisting, more);
  }

  /**
   * Plans the outputs of all inputs; touches nothing.
   *
   * @param inputs input files, each once
   * @param placeholder what tells the parts of one input apart, such as {@code stem}
   * @param parts its values, in order
   * @param common values that are the same for all inputs
   * @throws JobException when the run must be refused
   * @throws IllegalArgumentException when two parts of one input would get the same name
   */
  public List<Outputs> of(
      List<Path> inputs, String placeholder, List<String> parts, Map<String, String> common)
      throws JobException {
    requireFolder();
    Planning planning = new Planning(inputs);
    List<Outputs> plan = new ArrayList<>();
    for (Path input : inputs) {
      plan.add(planning.place(input, placeholder, parts, common));
    }
    planning.refuseExisting();
    return plan;
  }

  private void requireFolder() throws JobException {
    @Nullable Path there = folder.toAbsolutePath();
    while (there != null && !Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
      there = there.getParent();
    }
    if (there != null && !Files.isDirectory(there)) {
      throw new JobException(
          Failure.OUTPUT, there + " is not a folder; choose another folder with -o");
    }
    if (there != null && !Files.isWritable(there)) {
      throw new JobException(
          Failure.OUTPUT, "no permission to write in " + there + "; choose another folder with -o");
    }
  }

  private Map<String, Path> targets(
      Path input, int number, String placeholder, List<String> parts, Map<String, String> common) {
    String track = trackOf(input);
    Map<String, Path> targets = new LinkedHashMap<>();
    Set<String> keys = new HashSet<>();
    Map<String, String> values = new HashMap<>(common);
    String numbered = number > 1 ? track + " (" + number + ")" : track;
    ITEM.forEach(word -> values.put(word, numbered));
    String ending = extension.apply(input);
    for (String part : parts) {
      values.put(placeholder, part);
      Path target = target(values, number, ending);
      if (!keys.add(key(target))) {
        throw new IllegalArgumentException(
            "the name template gives every "
                + placeholder
                + " the same name: "
                + template.pattern()
                + " (put {"
                + placeholder
                + "} into it)");
      }
      targets.put(part, target);
    }
    for (Companion companion : companions) {
      boolean named = ITEM.stream().anyMatch(template::namesFilesBy);
      values.put(placeholder, named ? companion.part() : numbered);
      targets.put(companion.part(), target(values, number, companion.extension()));
    }
    return targets;
  }

  private Path target(Map<String, String> values, int number, String ending) {
    values.put("ext", ending);
    Path target = template.resolve(folder, values, ending);
    if (number > 1 && ITEM.stream().noneMatch(template::has)) {
      String name = String.valueOf(target.getFileName());
      int dot = name.length() - ending.length() - 1;
      return target.resolveSibling(
          name.substring(0, dot) + " (" + number + ")" + name.substring(dot));
    }
    return target;
  }

  private static String trackOf(Path input) {
    String name = String.valueOf(input.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  /** Two paths that some file system might take for the same have the same key. */
  private static String key(Path path) {
    String text = path.toAbsolutePath().normalize().toString();
    return Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
  }

  /** What one call of {@link #of} remembers from input to input. */
  private final class Planning {
    private final Map<String, Path> claimed = new HashMap<>();
    private final List<Path> existing = new ArrayList<>();
    private final List<Path> inputs;

    Planning(List<Path> inputs) {
      this.inputs = inputs;
    }

    Outputs place(Path input, String placeholder, List<String> parts, Map<String, String> common)
        throws JobException {
      Map<String, Path> targets = targets(input, 1, placeholder, parts, common);
      for (int number = 2; onExisting == OnExisting.RENAME && taken(targets); number++) {
        if (number > MOST_NUMBERS) {
          throw new JobException(Failure.OUTPUT, "too many outputs named like " + trackOf(input));
        }
        targets = targets(input, number, placeholder, parts, common);
      }
      Map<String, Path> kept = new LinkedHashMap<>();
      for (Map.Entry<String, Path> entry : targets.entrySet()) {
        claim(input, entry.getValue());
        if (exists(entry.getValue())) {
          keepOrRefuse(entry.getKey(), entry.getValue(), kept);
        }
      }
      targets.keySet().removeAll(kept.keySet());
      return new Outputs(input, targets, kept);
    }

    private void keepOrRefuse(String part, Path target, Map<String, Path> kept)
        throws JobException {
      if (onExisting == OnExisting.FAIL) {
        existing.add(target);
      } else if (onExisting == OnExisting.SKIP) {
        kept.put(part, target);
      } else if (Files.isDirectory(target)) {
        throw new JobException(
            Failure.OUTPUT, target + " is a folder; remove it or choose another --name");
      } else if (isInput(target)) {
        throw new JobException(
            Failure.OUTPUT,
            "would overwrite the input " + target + "; choose another folder with -o");
      }
    }

    private void claim(Path input, Path target) throws JobException {
      @Nullable Path other = claimed.put(key(target), input);
      if (other != null) {
        throw new JobException(
            Failure.OUTPUT,
            other
                + " and "
                + input
                + " would both be written to "
                + target
                + "; use --on-existing rename, or take them one by one");
      }
    }

    private boolean taken(Map<String, Path> targets) {
      return targets.values().stream().anyMatch(t -> claimed.containsKey(key(t)) || exists(t));
    }

    private boolean isInput(Path target) {
      return inputs.stream().anyMatch(input -> same(input, target));
    }

    void refuseExisting() throws JobException {
      if (existing.isEmpty()) {
        return;
      }
      String others = existing.size() > 1 ? " (and " + (existing.size() - 1) + " more)" : "";
      throw new JobException(
          Failure.OUTPUT,
          existing.get(0)
              + others
              + " exists already; nothing was done (choose --on-existing skip, overwrite or rename,"
              + " or another folder with -o)");
    }
  }

  private static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean same(Path a, Path b) {
    try {
      return Files.isSameFile(a, b);
    } catch (IOException e) {
      return false;
    }
  }
}
