package org.scanline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.scanline.backbones.weights.Safetensors;
import org.scanline.backbones.weights.Tensor;

/** The commands of the store, against a publisher on this machine. */
class ModelsCommandTest {
  private static final int LENGTH = 100_003;

  @TempDir Path folder;
  private final AtomicInteger requests = new AtomicInteger();
  private byte[] weights = {};
  private HttpServer server = open();

  private record Said(int status, String out, String err) {}

  private static HttpServer open() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void publish() throws Exception {
    Path file = folder.resolve("w.th");
    Safetensors.write(file, Map.of("w", Tensor.of(new float[LENGTH], LENGTH)), Map.of());
    weights = Files.readAllBytes(file);
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          exchange.sendResponseHeaders(200, weights.length);
          try (OutputStream out = exchange.getResponseBody()) {
            boolean slow = exchange.getRequestURI().getPath().equals("/slow");
            out.write(weights, 0, 50_000);
            out.flush();
            if (slow) {
              TimeUnit.SECONDS.sleep(60);
            }
            out.write(weights, 50_000, weights.length - 50_000);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
    String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(weights));
    Files.writeString(
        folder.resolve("list.json"),
        """
        {"models": [
          {"name": "tiny", "description": "A tiny model.", "publisher": "somebody",
           "licence": {"name": "for tests", "text": "Do what you like, in tests.", "source": "here"},
           "files": [{"name": "w.th", "url": "%1$s/w.th", "size": %2$d, "sha256": "%3$s"}],
           "outputs": ["vocals", "other"], "settings": {"sampleRate": 44100},
           "scores": [{"measure": "SDR", "value": "1 dB", "source": "there"}],
           "sources": {"files": "made up"}},
          {"name": "wrong", "licence": {"text": "t"},
           "files": [{"name": "w.th", "url": "%1$s/w.th", "size": %2$d, "sha256": "00000000"}]},
          {"name": "slow", "licence": {"text": "t"},
           "files": [{"name": "w.th", "url": "%1$s/slow", "size": %2$d, "sha256": "%3$s"}]},
          {"name": "quantised", "licence": {"text": "t"}, "refusal": "quantised; not read",
           "files": [{"name": "q.th"}]}
        ]}
        """
            .formatted("http://127.0.0.1:" + server.getAddress().getPort(), weights.length, hash));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Path store() {
    return folder.resolve("my models");
  }

  private String[] line(String... words) {
    return Stream.concat(
            Stream.concat(Stream.of("models"), Arrays.stream(words)),
            Stream.of(
                "--store",
                store().toString(),
                "--catalogue",
                folder.resolve("list.json").toString()))
        .toArray(String[]::new);
  }

  private Said answer(@Nullable String answer, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            80,
            answer == null ? null : new BufferedReader(new StringReader(answer)));
    int status = Main.run(console, new BundledModels(), line(words));
    return new Said(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private Said say(String... words) {
    return answer(null, words);
  }

  @Test
  void nothingIsFetchedBeforeThePersonAgrees() throws Exception {
    Said nobody = say("install", "tiny");
    assertThat(nobody.status()).isEqualTo(2);
    assertThat(nobody.err()).contains("Do what you like, in tests.", "--accept-licence");
    Said no = answer("n\n", "install", "tiny");
    assertThat(no.status()).isEqualTo(2);
    assertThat(no.err()).contains("[y/N]", "nothing was done");
    assertThat(answer("", "install", "tiny").status()).isEqualTo(2);
    assertThat(requests).hasValue(0);
    assertThat(store()).doesNotExist();
    Said yes = answer("y\n", "install", "tiny");
    assertThat(yes.status()).as(yes.err()).isZero();
    assertThat(yes.err().indexOf("Do what you like")).isBetween(0, yes.err().indexOf("fetching"));
    assertThat(Path.of(yes.out().strip()).resolve("w.th")).hasBinaryContent(weights);
    assertThat(say("install", "tiny").err()).contains("installed already");
    assertThat(requests).hasValue(1);
  }

  @Test
  void nothingButInstallEverAsksTheServer() throws Exception {
    say("list");
    say("list", "--json");
    say("show", "tiny");
    say("verify");
    say("import", folder.resolve("w.th").toString());
    say("install", "tiny", "--from", folder.toString(), "--accept-licence");
    say("verify", "tiny");
    say("remove", "tiny", "--yes");
    assertThat(requests).hasValue(0);
  }

  @Test
  void theListsShowWhatThereIs() {
    Said before = say("list");
    assertThat(before.status()).isZero();
    assertThat(before.out())
        .contains("scanline-music", "GPL-3.0", "none", "vocals, other; for tests")
        .contains("quantised; not read");
    say("install", "tiny", "--from", folder.resolve("w.th").toString(), "--accept-licence");
    Said json = say("list", "--json");
    assertThat(json.out())
        .contains("\"name\":\"tiny\",\"state\":\"installed\"", "\"stems\":[\"vocals\",\"other\"]")
        .contains("\"name\":\"scanline-music\",\"state\":\"bundled\"", "\"schema\":1");
    assertThat(say("show", "tiny").out())
        .contains("Do what you like, in tests.", "sha256", "1 dB", "made up", "installed");
    assertThat(say("show", "wrong", "--json").out()).contains("\"sha256\":\"00000000\"");
    assertThat(say("show", "scanline-music").out()).contains("bundled", "GPL");
    Said unknown = say("show", "tinny");
    assertThat(unknown.status()).isEqualTo(5);
    assertThat(unknown.err()).contains("did you mean 'tiny'?");
  }

  @Test
  void eachWayToFailHasItsCode() throws Exception {
    Path file = folder.resolve("w.th");
    Path changed = folder.resolve("changed.th");
    byte[] bytes = weights.clone();
    bytes[bytes.length / 2] ^= 1;
    Files.write(changed, bytes);
    Path half = Files.write(folder.resolve("half.th"), Arrays.copyOf(weights, 777));
    String yes = "--accept-licence";
    assertThat(say("install").status()).isEqualTo(2);
    assertThat(say("install", "../tiny", yes).status()).isEqualTo(5);
    assertThat(say("install", "quantised", yes).err()).contains("quantised; not read");
    assertThat(say("install", "quantised", yes).status()).isEqualTo(5);
    assertThat(say("install", "scanline-music", yes).status()).isEqualTo(5);
    Said wrong = say("install", "wrong", yes);
    assertThat(wrong.status()).isEqualTo(5);
    assertThat(wrong.err()).contains("SHA-256 begins with");
    Said other = say("install", "tiny", yes, "--from", changed.toString());
    assertThat(other.status()).isEqualTo(5);
    assertThat(other.err()).contains("damaged or another file");
    assertThat(say("install", "tiny", yes, "--from", "gone").status()).isEqualTo(4);
    assertThat(say("import", "gone.th").status()).isEqualTo(4);
    assertThat(say("import", half.toString()).status()).isEqualTo(5);
    assertThat(say("import", file.toString(), "--name", "../x").status()).isEqualTo(2);
    assertThat(say("import", file.toString(), "--name", "mine").status()).isZero();
    Said twice = say("import", file.toString(), "--name", "mine");
    assertThat(twice.status()).isEqualTo(6);
    assertThat(twice.err()).contains("--name");
    assertThat(say("verify", "mine").status()).isZero();
    Files.write(store().resolve("mine/model.safetensors"), new byte[9]);
    assertThat(say("verify", "mine").status()).isEqualTo(5);
    assertThat(say("install", "tiny", yes).status()).isZero();
    assertThat(say("verify").status()).isEqualTo(3);
    assertThat(say("remove", "tiny").status()).isEqualTo(2);
    assertThat(answer("n", "remove", "tiny").status()).isEqualTo(2);
    assertThat(answer("y", "remove", "tiny").status()).isZero();
    assertThat(say("remove", "tiny", "--yes").status()).isEqualTo(5);
    assertThat(say("remove", "../store", "--yes").status()).isEqualTo(5);
    server.stop(0);
    Files.delete(store().resolve("mine/model.safetensors"));
    assertThat(say("remove", "mine", "-y").status()).isZero();
    Files.delete(folder.resolve("list.json"));
    assertThat(say("list").status()).isEqualTo(4);
  }

  @Test
  void aStoreThatCannotBeWrittenIsSaid() throws Exception {
    Files.writeString(store(), "a file in the way");
    Said said = say("install", "tiny", "--accept-licence");
    assertThat(said.status()).isEqualTo(6);
    assertThat(said.err()).contains("a file is in the way of a folder");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void interruptedHalfWayThePartIsKept() throws Exception {
    List<String> command = new ArrayList<>();
    if (new ProcessBuilder("env", "--default-signal=INT", "true").start().waitFor() == 0) {
      command.addAll(List.of("env", "--default-signal=INT"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), SlowMain.class.getName()));
    command.addAll(List.of(line("install", "slow", "--accept-licence")));
    Path err = folder.resolve("err.txt");
    Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
    Path part = store().resolve(".incoming/slow/w.th.part");
    for (int i = 0; i < 600 && (!Files.exists(part) || Files.size(part) < 50_000); i++) {
      Thread.sleep(50);
    }
    assertThat(part).as(Files.readString(err)).hasSize(50_000);
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(130);
    assertThat(Files.readString(err)).contains("what came so far is kept");
    assertThat(part).hasSize(50_000);
    assertThat(say("list").out()).contains("partly here");
    assertThat(say("remove", "slow", "-y").status()).isZero();
    assertThat(part).doesNotExist();
  }
}
