package org.scanline.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.scanline.jobs.NameTemplate;
import org.scanline.longimage.ResultType;

/**
 * Where pictures go: {@code -o} names a folder, a pattern ({@code out/{name}-large.{ext}}) or, for
 * one picture, its file.
 *
 * @param folder of the results
 * @param names of the results
 * @param type of the files; null for that of each input
 */
record PictureTarget(Path folder, NameTemplate names, @Nullable ResultType type) {

  /**
   * What the options mean.
   *
   * @param format as typed; null for none
   * @throws IllegalArgumentException when they do not fit together
   */
  static PictureTarget of(OutputOptions options, @Nullable String format, List<Path> inputs) {
    String typed = options.output();
    @Nullable ResultType type = format == null ? null : type(format);
    if (typed.contains("{")) {
      int cut = Math.max(slash(typed.substring(0, typed.indexOf('{'))), -1) + 1;
      Path folder = Path.of(cut == 0 ? "." : typed.substring(0, cut));
      return new PictureTarget(folder, new NameTemplate(typed.substring(cut)), type);
    }
    Path path = Path.of(typed);
    Optional<ResultType> file = file(path);
    if (file.isEmpty()) {
      return new PictureTarget(path, options.template(), type);
    }
    if (inputs.size() > 1 || inputs.stream().anyMatch(Files::isDirectory)) {
      throw new IllegalArgumentException(
          "-o " + typed + " names one file; name a folder, or a pattern such as out/{name}.{ext}");
    }
    if (type != null && type.type() != file.get().type()) {
      throw new IllegalArgumentException(
          "--format " + format + " does not go with -o " + typed + "; leave one of them out");
    }
    Path parent = path.getParent();
    String name = String.valueOf(path.getFileName());
    String stem = name.substring(0, name.length() - file.get().extension().length());
    return new PictureTarget(
        parent == null ? Path.of("") : parent, new NameTemplate(stem + "{ext}"), file.get());
  }

  /** The kind of file that a path names, if it does not name a folder. */
  private static Optional<ResultType> file(Path path) {
    String name = String.valueOf(path.getFileName());
    return name.indexOf('.') > 0 && !Files.isDirectory(path)
        ? ResultType.named(name)
        : Optional.empty();
  }

  private static ResultType type(String format) {
    ResultType named =
        ResultType.named(format)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "--format must be png, tiff, jpeg, webp, ppm or bmp, not " + format));
    return new ResultType(named.type(), named.type().extensions().get(0));
  }

  private static int slash(String text) {
    return Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\'));
  }
}
