package org.scanline.backbones.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scanline.backbones.store.StoreException.Reason;
import org.scanline.backbones.weights.Checkpoint;
import org.scanline.backbones.weights.Tensor;

class ModelStoreTests {
  @TempDir Path folder;
  private byte[] bytes = {};
  private ModelStore store = new ModelStore(Path.of("unset"));
  private Path mine = Path.of("unset");

  @BeforeEach
  void makeWeights() throws IOException {
    bytes = StoreBench.weights(folder, 5);
    store = new ModelStore(folder.resolve("störe"));
    mine = Files.createDirectories(folder.resolve("my files"));
  }

  private CatalogueModel model() {
    return StoreBench.model("m", StoreBench.file("w.th", null, bytes));
  }

  private StoredModel install(CatalogueModel model, Path... places) throws StoreException {
    return new Installation(store, new LocalFiles(model, List.of(places)))
        .run(model, Watcher.NONE)
        .model();
  }

  private StoreException refusedInstall(CatalogueModel model, Path... places) throws Exception {
    StoreException refused =
        catchThrowableOfType(StoreException.class, () -> install(model, places));
    assertThat(refused).isNotNull();
    assertThat(refused.getMessage()).doesNotContain("\n");
    assertThat(store.names()).isEmpty();
    return refused;
  }

  @Test
  void theUsersFileIsFoundByItsNameOrByItsHash() throws Exception {
    Path file = Files.write(mine.resolve("w (1).th"), bytes);
    Files.writeString(mine.resolve("a.txt"), "something else");
    assertThat(install(model(), mine).paths().get(0)).hasBinaryContent(bytes);
    store.remove("m", Watcher.NONE);
    install(model(), file);
    store.remove("m", Watcher.NONE);
    Files.move(file, mine.resolve("w.th"));
    install(model(), mine);
    assertThat(store.names()).containsExactly("m");
    assertThat(mine.resolve("w.th")).exists();
  }

  @Test
  void theWrongFileAHalfFileAndAChangedByteEachSaySo() throws Exception {
    byte[] changed = bytes.clone();
    changed[123_456] ^= 4;
    byte[] half = Arrays.copyOf(bytes, bytes.length / 2);
    for (byte[] content : List.of(changed, half, "no weights".getBytes(StandardCharsets.UTF_8))) {
      for (String name : List.of("w.th", "other.bin")) {
        Path file = Files.write(mine.resolve(name), content);
        StoreException refused = refusedInstall(model(), file);
        assertThat(refused.reason()).isEqualTo(Reason.DAMAGED);
        assertThat(refused).hasMessageContaining("w.th is damaged or another file: it");
        Files.delete(file);
      }
    }
    assertThat(refusedInstall(model(), mine).reason()).isEqualTo(Reason.SOURCE);
    assertThat(refusedInstall(model(), mine.resolve("gone"))).hasMessageContaining("is not there");
    assertThat(store.begun()).isEmpty();
  }

  @Test
  void aBagNeedsAllOfItsFiles() throws Exception {
    byte[] other = StoreBench.weights(folder, 6);
    CatalogueModel bag =
        StoreBench.model(
            "bag", StoreBench.file("a.th", null, bytes), StoreBench.file("b.th", null, other));
    Files.write(mine.resolve("a.th"), bytes);
    assertThat(refusedInstall(bag, mine)).hasMessageContaining("b.th is not in ");
    Files.write(mine.resolve("renamed"), other);
    assertThat(install(bag, mine).paths()).hasSize(2);
  }

  @Test
  void whatCannotBeUsedIsNotInstalled() throws Exception {
    CatalogueModel m = model();
    CatalogueModel quantised =
        new CatalogueModel(
            "q",
            "",
            "",
            m.licence(),
            "",
            m.files(),
            List.of(),
            List.of(),
            "quantised",
            Map.of(),
            Map.of());
    assertThat(refusedInstall(quantised, mine)).hasMessage("q: quantised");
  }

