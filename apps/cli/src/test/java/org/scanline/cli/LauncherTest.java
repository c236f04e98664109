package org.scanline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher script in a house of cardboard: a builder and a Java that only say what they see.
 */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  @TempDir Path folder;
  private Path root;
  private Path java;

  private record Said(int status, String out, String err) {}

  @BeforeEach
  void build() throws IOException {
    root = Files.createDirectories(folder.resolve("a fresh clöne"));
    Files.copy(Path.of("..", "..", "scanline"), root.resolve("scanline"));
    executable(
        root.resolve("mvnw"),
        """
        echo "$*" >>built
        [ ! -e broken ] || { echo 'ERROR: this does not compile'; exit 1; }
        mkdir -p apps/cli/target/app/lib && touch apps/cli/target/app/lib/scanline-cli.jar
        """);
    Files.createDirectories(root.resolve(".mvn"));
    write(root.resolve("pom.xml"), "<project/>");
    write(root.resolve("audio/pom.xml"), "<project/>");
    write(root.resolve("audio/src/main/java/A.java"), "class A {}");
    age(root.resolve("pom.xml"), root.resolve("audio/pom.xml"), root.resolve(".mvn"));
    java = javaHome("17.0.1");
  }

  private Path javaHome(String version) throws IOException {
    Path home = Files.createDirectories(folder.resolve("java home " + version));
    write(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    executable(
        home.resolve("bin/java"),
        """
        echo 'WARNING: Using incubator modules: jdk.incubator.vector' >&2
        echo 'a word of the machine' >&2
        echo 'a word of the program' >&3
        pwd
        while [ "$1" != org.scanline.cli.Main ]; do shift; done
        shift
        for argument; do echo "<$argument>"; done
        exit 42
        """);
    executable(home.resolve("bin/javac"), "");
    return home;
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.toAbsolutePath().resolve("..").normalize());
    Files.writeString(file, text);
  }

  private static void executable(Path file, String script) throws IOException {
    write(file, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void age(Path... files) throws IOException {
    for (Path file : files) {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
    }
  }

  private Said launch(Path script, Path where, Map<String, String> changes, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(where.toFile());
    builder.environment().remove("SCANLINE_JAVA_OPTS");
    builder.environment().put("JAVA_HOME", java.toString());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().putAll(changes);
    Path err = folder.resolve("err.txt");
    Process process = builder.redirectError(err.toFile()).start();
    try (InputStream in = process.getInputStream()) {
      String out = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      for (int i = 0; i < 40 && status == 42 && !Files.readString(err).contains("machine"); i++) {
        Thread.sleep(50);
      }
      return new Said(status, out, Files.readString(err));
    }
  }

  private Said launch(String... arguments) throws Exception {
    return launch(root.resolve("scanline"), folder, Map.of(), arguments);
  }

  private long builds() throws IOException {
    Path built = root.resolve("built");
    return Files.exists(built) ? Files.readAllLines(built).size() : 0;
  }

  @Test
  void theFirstCallBuildsAndSaysSoInOneLineLaterOnesDoNot() throws Exception {
    Said first = launch("doctor");
    assertThat(first.status()).isEqualTo(42);
    assertThat(first.err().lines()).filteredOn(l -> l.contains("building")).hasSize(1);
    assertThat(launch("doctor").err()).doesNotContain("building");
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void aChangedSourceIsBuiltAgainAndNothingElseIs() throws Exception {
    launch("doctor");
    age(root.resolve("apps/cli/target/app/stamp"));
    age(root.resolve("audio/src/main/java/A.java"), root.resolve("audio/src/main/java"));
    age(root.resolve("audio/src/main"), root.resolve("apps/cli/target/app/stamp"));
    Files.setLastModifiedTime(
        root.resolve("apps/cli/target/app/stamp"), FileTime.from(Instant.now().minusSeconds(30)));
    write(root.resolve("notes.txt"), "new");
    launch("doctor");
    assertThat(builds()).isEqualTo(1);
    write(root.resolve("audio/src/main/java/A.java"), "class A { int a; }");
    launch("doctor");
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void aFailedBuildShowsItsEndAndItsLog() throws Exception {
    write(root.resolve("broken"), "");
    Said said = launch("doctor");
    assertThat(said.status()).isEqualTo(1);
    assertThat(said.err()).contains("this does not compile").contains("build.log");
    assertThat(said.out()).isEmpty();
    Files.delete(root.resolve("broken"));
    assertThat(launch("doctor").status()).isEqualTo(42);
  }

  @Test
  void everyArgumentArrivesAsItIsFromAnyFolderThroughLinks() throws Exception {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path relative =
        Files.createSymbolicLink(bin.resolve("one"), bin.relativize(root.resolve("scanline")));
    Path absolute = Files.createSymbolicLink(folder.resolve("two"), relative);
    Path elsewhere = Files.createDirectories(folder.resolve("else where"));
    String[] arguments = {"separate", "ünï $(x) 'q'.mp3", "a  b", "", "*", "-o", "\\"};
    Said said = launch(absolute, elsewhere, Map.of(), arguments);
    List<String> lines = said.out().lines().toList();
    assertThat(Path.of(lines.get(0)).toRealPath()).isEqualTo(elsewhere.toRealPath());
    assertThat(lines.subList(1, lines.size()))
        .containsExactly("<separate>", "<ünï $(x) 'q'.mp3>", "<a  b>", "<>", "<*>", "<-o>", "<\\>");
  }

  @Test
  void theIncubatorWarningIsTheOnlyThingThatIsFiltered() throws Exception {
    launch("doctor");
    Said said = launch("doctor");
    assertThat(said.err().lines())
        .containsExactlyInAnyOrder("a word of the machine", "a word of the program");
  }

  @Test
  void anUnfitJavaIsOneClearLine() throws Exception {
    for (Map<String, String> bad :
        List.of(
            Map.of("JAVA_HOME", javaHome("1.8.0_402").toString()),
            Map.of("JAVA_HOME", javaHome("11.0.2").toString()),
            Map.of("JAVA_HOME", folder.resolve("nothing").toString()))) {
      Said said = launch(root.resolve("scanline"), folder, bad, "doctor");
      assertThat(said.status()).isEqualTo(1);
      assertThat(said.err().lines()).singleElement().asString().contains("17 or newer");
    }
    assertThat(builds()).isZero();
  }
}
