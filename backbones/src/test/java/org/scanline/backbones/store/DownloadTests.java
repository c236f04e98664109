package org.scanline.backbones.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scanline.backbones.store.StoreException.Reason;

/** Installing from servers that behave, and from servers that do not. */
class DownloadTests {
  private static final int HALF = 200_017;

  @TempDir Path folder;
  private byte[] bytes = {};
  private ModelStore store = new ModelStore(Path.of("unset"));
  private Download.Patience patience = StoreBench.SHORT;
  private final List<String> notes = new ArrayList<>();
  private final Watcher watcher =
      new Watcher() {
        @Override
        public void at(Step step, String file, long done, long total) {
          assertThat(done).isNotNegative();
        }

        @Override
        public void note(String line) {
          notes.add(line);
        }
      };

  @BeforeEach
  void makeWeights() {
    bytes = StoreBench.weights(folder, 5);
    store = new ModelStore(folder.resolve("store"));
  }

  private Installation.Outcome install(Loopback server) throws StoreException {
    return install(StoreBench.file("w.th", server.at("/w.th"), bytes));
  }

  private Installation.Outcome install(CatalogueFile file) throws StoreException {
    return new Installation(store, new Download(patience))
        .run(StoreBench.model("m", file), watcher);
  }

  private StoreException refused(CatalogueFile file) throws Exception {
    StoreException refused = catchThrowableOfType(StoreException.class, () -> install(file));
    assertThat(refused).isNotNull();
    assertThat(refused.getMessage()).doesNotContain("\n").contains("w.th");
    assertThat(store.names()).isEmpty();
    assertThat(store.folder().resolve("m")).doesNotExist();
    return refused;
  }

  private StoreException refused(Loopback server) throws Exception {
    return refused(StoreBench.file("w.th", server.at("/w.th"), bytes));
  }

  private Path part() {
    return store.incoming("m").resolve("w.th.part");
  }

