package org.scanline.audio.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.ChannelLayout;
import org.scanline.audio.Sounds;

class WavTest {
  @TempDir Path folder;

  private static final Tags TAGS =
      new Tags(Map.of("title", "Ünï \"q\" 題", "artist", "A", "track", "3/9", "odd", "x"), null);

  @ParameterizedTest
  @EnumSource(
      value = Codec.class,
      names = {"WAV_16", "WAV_24", "WAV_FLOAT"})
  void whatIsWrittenComesBackToTheStep(Codec codec) throws IOException {
    for (int channels : new int[] {1, 2, 3, 6, 10}) {
      AudioBuffer sound = Sounds.noise(7 + channels, 44_100, channels, 40_001, 0.99);
      Path file = folder.resolve(codec + "-" + channels + ".wav");
      ReadAll.write(file, OutputFormat.of(codec), TAGS, sound, 16_411);
      try (AudioReader reader = AudioReader.open(file)) {
        assertThat(reader.format().frames()).isEqualTo(40_001);
        assertThat(reader.format().bits()).isEqualTo(codec.bits());
        assertThat(reader.format().layout()).isEqualTo(ChannelLayout.usual(channels));
        assertThat(reader.tags().get("title")).isEqualTo("Ünï \"q\" 題");
        assertThat(reader.tags().get("track")).isEqualTo("3/9");
        double step = codec == Codec.WAV_FLOAT ? 0 : Math.pow(2, -codec.bits());
        assertThat(Sounds.maxDifference(sound, ReadAll.of(reader, 997))).isLessThanOrEqualTo(step);
        assertThat(reader.warnings()).isEmpty();
      }
    }
  }

  @Test
  void roundingIsToTheNearestStepAndClippingIsCounted() throws IOException {
    Path file = folder.resolve("clip.wav");
    float step = 0x1p-15f;
    float[] in = {1f, -1f, 2f, -2f, 1.4f * step, 1.6f * step, -1.6f * step, 0.5f * step, 0.999999f};
    AudioWriter writer =
        AudioWriter.create(file, OutputFormat.of(Codec.WAV_16), 8000, 1, Tags.NONE);
    writer.write(AudioBuffer.of(8000, in));
    assertThat(writer.clipped()).isEqualTo(4);
    writer.close();
    float top = 1 - step;
    assertThat(ReadAll.of(file).channel(0))
        .containsExactly(top, -1f, top, -1f, step, 2 * step, -2 * step, 0f, top);
  }

  @Test
  void anySampleEncodingIsRead() throws IOException {
    assertThat(readSamples(1, 8, b -> b.put((byte) 128).put((byte) 0).put((byte) 255)))
        .containsExactly(0f, -1f, 127 / 128f);
    assertThat(readSamples(1, 24, b -> b.put(new byte[] {0, 0, (byte) 0x80, -1, -1, 0x7f})))
        .containsExactly(-1f, 1 - 0x1p-23f);
    assertThat(readSamples(1, 32, b -> b.putInt(Integer.MIN_VALUE).putInt(1 << 30)))
        .containsExactly(-1f, 0.5f);
    assertThat(readSamples(3, 32, b -> b.putFloat(1.5f).putFloat(-0.1f)))
        .containsExactly(1.5f, -0.1f);
    assertThat(readSamples(3, 64, b -> b.putDouble(0.1))).containsExactly(0.1f);
  }

  @Test
  void samplesThatAreNoNumbersBecomeSilenceWithAWarning() throws IOException {
    Path file =
        wav(3, 32, b -> b.putFloat(1).putFloat(Float.NaN).putFloat(1e30f).putFloat(-1 / 0f));
    try (AudioReader reader = AudioReader.open(file)) {
      assertThat(ReadAll.of(reader, 3).channel(0)).containsExactly(1, 0, 0, 0);
      assertThat(reader.warnings()).singleElement().asString().contains("3 sample(s)", "frame 1");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 0x7fffffff, 0x7ffff000, 0x7fffffdb})
  void aSizeThatAStreamCouldNotFillInMeansUntilTheEnd(int size) throws IOException {
    Path file = wav(1, 16, b -> b.putShort((short) 1).putShort((short) -32768));
    patch(file, 40, size);
    try (AudioReader reader = AudioReader.open(file)) {
      assertThat(ReadAll.of(reader, 9).channel(0)).containsExactly(0x1p-15f, -1f);
      assertThat(reader.warnings()).isEmpty();
    }
  }

  @Test
  void aPromiseThatTheFileDoesNotKeepIsAWarning() throws IOException {
    Path file = wav(1, 16, b -> b.putShort((short) 1).putShort((short) -32768));
    patch(file, 40, 1000);
    try (AudioReader reader = AudioReader.open(file)) {
      assertThat(ReadAll.of(reader, 9).frames()).isEqualTo(2);
      assertThat(reader.warnings())
          .containsExactly("the file ends early: 2 of 500 frames are there");
    }
  }

  @Test
  void oddAndUnknownChunksAreStepsOver() throws IOException {
    ByteBuffer b = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
    b.put(id("RIFF")).putInt(999).put(id("WAVE")).put(id("odd ")).putInt(3).putInt(0);
    b.put(id("fmt ")).putInt(16).putShort((short) 1).putShort((short) 1).putInt(8000).putInt(8000);
    b.putShort((short) 1).putShort((short) 8).put(id("data")).putInt(3).putInt(0);
    b.put(id("LIST")).putInt(14).put(id("INFO")).put(id("INAM")).putInt(2).put(id("T\0"));
    Path file = folder.resolve("odd.wav");
    Files.write(file, Arrays.copyOf(b.array(), b.position()));
    try (AudioReader reader = AudioReader.open(file)) {
      assertThat(ReadAll.of(reader, 5).channel(0)).containsExactly(-1, -1, -1);
      assertThat(reader.tags().get("title")).isEqualTo("T");
    }
  }

