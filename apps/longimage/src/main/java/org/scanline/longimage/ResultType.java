package org.scanline.longimage;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.scanline.vision.image.file.ImageFileException;
import org.scanline.vision.image.file.ImageFileType;
import org.scanline.vision.image.file.ImageReader;

/**
 * The kind of file that a result becomes.
 *
 * @param type its kind
 * @param extension what its name ends in, without the dot
 */
public record ResultType(ImageFileType type, String extension) {
  /** Checks that such files can be written. */
  public ResultType {
    if (!type.writable()) {
      throw new IllegalArgumentException(
          type + " is read and not written; choose png, tiff, jpeg, webp, ppm or bmp");
    }
  }

  /** The kind that a word or the name of a file stands for; empty when there is none. */
  public static Optional<ResultType> named(String word) {
    return ImageFileType.named(word).map(type -> new ResultType(type, ending(word)));
  }

  /**
   * That which was asked for; else that of the input where it can be written; else PNG. The content
   * of the input decides, not its name.
   */
  static ResultType of(Path input, ImageFileType content, @Nullable ResultType asked) {
    if (asked != null) {
      return asked;
    }
    ImageFileType type = content.writable() ? content : ImageFileType.PNG;
    String ending = ending(String.valueOf(input.getFileName()));
    boolean fits = type.extensions().contains(ending.toLowerCase(Locale.ROOT));
    return new ResultType(type, fits ? ending : type.extensions().get(0));
  }

  /** What the name of an input's result ends in, before the input is read. */
  static String extension(Path input, @Nullable ResultType asked) {
    if (asked != null) {
      return asked.extension();
    }
    try (ImageReader reader = ImageReader.open(input)) {
      return of(input, reader.type(), null).extension();
    } catch (ImageFileException e) {
      // Its job will say what is wrong with it.
      return of(input, ImageFileType.of(input).orElse(ImageFileType.PNG), null).extension();
    }
  }

  private static String ending(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
