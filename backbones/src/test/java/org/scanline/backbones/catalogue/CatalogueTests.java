package org.scanline.backbones.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.scanline.backbones.mixer.Mixer;
import org.scanline.backbones.mixer.noncausal.WholeMixer;

class CatalogueTests {
  private static final String ROOT = "org.scanline.backbones.";
  private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "backbones");
  private static final String SUFFIX = ".safetensors";
  private final List<Entry> entries = Catalogue.entries();

  @Test
  void everyClassNamedIsThereAndPublic() throws Exception {
    for (Entry entry : entries) {
      for (String name : entry.classes()) {
        Class<?> type = Class.forName(ROOT + name);
        assertThat(Modifier.isPublic(type.getModifiers())).as(entry.name() + ": " + name).isTrue();
      }
    }
  }

  @Test
  void everyMixerAndEveryAttentionIsListed() throws Exception {
    Set<String> listed =
        entries.stream().flatMap(e -> e.classes().stream()).collect(Collectors.toSet());
    Set<String> missing = new TreeSet<>();
    for (Class<?> type : publicClasses()) {
      boolean mixer = Mixer.class.isAssignableFrom(type) || WholeMixer.class.isAssignableFrom(type);
      String name = type.getName().substring(ROOT.length());
      boolean wanted = name.startsWith("attention.") || (mixer && name.startsWith("mixer."));
      if (wanted && !Modifier.isAbstract(type.getModifiers()) && !listed.contains(name)) {
        missing.add(name);
      }
    }
    assertThat(missing).as("not in catalogue.json").isEmpty();
  }

  private static List<Class<?>> publicClasses() throws Exception {
    Path classes =
        Path.of(Catalogue.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<Class<?>> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.toList()) {
        String path = classes.relativize(file).toString().replace('\\', '/');
        if (path.endsWith(".class") && !path.contains("$") && !path.endsWith("-info.class")) {
          String name = path.substring(0, path.length() - ".class".length()).replace('/', '.');
          Class<?> type = Class.forName(name, false, Catalogue.class.getClassLoader());
          if (Modifier.isPublic(type.getModifiers())) {
            found.add(type);
          }
        }
      }
    }
    return found;
  }

  @Test
  void everyFileOfReferenceNumbersIsNamedOnce() throws IOException {
    List<String> named = entries.stream().flatMap(entry -> entry.golden().stream()).toList();
    assertThat(named).doesNotHaveDuplicates();
    try (Stream<Path> files = Files.list(GOLDEN)) {
      List<String> there =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(SUFFIX))
              .map(name -> name.substring(0, name.length() - SUFFIX.length()))
              .toList();
      assertThat(named).containsExactlyInAnyOrderElementsOf(there);
    }
  }

  @Test
  void whatWasNotBuiltHasAReason() {
    for (Entry entry : entries) {
      if (entry.built()) {
        assertThat(entry.equation()).as(entry.name()).isNotEmpty();
        assertThat(entry.state()).as(entry.name()).isNotEmpty();
      } else {
        assertThat(entry.note()).as(entry.name()).startsWith("not built: ");
        assertThat(entry.golden()).as(entry.name()).isEmpty();
      }
    }
  }
}