  private void assertInstalled() throws IOException, StoreException {
    assertThat(store.open("m", Watcher.NONE).paths())
        .singleElement()
        .satisfies(path -> assertThat(Files.readAllBytes(path)).isEqualTo(bytes));
    assertThat(store.incoming("m")).doesNotExist();
    try (Stream<Path> all = Files.list(store.folder().resolve("m"))) {
      assertThat(all.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrder("w.th", "model.json", "checked.json");
    }
  }

  @Test
  void aFileIsFetchedOnceAndItsRecordSaysAll() throws Exception {
    try (Loopback server = new Loopback(Loopback.wellBehaved(bytes))) {
      assertThat(install(server).fresh()).isTrue();
      assertInstalled();
      assertThat(install(server).fresh()).isFalse();
      assertThat(server.requests()).hasSize(1);
      StoredModel model = store.find("m").orElseThrow();
      assertThat(model.files().get(0).sha256()).isEqualTo(StoreBench.hash(bytes));
      assertThat(model.files().get(0).source()).isEqualTo(server.at("/w.th").toString());
      assertThat(model.settings()).containsEntry("segment", 44);
      assertThat(model.licence().text()).isEqualTo("Anything goes.");
      assertThat(server.requests().get(0).headers()).doesNotContainKeys("cookie", "referer");
    }
  }

  @Test
  void aConnectionThatBreaksIsMadeAgainWhereItBroke() throws Exception {
    AtomicInteger count = new AtomicInteger();
    Loopback.Answer breaking =
        (request, out) -> {
          if (count.incrementAndGet() > 1) {
            Loopback.wellBehaved(bytes).to(request, out);
            return;
          }
          Loopback.head(out, 200, "Content-Length: " + bytes.length, "ETag: \"v1\"");
          out.write(bytes, 0, HALF);
        };
    try (Loopback server = new Loopback(breaking)) {
      install(server);
      assertInstalled();
      assertThat(server.requests()).hasSize(2);
      assertThat(server.requests().get(1).start()).isEqualTo(HALF);
      assertThat(server.requests().get(1).headers()).containsEntry("if-range", "\"v1\"");
      assertThat(notes).singleElement().asString().contains("trying again at byte " + HALF);
    }
  }

  @Test
  void theUserInterruptsAndTheNextRunGoesOn() throws Exception {
    try (Loopback server = new Loopback(Loopback.wellBehaved(bytes))) {
      CatalogueModel model =
          StoreBench.model("m", StoreBench.file("w.th", server.at("/w.th"), bytes));
      Watcher interrupting =
          (step, file, done, total) -> {
            if (done > 100_000) {
              throw new CancellationException("enough");
            }
          };
      assertThatExceptionOfType(CancellationException.class)
          .isThrownBy(
              () ->
                  new Installation(store, new Download(StoreBench.SHORT)).run(model, interrupting));
      assertThat(part()).exists();
      long kept = Files.size(part());
      assertThat(kept).isGreaterThan(100_000);
      assertThat(store.begun()).containsExactly("m");
      assertThat(store.names()).isEmpty();
      if (kept < bytes.length) {
        install(server);
        assertThat((long) server.requests().get(1).start()).isEqualTo(kept);
        assertInstalled();
      }
    }
  }

  @Test
  void aServerThatFallsSilentIsGivenUpAndItsBytesAreKept() throws Exception {
    Loopback.Answer silent =
        (request, out) -> {
          Loopback.head(out, 200, "Content-Length: " + bytes.length, "ETag: \"v1\"");
          out.write(bytes, 0, HALF);
          out.flush();
          Thread.sleep(60_000);
        };
    patience = StoreBench.SHORTEST;
    try (Loopback server = new Loopback(silent)) {
      StoreException refused = refused(server);
      assertThat(refused.reason()).isEqualTo(Reason.SOURCE);
      assertThat(refused).hasMessageContaining("nothing came for").hasMessageContaining("kept");
      assertThat(Files.size(part())).isEqualTo(HALF);
    }
  }

  @Test
  void aServerThatNeverAnswersIsGivenUp() throws Exception {
    try (Loopback server = new Loopback((request, out) -> Thread.sleep(60_000))) {
      CatalogueFile file = StoreBench.file("w.th", server.at("/w.th"), bytes);
      StoreException refused =
          catchThrowableOfType(
              StoreException.class,
              () ->
                  new Installation(store, new Download(StoreBench.SHORTEST))
                      .run(StoreBench.model("m", file), watcher));
      assertThat(refused).hasMessageContaining("no answer");
    }
  }

  @Test
  void aServerThatDoesNotKnowRangesStartsAgain() throws Exception {
    AtomicInteger count = new AtomicInteger();
    Loopback.Answer forgetful =
        (request, out) -> {
          Loopback.head(out, 200, "Content-Length: " + bytes.length);
          out.write(bytes, 0, count.incrementAndGet() > 1 ? bytes.length : HALF);
        };
    try (Loopback server = new Loopback(forgetful)) {
      install(server);
      assertInstalled();
      assertThat(notes).anyMatch(line -> line.contains("starts from the beginning"));
    }
  }

  @Test
  void anotherPartThanAskedForIsNotTaken() throws Exception {
    AtomicInteger count = new AtomicInteger();
    Loopback.Answer muddled =
        (request, out) -> {
          switch (count.incrementAndGet()) {
            case 1 -> {
              Loopback.head(out, 200, "Content-Length: " + bytes.length, "ETag: \"v1\"");
              out.write(bytes, 0, HALF);
            }
            case 2 -> {
              Loopback.head(
                  out, 206, "Content-Length: 100", "Content-Range: bytes 7-106/" + bytes.length);
              out.write(bytes, 7, 100);
            }
            default -> Loopback.wellBehaved(bytes).to(request, out);
          }
        };
    try (Loopback server = new Loopback(muddled)) {
      install(server);
      assertInstalled();
    }
  }

  @Test
  void aWrongByteIsFoundAndTheFileIsNotKept() throws Exception {
    byte[] wrong = bytes.clone();
    wrong[HALF] ^= 1;
    try (Loopback server = new Loopback(Loopback.wellBehaved(wrong))) {
      StoreException refused = refused(server);
      assertThat(refused.reason()).isEqualTo(Reason.DAMAGED);
      assertThat(refused)
          .hasMessageContaining("its SHA-256 begins with " + StoreBench.hash(wrong).substring(0, 8))
          .hasMessageContaining(StoreBench.hash(bytes).substring(0, 8));
      assertThat(part()).doesNotExist();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1", "100000", "9000000000", "99999999999999", "99999999999999999999", "-5", "x"})
  void aLengthThatIsNotTheFilesIsRefused(String length) throws Exception {
    Loopback.Answer lying =
        (request, out) -> {
          Loopback.head(out, 200, "Content-Length: " + length);
          out.write(bytes);
        };
    try (Loopback server = new Loopback(lying)) {
      assertThat(refused(server).reason()).isEqualTo(Reason.SOURCE);
      assertThat(Files.exists(part()) ? Files.size(part()) : 0).isLessThanOrEqualTo(bytes.length);
    }
  }

  @Test
  void aLengthWithoutAnEndIsCutOffAtTheFilesSize() throws Exception {
    Loopback.Answer endless =
        (request, out) -> {
          Loopback.head(out, 200);
          while (true) {
            out.write(bytes);
          }
        };
    try (Loopback server = new Loopback(endless)) {
      assertThat(refused(server)).hasMessageContaining("more than " + bytes.length + " bytes");
    }
  }

  @Test
  void absurdLengthsOfAFileOfUnknownSizeAreRefusedBeforeAByteIsWritten() throws Exception {
    for (String length : List.of("99999999999999", "17179869185")) {
      Loopback.Answer lying =
          (request, out) -> Loopback.head(out, 200, "Content-Length: " + length);
      try (Loopback server = new Loopback(lying)) {
        StoreException refused = refused(new CatalogueFile("w.th", server.at("/"), 0, ""));
        assertThat(refused).hasMessageContaining("more than any model has");
        assertThat(Files.size(part())).isZero();
      }
    }
  }

  @Test
  void theConnectionEndsEarlyEachTime() throws Exception {
    Loopback.Answer truncating =
        (request, out) -> {
          Loopback.head(out, 200, "Content-Length: " + bytes.length);
          out.write(bytes, 0, 1000);
        };
    try (Loopback server = new Loopback(truncating)) {
      assertThat(refused(server).reason()).isEqualTo(Reason.SOURCE);
      assertThat(server.requests().size()).isBetween(3, 5);
    }
  }

  @Test
  void aFileThatNobodyKnowsTheHashOfIsRecordedIfItIsACheckpoint() throws Exception {
    try (Loopback server = new Loopback(Loopback.wellBehaved(bytes))) {
      install(new CatalogueFile("w.th", server.at("/"), 0, ""));
      assertInstalled();
      assertThat(store.find("m").orElseThrow().files().get(0).sha256())
          .isEqualTo(StoreBench.hash(bytes));
    }
  }

  @Test
  void aPageInsteadOfAFileIsRefused() throws Exception {
    byte[] page =
        "<!DOCTYPE html><p>Please log in to the guests' network".getBytes(StandardCharsets.UTF_8);
    try (Loopback server = new Loopback(Loopback.wellBehaved(page))) {
      StoreException refused = refused(new CatalogueFile("w.th", server.at("/"), 0, ""));
      assertThat(refused).hasMessageContaining("a web page, not weights");
      assertThat(part()).doesNotExist();
    }
  }

  @Test
  void redirectsAreFollowedWithinReason() throws Exception {
    Loopback.Answer sending =
        (request, out) -> {
          switch (request.path()) {
            case "/w.th" -> Loopback.head(out, 302, "Location: /elsewhere", "Content-Length: 0");
            case "/loop" -> Loopback.head(out, 307, "Location: /loop", "Content-Length: 0");
            case "/away" -> Loopback.head(out, 302, "Location: http://example.com/w.th");
            case "/file" -> Loopback.head(out, 302, "Location: file:///etc/passwd");
            case "/none" -> Loopback.head(out, 302, "Location: :::");
            case "/gone" -> Loopback.head(out, 404, "Content-Length: 0");
            default -> Loopback.wellBehaved(bytes).to(request, out);
          }
        };
    try (Loopback server = new Loopback(sending)) {
      for (String path : List.of("/loop", "/away", "/file", "/none", "/gone")) {
        StoreException refused = refused(StoreBench.file("w.th", server.at(path), bytes));
        assertThat(refused.reason()).as(path).isEqualTo(Reason.SOURCE);
      }
      int before = server.requests().size();
      install(server);
      assertThat(server.requests()).hasSize(before + 2);
      assertInstalled();
    }
  }

  @Test
  void aBusyServerIsAskedAgain() throws Exception {
    AtomicInteger count = new AtomicInteger();
    Loopback.Answer busy =
        (request, out) -> {
          if (count.incrementAndGet() < 3) {
            Loopback.head(out, 503, "Content-Length: 0");
          } else {
            Loopback.wellBehaved(bytes).to(request, out);
          }
        };
    try (Loopback server = new Loopback(busy)) {
      install(server);
      assertInstalled();
    }
  }

  @Test
  void partsOfTwoVersionsOfAFileAreNotJoined() throws Exception {
    byte[] other = StoreBench.weights(folder, 6);
    AtomicInteger count = new AtomicInteger();
    Loopback.Answer changing =
        (request, out) -> {
          if (count.incrementAndGet() == 1) {
            Loopback.head(out, 200, "Content-Length: " + other.length, "ETag: \"old\"");
            out.write(other, 0, HALF);
          } else {
            assertThat(request.headers()).containsEntry("if-range", "\"old\"");
            Loopback.head(out, 200, "Content-Length: " + bytes.length, "ETag: \"new\"");
            out.write(bytes);
          }
        };
    try (Loopback server = new Loopback(changing)) {
      install(new CatalogueFile("w.th", server.at("/"), 0, ""));
      assertInstalled();
    }
  }

  @Test
  void onlyHttpsAndThisMachineAreAllowed() {
    for (String address :
        List.of(
            "http://example.com/w.th",
            "http://127.0.0.1.example.com/w.th",
            "ftp://127.0.0.1/w.th",
            "file:///etc/passwd",
            "https:///w.th",
            "https://user:word@example.com/w.th")) {
      assertThat(
              catchThrowableOfType(
                  IllegalArgumentException.class,
                  () -> new CatalogueFile("w.th", URI.create(address), 0, "")))
          .as(address)
          .isNotNull();
    }
    URI secure = URI.create("https://example.com/a");
    assertThat(WebAddress.mayRedirect(secure, URI.create("https://example.org/b"))).isTrue();
    assertThat(WebAddress.mayRedirect(secure, URI.create("http://example.com/a"))).isFalse();
    assertThat(WebAddress.mayRedirect(secure, URI.create("http://127.0.0.1/a"))).isFalse();
  }
}
