package org.scanline.backbones.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.scanline.backbones.weights.Pickles.bytes;
import static org.scanline.backbones.weights.Pickles.dict;
import static org.scanline.backbones.weights.Pickles.floats;
import static org.scanline.backbones.weights.Pickles.global;
import static org.scanline.backbones.weights.Pickles.int4;
import static org.scanline.backbones.weights.Pickles.int8;
import static org.scanline.backbones.weights.Pickles.integer;
import static org.scanline.backbones.weights.Pickles.legacy;
import static org.scanline.backbones.weights.Pickles.sizes;
import static org.scanline.backbones.weights.Pickles.storage;
import static org.scanline.backbones.weights.Pickles.tensor;
import static org.scanline.backbones.weights.Pickles.text;
import static org.scanline.backbones.weights.Pickles.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rare but lawful files, and unlawful ones that do no harm. */
class CraftedCheckpointTests {
  private static final String W = text("w") + tensor(2, 0, sizes(2), sizes(1));

  @TempDir Path folder;

  private static Checkpoint read(byte[] bytes) throws IOException {
    return Checkpoint.read(new MemoryChannel(bytes), "x.pt");
  }

  private static Checkpoint readZip(String pickle) throws IOException {
    return read(Zips.checkpoint(pickle, floats()).build());
  }

  private static void assertGood(Checkpoint read) {
    assertThat(read.tensors()).containsOnlyKeys("w");
    assertThat(read.tensors().get("w"))
        .extracting(Tensor::toFloatArray)
        .isEqualTo(new float[] {1, 2});
  }

  @Test
  void theGoodFilesAreGood() throws IOException {
    assertGood(read(Zips.good().build()));
    assertGood(read(bytes(legacy(Pickles.good(), int8(2) + floats()))));
    assertGood(read(Zips.good().with(zip -> zip.large = true).build()));
    assertGood(read(Zips.good().pickle(Zips.Entry::deflated).build()));
  }

  @Test
  void namesOfFunctionsAreNeverCalled() throws IOException {
    Path proof = folder.resolve("proof");
    String command = "touch '" + proof + "'";
    String[] calls = {
      global("os", "system") + tuple(text(command)) + "R",
      global("posix", "system") + tuple(text(command)) + "\u0081",
      text("subprocess") + text("getoutput") + "\u0093" + text(command) + "\u0085R",
      global("java.lang", "Runtime") + ")R}(" + text("x") + "Nub",
      global("builtins", "eval") + tuple(text("open('" + proof + "', 'w')")) + "R",
    };
    for (String call : calls) {
      Checkpoint read = readZip(dict(W, text("payload"), call));
      assertGood(read);
      assertThat(read.value("payload")).isInstanceOf(PickledObject.class);
    }
    assertThat(readZip(dict(W, text("payload"), calls[0])).value("payload"))
        .isEqualTo(
            new PickledObject(
                new PickledName("os", "system"), List.of(command), null, List.of(), Map.of()));
    assertThat(Files.exists(proof)).isFalse();
  }

  @Test
  void textOfPython2IsTextOrBytes() throws IOException {
    String old = "U\1w" + tensor(2, 0, sizes(2), sizes(1));
    assertGood(readZip(dict(old)));
    assertThat(readZip(dict(W, "T" + int4(1) + "a", "U\1\u00ff")).value("a"))
        .isInstanceOf(java.nio.ByteBuffer.class);
  }

  @Test
  void theLaterFormsOfATensorAreRead() throws IOException {
    String untyped = storage("UntypedStorage", "0", 8);
    String third =
        global("torch._utils", "_rebuild_tensor_v3")
            + tuple(
                untyped, integer(0), sizes(2), sizes(1), "\u0089", "N", global("torch", "float32"))
            + "R";
    assertGood(readZip(dict(text("w"), third)));
    String second = tensor(2, 0, sizes(2), sizes(1));
    String inner = second.substring(global("torch._utils", "_rebuild_tensor_v2").length());
    String subclass =
        global("torch._tensor", "_rebuild_from_type_v2")
            + tuple(
                global("torch._utils", "_rebuild_tensor_v2"),
                global("torch.nn.parameter", "Parameter"),
                inner.substring(0, inner.length() - 1),
                "}")
            + "R";
    assertGood(readZip(dict(text("w"), subclass)));
    String parameter = global("torch._utils", "_rebuild_parameter") + tuple(second, "\u0088") + "R";
    assertGood(readZip(dict(text("w"), parameter)));
    String ordered = global("collections", "OrderedDict") + ")R" + W + "s}b.";
    assertGood(readZip(Pickles.PROTO + ordered));
    String old = global("collections", "OrderedDict") + tuple("](](" + W + "ee") + "R.";
    assertGood(readZip(Pickles.PROTO + old));
  }

  @Test
  void aBigEndianArchiveGivesTheSameNumbers() throws IOException {
    Zips zip = Zips.checkpoint(Pickles.good(), "?\u0080\0\0@\0\0\0");
    zip.add("m/byteorder", "big");
    assertGood(read(zip.build()));
  }

  @Test
  void sizesMayFollowTheData() throws IOException {
    for (boolean wide : new boolean[] {false, true}) {
      for (String signature : new String[] {"", "PK\7\10"}) {
        Zips zip =
            Zips.good()
                .storage(
                    entry -> {
                      entry.flags |= 8;
                      entry.localSize = 0L;
                      entry.localCrc = 0L;
                      String size = wide ? int8(8) : int4(8);
                      entry.behind = signature + int4(entry.crc) + size + size;
                    });
        assertGood(read(zip.build()));
      }
    }
  }

  @Test
  void beyond4GiBTheExtraFieldRepeatsThePlace() throws IOException {
    Zips zip =
        Zips.good()
            .storage(
                entry -> {
                  entry.flags |= 8;
                  entry.localSize = 0L;
                  entry.localCrc = 0L;
                  entry.localExtra = "\1\0\10\0" + int8(1L << 33);
                  entry.behind = "PK\7\10" + int4(entry.crc) + int8(8) + int8(8);
                });
    assertGood(read(zip.build()));
  }

  @Test
  void sizesMayStandInTheExtraField() throws IOException {
    Zips zip =
        Zips.good()
            .storage(
                entry -> {
                  entry.size = 0xFFFFFFFFL;
                  entry.packedSize = 0xFFFFFFFFL;
                  entry.extra = "\1\0\20\0" + int8(8) + int8(8);
                  entry.localExtra = entry.extra + "FB\2\0ZZ";
                });
    assertGood(read(zip.build()));
  }

  @Test
  void aSumThatWasLeftOutIsNotMissed() throws IOException {
    assertGood(read(Zips.good().storage(entry -> entry.crc = 0).build()));
  }

  @Test
  void keysAreText() throws IOException {
    String keys = integer(3) + "N" + "N\u0088" + "\u0088K\1" + tuple(integer(1), text("b")) + "K\2";
    Map<String, ?> values = readZip(dict(W, keys, global("a", "B"), "]")).values();
    assertThat(values).containsKeys("w", "3", "None", "true", "(1, b)", "a.B");
  }

  @Test
  void aClassWithItsSourceIsAName() throws IOException {
    String module = tuple(text("module"), global("net", "Net"), text("f.py"), text("x")) + "Q";
    assertThat(readZip(dict(W, text("class"), module)).value("class"))
        .isEqualTo(new PickledName("net", "Net"));
  }
}
