package org.scanline.backbones.store;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the user's models lie.
 *
 * <p>The environment variable {@value #VARIABLE} names the folder; without it, it is the user's
 * data folder of the operating system: {@code $XDG_DATA_HOME/scanline/models} or {@code
 * ~/.local/share/scanline/models}, on macOS {@code ~/Library/Application Support/Scanline/models},
 * on Windows {@code %LOCALAPPDATA%\Scanline\models}. It is never a folder for temporary files.
 *
 * @param system name of the operating system, as the property {@code os.name} has it
 * @param home the user's folder
 * @param environment variables by name
 */
public record StoreFolder(String system, String home, Map<String, String> environment) {
  /** The environment variable that names the folder. */
  public static final String VARIABLE = "SCANLINE_MODELS";

  /** Keeps the variables from changing. */
  public StoreFolder {
    environment = Map.copyOf(environment);
  }

  /** The folder of this process's user; it need not be there yet. */
  public static Path ofUser() {
    return new StoreFolder(
            System.getProperty("os.name"), System.getProperty("user.home"), System.getenv())
        .path();
  }

  /** The folder. */
  public Path path() {
    Path chosen = absolute(environment.get(VARIABLE), true);
    if (chosen != null) {
      return chosen;
    }
    String name = system.toLowerCase(Locale.ROOT);
    if (name.contains("windows")) {
      Path local = absolute(environment.get("LOCALAPPDATA"), false);
      return (local == null ? Path.of(home, "AppData", "Local") : local)
          .resolve("Scanline")
          .resolve("models");
    }
    if (name.contains("mac")) {
      return Path.of(home, "Library", "Application Support", "Scanline", "models");
    }
    Path data = absolute(environment.get("XDG_DATA_HOME"), false);
    return (data == null ? Path.of(home, ".local", "share") : data)
        .resolve("scanline")
        .resolve("models");
  }

  /** XDG says that a relative path is to be ignored; the user's own choice may be relative. */
  private static @Nullable Path absolute(@Nullable String text, boolean relativeToo) {
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      Path path = Path.of(text);
      return path.isAbsolute() || relativeToo ? path.toAbsolutePath().normalize() : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }
}
