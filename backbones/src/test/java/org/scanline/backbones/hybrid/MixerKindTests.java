package org.scanline.backbones.hybrid;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.scanline.backbones.mixer.Mixer;

class MixerKindTests {

  @Test
  void everyCausalMixerHasAName() throws Exception {
    Path classes = Path.of(Mixer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    String folder = Mixer.class.getPackageName().replace('.', '/');
    List<String> names;
    try (Stream<Path> files = Files.list(classes.resolve(folder))) {
      names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".class") && !name.contains("$"))
              .map(name -> Mixer.class.getPackageName() + "." + name.replace(".class", ""))
              .toList();
    }
    Set<String> named =
        Arrays.stream(MixerKind.values())
            .map(kind -> kind.choice().make(MixerPlace.alone(24, 2)).getClass().getName())
            .collect(Collectors.toSet());
    for (String name : names) {
      Class<?> type = Class.forName(name);
      if (Mixer.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers())) {
        assertThat(named).contains(name);
      }
    }
  }

  @Test
  void namesAreFoundWhateverTheirCase() {
    assertThat(MixerKind.named("gateddeltanet")).contains(MixerKind.GATED_DELTANET);
    assertThat(MixerKind.named("nothing")).isEmpty();
    assertThat(Arrays.stream(MixerKind.values()).map(kind -> kind.title().toLowerCase(Locale.ROOT)))
        .doesNotHaveDuplicates();
  }
}