  @Test
  void aHeaderCutAnywhereIsAClearErrorOrAnEmptySound() throws IOException {
    Path whole = wav(1, 16, b -> b.putShort((short) 5));
    byte[] bytes = Files.readAllBytes(whole);
    for (int cut = 1; cut < 44; cut++) {
      Path file = folder.resolve("cut" + cut + ".wav");
      Files.write(file, Arrays.copyOf(bytes, cut));
      assertThatThrownBy(() -> AudioReader.open(file))
          .isInstanceOf(AudioFileException.class)
          .hasMessageMatching(".+");
    }
  }

  @Test
  void hostileNumbersAreRefusedInOneLine() throws IOException {
    int[][] cases = {{22, 0}, {22, 0xffff}, {24, 0}, {24, -5}, {24, 2_000_000}, {34, 40}, {16, 2}};
    for (int[] one : cases) {
      Path file = wav(1, 16, b -> b.putShort((short) 5));
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        int width = one[0] == 24 || one[0] == 16 ? 4 : 2;
        ByteBuffer b = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(one[1]);
        channel.write(b.flip().limit(width), one[0]);
        if (one[0] == 34) {
          channel.write(ByteBuffer.wrap(new byte[] {5, 0}), 32);
        }
      }
      assertThatThrownBy(() -> AudioReader.open(file))
          .as(Arrays.toString(one))
          .isInstanceOf(AudioFileException.class)
          .message()
          .doesNotContain("\n")
          .contains(";");
    }
  }

  @Test
  void aFileBeyondFourGigabytesBecomesRf64() throws IOException {
    Path file = folder.resolve("big.wav");
    AudioBuffer sound = Sounds.noise(3, 48_000, 2, 1001, 1);
    try (AudioWriter writer =
        new WavWriter(file, Codec.WAV_24, 48_000, ChannelLayout.usual(2), TAGS, 5000)) {
      writer.write(sound);
    }
    assertThat(new String(Files.readAllBytes(file), 0, 4, StandardCharsets.ISO_8859_1))
        .isEqualTo("RF64");
    assertThat(Sounds.maxDifference(sound, ReadAll.of(file))).isLessThanOrEqualTo(0x1p-24);
  }

  @Test
  void skippingReachesAnyPositionOfAHugeFile() throws IOException {
    Path file = folder.resolve("huge.wav");
    ReadAll.write(
        file, OutputFormat.of(Codec.WAV_16), Tags.NONE, AudioBuffer.of(8000, new float[1]), 1);
    long frames = 2_600_000_000L;
    long dataStart = Files.size(file) - 2;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer last = ByteBuffer.wrap(new byte[] {0, 0x40});
      channel.write(last, dataStart + 2 * (frames - 1));
      ByteBuffer ds64 = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
      ds64.put(id("RF64")).putInt(-1).put(id("WAVE")).put(id("ds64")).putInt(28);
      ds64.putLong(dataStart + 2 * frames - 8).putLong(2 * frames).putLong(frames);
      channel.write(ds64.rewind(), 0);
      channel.write(ByteBuffer.wrap(new byte[] {-1, -1, -1, -1}), dataStart - 4);
    } catch (IOException e) {
      assumeTrue(false, "no sparse files here: " + e.getMessage());
    }
    try (AudioReader reader = AudioReader.open(file)) {
      assertThat(reader.format().frames()).isEqualTo(frames);
      assertThat(reader.skip(frames - 2)).isEqualTo(frames - 2);
      assertThat(reader.read(10).channel(0)).containsExactly(0f, 0.5f);
      assertThat(reader.skip(1)).isZero();
    }
  }

  @Test
  void aFullDiskIsSaidSo() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full), "no /dev/full here");
    assertThatThrownBy(
            () ->
                AudioWriter.create(full, OutputFormat.of(Codec.WAV_16), 8000, 1, Tags.NONE).close())
        .isInstanceOf(AudioFileException.class)
        .hasMessageContaining("disk is full");
  }

  @Test
  void nothingThatIsNoNumberIsWritten() throws IOException {
    Path file = folder.resolve("nan.wav");
    AudioWriter writer =
        AudioWriter.create(file, OutputFormat.of(Codec.WAV_FLOAT), 8000, 1, Tags.NONE);
    assertThatThrownBy(() -> writer.write(AudioBuffer.of(8000, new float[] {Float.NaN})))
        .isInstanceOf(IllegalArgumentException.class);
    writer.abort();
    writer.close();
    assertThat(file).doesNotExist();
  }

  private interface Samples {
    ByteBuffer put(ByteBuffer b);
  }

  private float[] readSamples(int tag, int bits, Samples samples) throws IOException {
    return ReadAll.of(wav(tag, bits, samples)).channel(0);
  }

  private Path wav(int tag, int bits, Samples samples) throws IOException {
    ByteBuffer b = ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN);
    b.put(id("RIFF")).putInt(92).put(id("WAVE")).put(id("fmt ")).putInt(16);
    b.putShort((short) tag).putShort((short) 1).putInt(22050).putInt(22050 * bits / 8);
    b.putShort((short) (bits / 8)).putShort((short) bits).put(id("data")).putInt(0);
    samples.put(b).putInt(40, b.position() - 44);
    Path file = Files.createTempFile(folder, "sound", ".wav");
    Files.write(file, Arrays.copyOf(b.array(), b.position()));
    return file;
  }

  private static void patch(Path file, int at, int value) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer b = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value);
      channel.write(b.flip(), at);
    }
  }

  private static byte[] id(String id) {
    return id.getBytes(StandardCharsets.ISO_8859_1);
  }
}
