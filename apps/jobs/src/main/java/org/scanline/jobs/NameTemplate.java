package org.scanline.jobs;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pattern for output names below a folder, such as <code>{track}/{stem}.{ext}</code>.
 *
 * <p>Values never bring in a folder of their own: separators in them become {@code _}. The result
 * never leaves the folder it is resolved against.
 *
 * @param pattern text with placeholders in braces; {@code /} makes folders
 */
public record NameTemplate(String pattern) {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)\\}");

  /**
   * Checks the pattern.
   *
   * @throws IllegalArgumentException when it is empty, absolute, climbs out with {@code ..}, or has
   *     a brace without its partner
   */
  public NameTemplate {
    if (pattern.isBlank()) {
      throw new IllegalArgumentException(
          "the name template is empty; leave --name out for the usual names");
    }
    if (pattern.startsWith("/") || pattern.startsWith("\\") || pattern.matches("(?s)[A-Za-z]:.*")) {
      throw new IllegalArgumentException(
          "the name template must be relative: " + pattern + " (choose the folder with -o)");
    }
    if (Arrays.asList(pattern.split("[/\\\\]", -1)).contains("..")) {
      throw new IllegalArgumentException("the name template must not contain '..': " + pattern);
    }
    if (PLACEHOLDER.matcher(pattern).replaceAll("").matches("(?s).*[{}].*")) {
      throw new IllegalArgumentException("unbalanced braces in the name template: " + pattern);
    }
    if (pattern.endsWith("/") || pattern.endsWith("\\")) {
      throw new IllegalArgumentException(
          "the name template ends in a folder: " + pattern + " (add a name for the file)");
    }
  }

  /**
   * Demands that only these placeholders occur.
   *
   * @throws IllegalArgumentException naming the first unknown one
   */
  public NameTemplate allowing(Set<String> known) {
    Matcher matcher = PLACEHOLDER.matcher(pattern);
    while (matcher.find()) {
      if (!known.contains(matcher.group(1))) {
        throw new IllegalArgumentException(
            "unknown placeholder "
                + matcher.group()
                + " in the name template; known: "
                + known.stream().sorted().map(k -> "{" + k + "}").toList());
      }
    }
    return this;
  }

  /** Whether a placeholder occurs. */
  public boolean has(String placeholder) {
    return pattern.contains("{" + placeholder + "}");
  }

  /** Whether a placeholder occurs in the file's own name, not only in that of a folder. */
  boolean namesFilesBy(String placeholder) {
    int name = Math.max(pattern.lastIndexOf('/'), pattern.lastIndexOf('\\'));
    return pattern.indexOf("{" + placeholder + "}", name + 1) >= 0;
  }

  /**
   * The output path for these values.
   *
   * @param folder the output folder; the result lies in it
   * @param values what stands for each placeholder
   * @param extension without dot; added when the pattern does not end in it
   */
  public Path resolve(Path folder, Map<String, String> values, String extension) {
    Path path = folder;
    String[] segments = pattern.split("[/\\\\]+", -1);
    for (int i = 0; i < segments.length; i++) {
      String name = fill(segments[i], values);
      if (i == segments.length - 1 && !name.endsWith("." + extension)) {
        name += "." + extension;
      }
      path = path.resolve(SafeName.of(name));
    }
    if (!path.toAbsolutePath().normalize().startsWith(folder.toAbsolutePath().normalize())) {
      throw new IllegalArgumentException("the name template leaves the output folder: " + pattern);
    }
    return path;
  }

  private static String fill(String segment, Map<String, String> values) {
    return PLACEHOLDER
        .matcher(segment)
        .replaceAll(
            m ->
                Matcher.quoteReplacement(
                    values.getOrDefault(m.group(1), "_").replaceAll("[/\\\\]", "_")));
  }
}
