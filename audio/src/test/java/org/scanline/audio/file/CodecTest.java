package org.scanline.audio.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.ChannelLayout;
import org.scanline.audio.Sounds;

class CodecTest {
  private static final Map<String, String> FIELDS =
      Map.of(
          "title",
          "Ünï 題",
          "artist",
          "Ä & B",
          "album",
          "$(x)",
          "album_artist",
          "C",
          "date",
          "2020",
          "track",
          "3/9",
          "genre",
          "Rock",
          "composer",
          "D",
          "comment",
          "=;#\\");

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(
      value = Codec.class,
      names = {"FLAC_16", "FLAC_24", "MP3", "OPUS", "M4A"})
  void everyFormatComesBackSampleExactInLengthAndPlace(Codec codec) throws IOException {
    OutputFormat format = OutputFormat.of(codec);
    double wanted = codec == Codec.FLAC_24 ? 120 : codec == Codec.FLAC_16 ? 75 : 20;
    for (int rate : new int[] {8000, 16_000, 44_100, 48_000}) {
      if (format.nearestRate(rate) != rate) {
        continue;
      }
      for (int frames : new int[] {47, 700, 1152, 1500, 2047, 44_100, 50_021}) {
        for (int channels = 1; channels <= 2; channels++) {
          AudioBuffer sound = Sounds.music(frames, rate, channels, frames);
          Path file = folder.resolve(codec + "." + codec.extension());
          ReadAll.write(file, format, Tags.NONE, sound, 1013);
          try (AudioReader reader = AudioReader.open(file)) {
            AudioBuffer back = ReadAll.of(reader, 777);
            String what = codec + " " + rate + " Hz " + frames + " frames " + channels;
            assertThat(reader.format().frames()).as(what).isEqualTo(frames);
            assertThat(back.frames()).as(what).isEqualTo(frames);
            assertThat(back.sampleRate()).isEqualTo(rate);
            assertThat(reader.warnings()).as(what).isEmpty();
            if (frames > 40_000) {
              assertThat(Sounds.snr(sound, back)).as(what).isGreaterThan(wanted);
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Codec.class,
      names = {"FLAC_16", "FLAC_24", "MP3", "OPUS", "M4A"})
  void tagsCoverAndSixChannelsArriveAndBytesRepeat(Codec codec) throws IOException {
    OutputFormat format = OutputFormat.of(codec);
    for (String type : new String[] {"png", "jpeg"}) {
      Tags tags = new Tags(FIELDS, picture(type));
      int channels = Math.min(6, format.maxChannels());
      AudioBuffer sound = Sounds.music(5, 48_000, channels, 20_000);
      Path file = folder.resolve("ünï $(x) 'q' %03d \"d\"." + codec.extension());
      ReadAll.write(file, format, tags, sound, 20_000);
      byte[] bytes = Files.readAllBytes(file);
      try (AudioReader reader = AudioReader.open(file)) {
        assertThat(reader.tags()).isEqualTo(tags);
        assertThat(reader.format().layout()).isEqualTo(ChannelLayout.usual(channels));
        AudioBuffer back = ReadAll.of(reader, 5000);
        for (int c = 0; c < channels; c++) {
          if (c != 3) { // codecs cut the low-frequency channel at 120 Hz
            assertThat(
                    Sounds.snr(
                        AudioBuffer.of(48_000, sound.channel(c)),
                        AudioBuffer.of(48_000, back.channel(c))))
                .as("channel %d", c)
                .isGreaterThan(12);
          }
        }
      }
      ReadAll.write(file, format, tags, sound, 3001);
      assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }
  }

  @Test
  void flacIsExactToTheStep() throws IOException {
    AudioBuffer sound = Sounds.noise(12, 192_000, 2, 30_001, 0.999);
    for (Codec codec : new Codec[] {Codec.FLAC_16, Codec.FLAC_24}) {
      Path file = folder.resolve(codec + ".flac");
      Path wav = folder.resolve(codec + ".wav");
      ReadAll.write(file, OutputFormat.of(codec), Tags.NONE, sound, 977);
      Codec same = codec == Codec.FLAC_16 ? Codec.WAV_16 : Codec.WAV_24;
      ReadAll.write(wav, OutputFormat.of(same), Tags.NONE, sound, 977);
      assertThat(ReadAll.of(file)).isEqualTo(ReadAll.of(wav));
      try (AudioReader reader = AudioReader.open(file)) {
        assertThat(reader.format().bits()).isEqualTo(codec.bits());
        assertThat(reader.skip(20_000)).isEqualTo(20_000);
        assertThat(reader.read(501)).isEqualTo(ReadAll.of(wav).slice(20_000, 20_501));
      }
    }
  }

  @Test
  void aiffVorbisAndOtherContainersAreRead() throws IOException {
    AudioBuffer sound = Sounds.music(9, 44_100, 2, 30_011);
    Path aiff = folder.resolve("a.aiff");
    encode(aiff, new LibavCodec("aiff", "pcm_s16be", AV_SAMPLE_FMT_S16, 16, 0, false), sound);
    assertThat(Sounds.maxDifference(sound, ReadAll.of(aiff))).isLessThanOrEqualTo(0x1p-16);
    Path alac = folder.resolve("a.m4a");
    encode(alac, new LibavCodec("ipod", "aac", AV_SAMPLE_FMT_FLTP, 0, 256_000, false), sound);
    assertThat(ReadAll.of(alac).frames()).isEqualTo(30_011);
    Path vorbis = folder.resolve("a.ogg");
    encode(vorbis, new LibavCodec("ogg", "vorbis", AV_SAMPLE_FMT_FLTP, 0, 256_000, false), sound);
    AudioBuffer back = ReadAll.of(vorbis);
    int shared = Math.min(back.frames(), sound.frames()); // FFmpeg's own encoder pads the end
    assertThat(Sounds.snr(sound.slice(0, shared), back.slice(0, shared))).isGreaterThan(10);
    Path adpcm = folder.resolve("a.wav");
    encode(adpcm, new LibavCodec("wav", "adpcm_ms", AV_SAMPLE_FMT_S16, 16, 0, false), sound);
    assertThat(ReadAll.of(adpcm).frames()).isGreaterThanOrEqualTo(30_011);
  }

  @Test
  void theSoundTrackOfAVideoIsRead() throws IOException {
    AudioBuffer sound = Sounds.music(9, 32_000, 2, 16_000);
    Path video = folder.resolve("video.mkv");
    TinyVideo.write(video, sound);
    assertThat(Sounds.maxDifference(sound, ReadAll.of(video))).isLessThanOrEqualTo(0x1p-16);
  }

  @Test
  void aSilentVideoIsRefused() throws IOException {
    Path video = folder.resolve("silent.mkv");
    TinyVideo.write(video, null);
    assertRefused(video, "no sound in this file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mp3", "flac", "ogg", "opus", "m4a", "wav", "aiff", "txt", "mkv"})
  void whatIsNoAudioIsRefusedInOneLine(String extension) throws IOException {
    Path text = folder.resolve("text." + extension);
    Files.writeString(text, "This is a letter, not a song.\n".repeat(3000));
    assertRefused(text, "");
    Path list = folder.resolve("list." + extension);
    Files.writeString(list, "ffconcat version 1.0\nfile secret.wav\n");
    assertRefused(list, "");
    Path play = folder.resolve("play." + extension);
    Files.writeString(play, "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nsecret.wav\n");
    assertRefused(play, "");
    Path empty = folder.resolve("empty." + extension);
    Files.createFile(empty);
    assertRefused(empty, "empty");
    Path directory = Files.createDirectory(folder.resolve("folder." + extension));
    assertRefused(directory, "folder");
    assertRefused(folder.resolve("missing." + extension), "no such file");
  }

  @Test
  void aTruncatedFileGivesWhatIsThereWithAWarning() throws IOException {
    AudioBuffer sound = Sounds.music(1, 44_100, 2, 200_000);
    for (Codec codec : new Codec[] {Codec.MP3, Codec.FLAC_16, Codec.WAV_24}) {
      Path file = folder.resolve("cut." + codec.extension());
      ReadAll.write(file, OutputFormat.of(codec), Tags.NONE, sound, 200_000);
      byte[] bytes = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
      try (AudioReader reader = AudioReader.open(file)) {
        AudioBuffer back = ReadAll.of(reader, 10_000);
        assertThat(back.frames()).as(codec.name()).isBetween(60_000, 140_000);
        assertThat(Sounds.snr(sound.slice(0, 60_000), back.slice(0, 60_000))).isGreaterThan(15);
        assertThat(reader.warnings()).anyMatch(w -> w.contains("ends early"));
      }
    }
    Path m4a = folder.resolve("cut.m4a");
    ReadAll.write(m4a, OutputFormat.of(Codec.M4A), Tags.NONE, sound, 200_000);
    byte[] bytes = Files.readAllBytes(m4a);
    Files.write(m4a, Arrays.copyOf(bytes, bytes.length / 2)); // its table of contents is gone
    assertRefused(m4a, "damaged");
  }

  @Test
  void damageInTheMiddleIsPassedOver() throws IOException {
    AudioBuffer sound = Sounds.music(1, 44_100, 2, 200_000);
    for (Codec codec : new Codec[] {Codec.MP3, Codec.FLAC_16, Codec.OPUS, Codec.M4A}) {
      Path file = folder.resolve("hole." + codec.extension());
      AudioBuffer fitting = codec == Codec.OPUS ? Sounds.music(1, 48_000, 2, 200_000) : sound;
      ReadAll.write(file, OutputFormat.of(codec), Tags.NONE, fitting, 200_000);
      byte[] bytes = Files.readAllBytes(file);
      Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 5000, (byte) 0x55);
      Files.write(file, bytes);
      assertThat(ReadAll.of(file).frames()).as(codec.name()).isBetween(150_000, 205_000);
    }
  }

  @Test
  void namesAreNeverProtocols() throws IOException {
    AudioBuffer sound = Sounds.music(2, 44_100, 1, 5000);
    for (String name : new String[] {"concat:a|b.flac", "http:x.flac", "-i.flac", "data:,.flac"}) {
      Path file = folder.resolve(name);
      ReadAll.write(file, OutputFormat.of(Codec.FLAC_16), Tags.NONE, sound, 5000);
      assertThat(file).isRegularFile();
      assertThat(ReadAll.of(file).frames()).isEqualTo(5000);
    }
  }

  @Test
  void whatAFormatCannotHoldIsSaidBeforeTheFileIsThere() {
    Path file = folder.resolve("x");
    OutputFormat opus = OutputFormat.of(Codec.OPUS);
    assertThat(opus.nearestRate(44_100)).isEqualTo(48_000);
    assertThat(OutputFormat.of(Codec.MP3).nearestRate(96_000)).isEqualTo(48_000);
    assertThat(OutputFormat.of(Codec.M4A).nearestRate(37_800)).isEqualTo(44_100);
    assertThat(OutputFormat.of(Codec.FLAC_24).nearestRate(384_000)).isEqualTo(384_000);
    assertThatThrownBy(() -> AudioWriter.create(file, opus, 44_100, 2, Tags.NONE))
        .isInstanceOf(AudioFileException.class)
        .hasMessageContaining("48000 Hz");
    assertThatThrownBy(
            () -> AudioWriter.create(file, OutputFormat.of(Codec.MP3), 44_100, 3, Tags.NONE))
        .hasMessageContaining("3 channels");
    assertThat(file).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource(
      value = Codec.class,
      names = {"FLAC_16", "MP3", "OPUS", "M4A"})
  void aFullDiskIsSaidSo(Codec codec) {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full), "no /dev/full here");
    AudioBuffer sound = Sounds.noise(4, 48_000, 2, 200_000, 0.5);
    assertThatThrownBy(() -> ReadAll.write(full, OutputFormat.of(codec), Tags.NONE, sound, 10_000))
        .isInstanceOf(AudioFileException.class)
        .hasMessageContaining("disk is full");
  }

  @Test
  void abortLeavesNoFile() throws IOException {
    Path file = folder.resolve("gone.flac");
    AudioWriter writer =
        AudioWriter.create(file, OutputFormat.of(Codec.FLAC_16), 44_100, 1, Tags.NONE);
    writer.write(Sounds.music(2, 44_100, 1, 50_000));
    writer.abort();
    writer.close();
    assertThat(file).doesNotExist();
    assertThatThrownBy(
            () ->
                AudioWriter.create(
                    folder.resolve("no/such/folder.flac"),
                    OutputFormat.of(Codec.FLAC_16),
                    44_100,
                    1,
                    Tags.NONE))
        .isInstanceOf(AudioFileException.class);
  }

  @Test
  void aThousandFilesLeaveNothingOpen() throws IOException {
    Path open = Path.of("/proc/self/fd");
    assumeTrue(Files.isDirectory(open), "no /proc here");
    AudioBuffer sound = Sounds.music(3, 8000, 1, 900);
    Path good = folder.resolve("good.flac");
    ReadAll.write(good, OutputFormat.of(Codec.FLAC_16), Tags.NONE, sound, 900);
    Path bad = folder.resolve("bad.flac");
    Files.write(bad, Arrays.copyOf(Files.readAllBytes(good), 60));
    Path wav = folder.resolve("good.wav");
    long before = 0;
    for (int i = 0; i < 250; i++) {
      assertThat(ReadAll.of(good).frames()).isEqualTo(900);
      assertThatThrownBy(() -> ReadAll.of(bad)).isInstanceOf(AudioFileException.class);
      ReadAll.write(wav, OutputFormat.of(Codec.WAV_16), Tags.NONE, sound, 900);
      AudioWriter.create(wav, OutputFormat.of(Codec.FLAC_16), 8000, 1, Tags.NONE).abort();
      before = i == 0 ? count(open) : before;
    }
    assertThat(count(open)).isLessThanOrEqualTo(before + 5); // others run beside us
  }

  private static long count(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.count();
    }
  }

  private static void assertRefused(Path file, String words) {
    assertThatThrownBy(() -> ReadAll.of(file))
        .as(file.getFileName().toString())
        .isInstanceOf(AudioFileException.class)
        .message()
        .contains(words)
        .contains(";")
        .doesNotContain("\n");
  }

  private static void encode(Path file, LibavCodec codec, AudioBuffer sound) throws IOException {
    Libav.demand();
    ChannelLayout layout = ChannelLayout.usual(sound.channels());
    try (AudioWriter writer = new LibavWriter(file, codec, sound.sampleRate(), layout, Tags.NONE)) {
      writer.write(sound);
    }
  }

  /** As much of a picture as tells its size: 30 x 17. */
  private static Cover picture(String type) {
    String hex =
        type.equals("png")
            ? "89504e470d0a1a0a0000000d494844520000001e00000011080200000000000000"
            : "ffd8ffe000104a46494600010100000100010000ffc000110800110"
                + "01e03012200021101031101ffd9";
    return new Cover(HexFormat.of().parseHex(hex));
  }
}
