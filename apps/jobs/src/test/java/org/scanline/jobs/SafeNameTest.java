package org.scanline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SafeNameTest {

  @Test
  void ordinaryNamesStayAsTheyAre() {
    for (String name : new String[] {"song", "ünï $(x) 'q'", "Мост", "a.b.c", "-rf", "日本"}) {
      assertThat(SafeName.of(name)).isEqualTo(name);
    }
  }

  @Test
  void nothingClimbsOutOrHides() {
    assertThat(SafeName.of("..")).isEqualTo("_");
    assertThat(SafeName.of(".")).isEqualTo("_");
    assertThat(SafeName.of("")).isEqualTo("_");
    assertThat(SafeName.of("../../etc/passwd")).isEqualTo(".._.._etc_passwd");
    assertThat(SafeName.of("a\nb\u0000c\u202Etxt")).isEqualTo("a_b_c_txt");
    assertThat(SafeName.of("name. . ")).isEqualTo("name");
  }

  @Test
  void deviceNamesOfWindowsAreNotUsed() {
    assertThat(SafeName.of("CON")).isEqualTo("_CON");
    assertThat(SafeName.of("nul.wav")).isEqualTo("_nul.wav");
    assertThat(SafeName.of("Lpt1")).isEqualTo("_Lpt1");
    assertThat(SafeName.of("console")).isEqualTo("console");
  }

  @Test
  void longNamesAreCutButStayApartAndKeepTheirEnding() {
    String a = SafeName.of("ü".repeat(300) + "a.wav");
    String b = SafeName.of("ü".repeat(300) + "b.wav");
    assertThat(a).isNotEqualTo(b).endsWith(".wav");
    assertThat(a.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(SafeName.MAX_BYTES);
  }

  @Test
  void anyTextIsASingleNameBelowItsFolder() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String odd = "./\\: \t\u0000ä~*?a";
    Path folder = Path.of("out").toAbsolutePath();
    for (int i = 0; i < 2000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(12); n > 0; n--) {
        text.append(odd.charAt(random.nextInt(odd.length())));
      }
      Path path = folder.resolve(SafeName.of(text.toString())).normalize();
      assertThat(path.getParent()).as("seed %d: '%s'", seed, text).isEqualTo(folder);
    }
  }
}