  @Test
  void anUnchangedFileIsReadOnceAndAChangedOneIsFound() throws Exception {
    install(model(), Files.write(mine.resolve("w.th"), bytes));
    AtomicLong read = new AtomicLong();
    Watcher counting = (step, file, done, total) -> read.incrementAndGet();
    Path file = store.open("m", counting).paths().get(0);
    assertThat(read).hasValue(0);
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(1000)));
    store.open("m", counting);
    assertThat(read.getAndSet(0)).isPositive();
    store.open("m", counting);
    assertThat(read).hasValue(0);
    store.verify("m", counting);
    assertThat(read).doesNotHaveValue(0);
    byte[] changed = bytes.clone();
    changed[77] ^= 1;
    Files.write(file, changed);
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(10)));
    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> store.open("m", Watcher.NONE))
          .withMessageContaining("model m is damaged: w.th has changed")
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED));
    }
    Files.write(file, Arrays.copyOf(bytes, 10));
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store.open("m", Watcher.NONE))
        .withMessageContaining("has 10 bytes");
    Files.delete(file);
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store.verify("m", Watcher.NONE))
        .withMessageContaining("is not there");
  }

  @Test
  void anOldCheckIsNoProofForAnotherFile() throws Exception {
    StoredModel model = install(model(), Files.write(mine.resolve("w.th"), bytes));
    Path file = model.paths().get(0);
    FileTime then = Files.getLastModifiedTime(file);
    byte[] changed = bytes.clone();
    changed[77] ^= 1;
    Files.write(file, changed);
    Files.setLastModifiedTime(file, then);
    store.open("m", Watcher.NONE); // size and time are the same: that is what is compared
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store.verify("m", Watcher.NONE));
    Files.writeString(model.folder().resolve("checked.json"), "{nonsense");
    assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.open("m", Watcher.NONE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "../x",
        "a/b",
        "a\\b",
        "/etc",
        "C:",
        "a\u0000b",
        "CON",
        "con",
        "nul.th",
        "A",
        "é",
        "a..b",
        "-rf",
        ".hidden",
        "a b",
        "aa.",
        "a\nb"
      })
  void hostileNamesNeverReachTheDisk(String name) throws Exception {
    assertThat(ModelName.isModel(name)).isFalse();
    assertThat(store.find(name)).isEmpty();
    Files.createDirectories(store.folder());
    Path beside = Files.createDirectories(folder.resolve("x"));
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store.remove(name, Watcher.NONE))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.MISSING));
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> ModelName.ofModel(name))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> StoreBench.model(name, StoreBench.file("w.th", null, bytes)));
    assertThat(beside).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../w", "a/b", "", "..", "nul", "x.part", "a\u0000", "model json"})
  void hostileFileNamesAreRefused(String name) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new CatalogueFile(name, null, 0, ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"12345", "ABCDEF00", "xyzxyzxy"})
  void whatIsNoHashIsRefused(String hash) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new CatalogueFile("w.th", null, 0, hash));
  }

  @Test
  void aNameIsMadeOfAnyFilesName() {
    assertThat(ModelName.from("955717e8-8726e21a.th")).isEqualTo("955717e8-8726e21a");
    assertThat(ModelName.from("Mein Modell (2).CKPT")).isEqualTo("mein-modell-2");
    assertThat(ModelName.from("model_bs_roformer_ep_317_sdr_12.9755.ckpt"))
        .isEqualTo("model_bs_roformer_ep_317_sdr_12.9755");
    for (String odd : List.of("..", "...th", "", "\u0000", "con.th", "日本", "x".repeat(300))) {
      assertThat(ModelName.isModel(ModelName.from(odd))).as(odd).isTrue();
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void removingFollowsNoLinks() throws Exception {
    StoredModel model = install(model(), Files.write(mine.resolve("w.th"), bytes));
    Files.createSymbolicLink(model.folder().resolve("link"), mine);
    store.remove("m", Watcher.NONE);
    assertThat(model.folder()).doesNotExist();
    assertThat(mine.resolve("w.th")).exists();
    assertThat(store.names()).isEmpty();
  }

  @Test
  void aDamagedRecordIsSaidAndCanBeRemoved() throws Exception {
    StoredModel model = install(model(), Files.write(mine.resolve("w.th"), bytes));
    for (String record :
        List.of("", "{", "{\"schema\":9}", "{\"schema\":1,\"name\":\"m\",\"origin\":\"sky\"}")) {
      Files.writeString(model.folder().resolve("model.json"), record);
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> store.find("m"))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED));
    }
    String path =
        "{\"schema\":1,\"name\":\"m\",\"origin\":\"import\",\"files\":[{\"name\":\"../w\","
            + "\"size\":1,\"sha256\":\"%s\"}]}";
    Files.writeString(model.folder().resolve("model.json"), path.formatted(StoreBench.hash(bytes)));
    assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.find("m"));
    store.remove("m", Watcher.NONE);
    assertThat(store.names()).isEmpty();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aFullDiskIsTheFoldersFault() throws Exception {
    assumeTrue(Files.exists(Path.of("/dev/full")));
    Files.createDirectories(store.incoming("m"));
    Files.createSymbolicLink(store.incoming("m").resolve("w.th.part"), Path.of("/dev/full"));
    StoreException refused = refusedInstall(model(), Files.write(mine.resolve("w.th"), bytes));
    assertThat(refused.reason()).isEqualTo(Reason.FOLDER);
    assertThat(refused).hasMessageContaining("disk is full");
    Files.delete(store.incoming("m").resolve("w.th.part"));
  }

  @Test
  void aFileInTheWayOfTheFolderIsTheFoldersFault() throws Exception {
    Files.writeString(store.folder(), "a file");
    StoreException refused =
        catchThrowableOfType(
            StoreException.class, () -> install(model(), Files.write(mine.resolve("w.th"), bytes)));
    assertThat(refused.reason()).isEqualTo(Reason.FOLDER);
    assertThat(store.isWritable()).isFalse();
  }

  @Test
  void twoProcessesInstallOneModelOnce() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    Loopback.Answer slow =
        (request, out) -> {
          requests.incrementAndGet();
          Loopback.head(out, 200, "Content-Length: " + bytes.length);
          out.write(bytes, 0, 1000);
          out.flush();
          Thread.sleep(1500);
          out.write(bytes, 1000, bytes.length - 1000);
        };
    try (Loopback server = new Loopback(slow)) {
      List<Process> processes = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        processes.add(
            new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-Dfile.encoding=UTF-8",
                    "-Dsun.jnu.encoding=UTF-8",
                    "-cp",
                    System.getProperty("java.class.path"),
                    LockingMain.class.getName(),
                    folder.resolve("shared").toString(),
                    server.at("/w.th").toString(),
                    Integer.toString(bytes.length),
                    StoreBench.hash(bytes))
                .inheritIO()
                .start());
      }
      List<Integer> statuses = List.of(processes.get(0).waitFor(), processes.get(1).waitFor());
      assertThat(statuses).containsExactlyInAnyOrder(10, 11);
      assertThat(requests).hasValue(1);
    }
    assertThat(new ModelStore(folder.resolve("shared")).verify("m", Watcher.NONE).size())
        .isEqualTo(bytes.length);
  }

  @Test
  void anImportedCheckpointKeepsItsTensorsItsValuesAndItsHash() throws Exception {
    Path file = Files.write(mine.resolve("Net.th"), bytes);
    Recogniser recogniser =
        (checkpoint, from) ->
            Optional.of(
                new Recogniser.Recognised(
                    "net", List.of("a"), Map.of("size", checkpoint.tensors().size())));
    Catalogue catalogue = new Catalogue(List.of(model()));
    List<StoredModel> made = new ArrayList<>();
    for (Catalogue each : List.of(catalogue, new Catalogue(List.of()))) {
      made.add(
          new CheckpointImport(store, each, recogniser)
              .run(file, "net" + made.size(), Watcher.NONE));
    }
    StoredModel known = store.verify("net0", Watcher.NONE);
    assertThat(known).isEqualTo(made.get(0));
    assertThat(known.architecture()).isEqualTo("net");
    assertThat(known.settings()).containsEntry("size", 1);
    assertThat(known.licence()).isEqualTo(model().licence());
    assertThat(known.files().get(0).sourceSha256()).isEqualTo(StoreBench.hash(bytes));
    assertThat(made.get(1).licence().name()).isEqualTo("unknown");
    Tensor expected = requireNonNull(Checkpoint.read(file).tensors().get("w"));
    Tensor read = requireNonNull(Checkpoint.read(known.paths().get(0)).tensors().get("w"));
    assertThat(read.data()).isEqualTo(expected.data());
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(
            () ->
                new CheckpointImport(store, catalogue, Recogniser.NONE)
                    .run(file, "net0", Watcher.NONE))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.EXISTS));
  }

  @Test
  void aDamagedCheckpointIsNotImported() throws Exception {
    Path half = Files.write(mine.resolve("half.th"), Arrays.copyOf(bytes, 999));
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(
            () ->
                new CheckpointImport(store, new Catalogue(List.of()), Recogniser.NONE)
                    .run(half, "half", Watcher.NONE))
        .withMessageContaining("half.th: ")
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED));
    assertThat(store.names()).isEmpty();
    assertThat(store.begun()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[",
        "{\"models\":[{}]}",
        "{\"models\":[{\"name\":\"../x\",\"licence\":{\"text\":\"t\"},\"files\":[{\"name\":\"a\"}]}]}",
        "{\"models\":[{\"name\":\"x\",\"licence\":{\"text\":\"t\"},\"files\":[{\"name\":\"/a\"}]}]}",
        "{\"models\":[{\"name\":\"x\",\"licence\":{\"text\":\"t\"},\"files\":[]}]}",
        "{\"models\":[{\"name\":\"x\",\"files\":[{\"name\":\"a\"}]}]}",
        "{\"models\":[{\"name\":\"x\",\"licence\":{\"text\":\"t\"},\"files\":[{\"name\":\"a\","
            + "\"url\":\"http://example.com/a\"}]}]}",
        "{\"models\":[{\"name\":\"x\",\"licence\":{\"text\":\"t\"},\"files\":[{\"name\":\"a\","
            + "\"size\":99999999999999}]}]}"
      })
  void aCatalogueThatCannotBeIsRefused(String json) {
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(
            () ->
                Catalogue.read(
                    new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), "c.json"))
        .withMessageStartingWith("the catalogue c.json: ");
  }

  @Test
  void theFolderIsTheUsersDataFolderOfEachSystem() {
    assertThat(new StoreFolder("Linux", "/home/u", Map.of()).path())
        .isEqualTo(Path.of("/home/u/.local/share/scanline/models"));
    assertThat(new StoreFolder("Linux", "/home/u", Map.of("XDG_DATA_HOME", "/data")).path())
        .isEqualTo(Path.of("/data/scanline/models"));
    assertThat(new StoreFolder("Linux", "/home/u", Map.of("XDG_DATA_HOME", "data")).path())
        .isEqualTo(Path.of("/home/u/.local/share/scanline/models"));
    assertThat(new StoreFolder("Mac OS X", "/Users/u", Map.of("XDG_DATA_HOME", "/x")).path())
        .isEqualTo(Path.of("/Users/u/Library/Application Support/Scanline/models"));
    assertThat(new StoreFolder("Windows 11", "/u", Map.of("LOCALAPPDATA", "/u/Local")).path())
        .isEqualTo(Path.of("/u/Local/Scanline/models"));
    assertThat(new StoreFolder("Windows 11", "/u", Map.of()).path())
        .isEqualTo(Path.of("/u/AppData/Local/Scanline/models"));
    for (String system : List.of("Linux", "Mac OS X", "Windows 11")) {
      assertThat(new StoreFolder(system, "/u", Map.of("SCANLINE_MODELS", "/m")).path())
          .isEqualTo(Path.of("/m"));
    }
  }
}
