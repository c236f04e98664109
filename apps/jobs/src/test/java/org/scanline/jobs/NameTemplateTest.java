package org.scanline.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NameTemplateTest {
  private static final Path OUT = Path.of("out put");

  @Test
  void placeholdersAreFilledAndFoldersMade() {
    Path path =
        new NameTemplate("{model}/{track}/{stem}.{ext}")
            .resolve(
                OUT, Map.of("model", "m", "track", "$1 ü", "stem", "vocals", "ext", "wav"), "wav");
    assertThat(path).isEqualTo(OUT.resolve("m/$1 ü/vocals.wav"));
  }

  @Test
  void aMissingExtensionIsAdded() {
    assertThat(new NameTemplate("{stem}").resolve(OUT, Map.of("stem", "bass"), "flac"))
        .isEqualTo(OUT.resolve("bass.flac"));
  }

  @Test
  void valuesCannotLeaveTheFolder() {
    Path path =
        new NameTemplate("{track}/{stem}")
            .resolve(OUT, Map.of("track", "..", "stem", "../../x"), "wav");
    assertThat(path).isEqualTo(OUT.resolve("_/.._.._x.wav"));
  }

  @Test
  void patternsThatLeaveTheFolderOrMakeNoSenseAreRefused() {
    for (String bad :
        new String[] {
          "", " ", "/abs/{stem}", "a/../../{stem}", "C:\\x", "{stem", "stem}", "{stem}/"
        }) {
      assertThatThrownBy(() -> new NameTemplate(bad)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new NameTemplate("{artist}").allowing(Set.of("stem", "track")))
        .hasMessageContaining("{artist}")
        .hasMessageContaining("{track}");
  }
}
