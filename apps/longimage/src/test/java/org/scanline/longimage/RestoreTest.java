package org.scanline.longimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scanline.backbones.model.ComputeDevice;
import org.scanline.jobs.ExitCode;
import org.scanline.jobs.Failure;
import org.scanline.jobs.JobException;
import org.scanline.jobs.JobResult;
import org.scanline.jobs.JobResult.Outcome;
import org.scanline.jobs.OnExisting;
import org.scanline.jobs.Progress;
import org.scanline.vision.image.ImageStrip;
import org.scanline.vision.image.file.ImageFormat;
import org.scanline.vision.image.file.ImageFormat.Samples;
import org.scanline.vision.image.file.ImageReader;
import org.scanline.vision.image.file.ImageTags;
import org.scanline.vision.image.restoration.ImageRestorer;

/** Whole runs over pictures, with small nets of random weights. */
class RestoreTest {
  @TempDir static Path models;
  private static ImageRestorer twice;
  private static ImageRestorer denoising;

  @TempDir Path folder;
  private Gallery gallery;

  @BeforeAll
  static void load() throws Exception {
    twice = ImageRestorer.load(TinyModel.write(models.resolve("x2"), 2), ComputeDevice.CPU);
    denoising = ImageRestorer.load(TinyModel.write(models.resolve("x1"), 1), ComputeDevice.CPU);
  }

  @AfterAll
  static void release() {
    twice.close();
    denoising.close();
  }

  @BeforeEach
  void open() {
    gallery = new Gallery(folder);
  }

  private JobResult one(ImageRestorer model, RestorationRequest request) throws JobException {
    List<JobResult> results = gallery.run(model, request);
    assertThat(results).hasSize(1);
    return results.get(0);
  }

  private Path done(ImageRestorer model, RestorationRequest request) throws JobException {
    JobResult result = one(model, request);
    assertThat(result.outcome()).as("%s", result.message()).isEqualTo(Outcome.DONE);
    return result.outputs().get(0);
  }

  @Test
  void oneAndTwoThreadsGiveTheSameBytesInEveryFormat() throws Exception {
    for (String name : List.of("a.png", "a.tif", "a.jpg", "a.ppm", "a.webp", "a.bmp")) {
      Path picture = gallery.picture(name, 61, 47, 3);
      RestorationRequest request =
          Requests.with(gallery.request(picture), OnExisting.OVERWRITE, false);
      Path result = done(twice, Requests.with(request, Direction.AUTO, 1));
      byte[] first = Files.readAllBytes(result);
      assertThat(result.getFileName()).hasToString(name);
      assertThat(done(twice, Requests.with(request, Direction.AUTO, 2))).hasBinaryContent(first);
      try (ImageReader reader = ImageReader.open(result)) {
        assertThat(reader.format()).isEqualTo(new ImageFormat(122, 94, 3, Samples.BYTE));
      }
    }
  }

  @Test
  void anInterruptedTiffGoesOnWhereItEndedAndHasTheSameBytes() throws Exception {
    for (int channels = 1; channels <= 4; channels++) {
      Path picture =
          gallery.picture(
              "long" + channels + ".tif",
              Gallery.waves(channels == 1 ? 500 : 250, 500, channels),
              Samples.SHORT,
              ImageTags.NONE);
      RestorationRequest request =
          Requests.with(gallery.request(picture), Direction.AUTO, channels % 2 + 1);
      gallery.watcher = stoppingAt(550);
      assertThat(one(twice, request).outcome()).isEqualTo(Outcome.CANCELLED);
      assertThat(Gallery.tree(gallery.out()))
          .contains(".long%d.tif.part".formatted(channels))
          .noneMatch(file -> !file.startsWith("."));
      gallery.watcher = now -> assertThat(now.done()).isGreaterThan(100);
      JobResult resumed = one(twice, Requests.with(request, OnExisting.SKIP, true));
      assertThat(resumed.outcome()).as("%s", resumed.message()).isEqualTo(Outcome.DONE);
      assertThat(resumed.notes()).singleElement().asString().startsWith("went on at row");
      gallery.watcher = now -> {};
      Path result = resumed.outputs().get(0);
      byte[] bytes = Files.readAllBytes(result);
      assertThat(Gallery.tree(gallery.out())).containsExactly(result.getFileName().toString());
      assertThat(done(twice, Requests.with(request, OnExisting.OVERWRITE, false)))
          .hasBinaryContent(bytes);
      Files.delete(result);
    }
  }

  /** Waits so long at each strip that the next one is told of, too. */
  private Consumer<Progress.Snapshot> stoppingAt(int rows) {
    return now -> {
      try {
        Thread.sleep(110);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      if (now.done() > rows) {
        gallery.cancellation.cancel();
      }
    };
  }

  @Test
  void aKillAtAnyMomentLosesNothingThatWasThere() throws Exception {
    Path picture = gallery.picture("long.tif", 700, 500, 4);
    Path crash = Files.createDirectories(folder.resolve("crash"));
    boolean[] copied = {false};
    gallery.watcher =
        now -> {
          if (now.done() > 380 && !copied[0]) {
            copied[0] = true;
            copyAll(gallery.out(), crash);
          }
        };
    byte[] whole = Files.readAllBytes(done(denoising, gallery.request(picture)));
    Files.delete(gallery.out().resolve("long.tif"));
    copyAll(crash, gallery.out());
    gallery.watcher = now -> {};
    RestorationRequest again = Requests.with(gallery.request(picture), OnExisting.SKIP, true);
    assertThat(done(denoising, again)).hasBinaryContent(whole);
  }

  private static void copyAll(Path from, Path to) {
    try {
      for (String name : Gallery.tree(from)) {
        Files.copy(from.resolve(name), to.resolve(name));
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void anotherModelOrAnotherInputStartsFromTheTop() throws Exception {
    Path picture = gallery.picture("long.tif", 700, 500, 4);
    gallery.watcher = stoppingAt(380);
    one(denoising, gallery.request(picture));
    gallery.watcher = now -> {};
    gallery.picture("long.tif", 700, 501, 4);
    JobResult result =
        one(denoising, Requests.with(gallery.request(picture), OnExisting.SKIP, true));
    assertThat(result.outcome()).isEqualTo(Outcome.DONE);
    assertThat(result.notes()).noneMatch(note -> note.startsWith("went on"));
  }

  @Test
  void anInterruptedPictureOfAnotherKindLeavesNothing() throws Exception {
    for (String name : List.of("a.png", "a.jpg")) {
      Path picture = gallery.picture(name, 300, 300, 3);
      gallery.watcher = now -> gallery.cancellation.cancel();
      List<JobResult> results = gallery.run(twice, gallery.request(picture));
      assertThat(ExitCode.of(results)).isEqualTo(ExitCode.INTERRUPTED);
      assertThat(gallery.out()).doesNotExist();
    }
  }

  @Test
  void samplesOpacityProfileAndResolutionAreKept() throws Exception {
    byte[] profile =
        java.awt.color.ICC_Profile.getInstance(java.awt.color.ColorSpace.CS_LINEAR_RGB).getData();
    ImageTags tags = new ImageTags(profile, null, new double[] {4_000, 5_000});
    for (String name : List.of("a.png", "a.tif")) {
      for (Samples samples : List.of(Samples.BYTE, Samples.SHORT)) {
        for (int channels = 1; channels <= 4; channels++) {
          Path picture = gallery.picture(name, Gallery.waves(31, 17, channels), samples, tags);
          Path result =
              done(twice, Requests.with(gallery.request(picture), OnExisting.OVERWRITE, false));
          try (ImageReader reader = ImageReader.open(result)) {
            assertThat(reader.format()).isEqualTo(new ImageFormat(62, 34, channels, samples));
            assertThat(reader.tags().profile()).isEqualTo(profile);
            double[] resolution = reader.tags().pixelsPerMetre();
            assertThat(resolution).containsExactly(new double[] {8_000, 10_000}, within(2.0));
          }
        }
      }
    }
  }

  @Test
  void opacityIsEnlargedAndNotInvented() throws Exception {
    Path picture = gallery.picture("a.png", 40, 30, 4);
    float[] opacity = Gallery.read(done(twice, gallery.request(picture))).plane(3);
    for (int i = 0; i < opacity.length; i++) {
      int x = i % 80;
      assertThat(opacity[i]).isCloseTo(Math.min(1, 1 - (x / 2f - 0.25f) / 40), within(0.02f));
    }
  }

  @Test
  void floatsStayFloatsAndAreCutToSixteenBitsWithALineWherePngIsAsked() throws Exception {
    Path picture =
        gallery.picture("a.tif", Gallery.waves(20, 20, 1), Samples.FLOAT, ImageTags.NONE);
    try (ImageReader reader = ImageReader.open(done(twice, gallery.request(picture)))) {
      assertThat(reader.format().samples()).isEqualTo(Samples.FLOAT);
    }
    JobResult png = one(twice, Requests.as(gallery.request(picture), "png"));
    assertThat(png.notes())
        .containsExactly("PNG holds no floating-point samples; written with 16 bits");
  }

  @Test
  void theSmallestPicturesComeThrough() throws Exception {
    for (int[] size : new int[][] {{1, 1}, {1, 77}, {77, 1}, {2, 3}}) {
      for (ImageRestorer model : List.of(twice, denoising)) {
        Path picture = gallery.picture("a.png", size[0], size[1], 3);
        RestorationRequest request =
            Requests.with(
                gallery.request(picture),
                RestorationRequest.Extra.COMPARISON,
                RestorationRequest.Extra.VIEWER);
        Path result = done(model, Requests.with(request, OnExisting.OVERWRITE, false));
        try (ImageReader reader = ImageReader.open(result)) {
          assertThat(reader.format().width()).isEqualTo(model.scale() * size[0]);
          assertThat(reader.format().height()).isEqualTo(model.scale() * size[1]);
        }
      }
    }
  }

  @Test
  void sidewaysIsTheTurnedPictureTurnedBack() throws Exception {
    ImageStrip waves = Gallery.waves(90, 31, 3);
    Path picture = gallery.picture("a.png", waves, Samples.BYTE, ImageTags.NONE);
    Path turned = gallery.picture("t.png", turned(waves), Samples.BYTE, ImageTags.NONE);
    Path expected = done(twice, Requests.with(gallery.request(turned), Direction.DOWN, 2));
    JobResult sideways = one(twice, Requests.with(gallery.request(picture), Direction.SIDEWAYS, 2));
    assertThat(sideways.notes()).singleElement().asString().startsWith("scanned sideways");
    ImageStrip found = turned(Gallery.read(sideways.outputs().get(0)));
    for (int c = 0; c < 3; c++) {
      assertThat(found.plane(c)).isEqualTo(Gallery.read(expected).plane(c));
    }
  }

  private static ImageStrip turned(ImageStrip image) {
    float[][] planes = new float[image.channels()][image.rows() * image.width()];
    for (int c = 0; c < planes.length; c++) {
      for (int y = 0; y < image.rows(); y++) {
        for (int x = 0; x < image.width(); x++) {
          planes[c][x * image.rows() + y] = image.plane(c)[y * image.width() + x];
        }
      }
    }
    return ImageStrip.of(image.rows(), planes);
  }

  @Test
  void onlyVeryWidePicturesAreScannedSidewaysUnasked() {
    assertThat(Direction.AUTO.sideways(40_000, 300)).isTrue();
    assertThat(Direction.AUTO.sideways(300, 40_000)).isFalse();
    assertThat(Direction.AUTO.sideways(40_000, 39_000)).isFalse();
    assertThat(Direction.AUTO.sideways(6_000, 300)).isFalse();
    assertThat(Direction.DOWN.sideways(1 << 30, 1)).isFalse();
  }

  @Test
  void measuredNoiseIsSaidAndTheSameAsThatNumber() throws Exception {
    Path picture = gallery.picture("a.png", 200, 200, 3);
    JobResult measured = one(denoising, gallery.request(picture));
    assertThat(measured.notes())
        .singleElement()
        .asString()
        .matches("noise measured: sigma 1[23].*");
    Files.delete(gallery.out().resolve("a.png"));
  }

  @Test
  void aJpegThatWouldBeTooLargeNamesFormatsThatAreNot() throws Exception {
    Path picture = gallery.picture("a.png", 33_000, 1, 3);
    JobResult result = one(twice, Requests.as(gallery.request(picture), "jpg"));
    assertThat(result.failure()).isEqualTo(Failure.OUTPUT);
    assertThat(result.message()).contains("65535", "66000 x 2", "PNG or TIFF", "--format");
    assertThat(gallery.out()).doesNotExist();
  }

  @Test
  void everyBadInputIsOneLineAndLeavesNothing() throws Exception {
    Path good = gallery.picture("good.png", 60, 50, 3);
    byte[] png = Files.readAllBytes(good);
    byte[] tiff = Files.readAllBytes(gallery.picture("good.tif", 60, 50, 3));
    byte[] jpeg = Files.readAllBytes(gallery.picture("good.jpg", 60, 50, 3));
    Map<String, byte[]> bad =
        Map.of(
            "cut.png", Arrays.copyOf(png, png.length / 2),
            "cut.tif", Arrays.copyOf(tiff, tiff.length / 2),
            "empty.png", new byte[0],
            "text.png", "This is no picture.".getBytes(StandardCharsets.UTF_8),
            "promise.png", promising(30_000, 30_000));
    for (Map.Entry<String, byte[]> file : bad.entrySet()) {
      Path path = Files.write(folder.resolve(file.getKey()), file.getValue());
      JobResult result = one(twice, gallery.request(path));
      assertThat(result.outcome()).as(file.getKey()).isEqualTo(Outcome.FAILED);
      assertThat(result.failure()).as(file.getKey()).isEqualTo(Failure.INPUT);
      assertThat(String.valueOf(result.message()).lines()).hasSize(1);
      assertThat(Gallery.tree(gallery.out())).as(file.getKey()).isEmpty();
    }
    Path missing = folder.resolve("missing.png");
    assertThat(one(twice, gallery.request(missing)).message()).contains("no such file");
    Path empty = Files.createDirectories(folder.resolve("no pictures"));
    assertThat(one(twice, gallery.request(empty)).message()).contains("no picture files");
    Path lying = Files.write(folder.resolve("lying.png"), jpeg);
    JobResult result = one(twice, gallery.request(lying));
    assertThat(result.notes()).containsExactly("is a JPEG file, whatever its name says");
    assertThat(result.outputs()).containsExactly(gallery.out().resolve("lying.jpg"));
  }

  /** A PNG of a kilobyte whose header promises so many pixels. */
  private static byte[] promising(int width, int height) {
    ByteBuffer file = ByteBuffer.allocate(1024);
    file.put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
    ByteBuffer header = ByteBuffer.allocate(17).put("IHDR".getBytes(StandardCharsets.US_ASCII));
    header.putInt(width).putInt(height).put(new byte[] {8, 2, 0, 0, 0});
    chunk(file, header.array());
    byte[] some = new byte[904];
    System.arraycopy("IDAT".getBytes(StandardCharsets.US_ASCII), 0, some, 0, 4);
    chunk(file, some);
    chunk(file, "IEND".getBytes(StandardCharsets.US_ASCII));
    return Arrays.copyOf(file.array(), file.position());
  }

  private static void chunk(ByteBuffer file, byte[] typeAndBody) {
    CRC32 sum = new CRC32();
    sum.update(typeAndBody);
    file.putInt(typeAndBody.length - 4).put(typeAndBody).putInt((int) sum.getValue());
  }

  @Test
  void oneBadPictureDoesNotStopTheOthersAndEachKeepsItsFormat() throws Exception {
    Path mixed = Files.createDirectories(folder.resolve("mixed"));
    Files.move(gallery.picture("a.jpeg", 20, 10, 3), mixed.resolve("a.jpeg"));
    Files.writeString(mixed.resolve("b.png"), "no picture");
    Files.move(gallery.picture("c.TIF", 20, 10, 1), mixed.resolve("c.TIF"));
    Files.writeString(mixed.resolve("notes.txt"), "not meant");
    List<JobResult> results = gallery.run(twice, gallery.request(mixed));
    assertThat(results.stream().map(JobResult::outcome))
        .containsExactly(Outcome.DONE, Outcome.FAILED, Outcome.DONE);
    assertThat(ExitCode.of(results)).isEqualTo(ExitCode.SOME_FAILED);
    assertThat(Gallery.tree(gallery.out())).containsExactly("a.jpeg", "c.TIF");
  }

  @Test
  void whatIsThereIsRefusedKeptReplacedOrNumbered() throws Exception {
    Path picture = gallery.picture("a.png", 20, 10, 3);
    RestorationRequest request = gallery.request(picture);
    Path result = done(twice, request);
    assertThatThrownBy(() -> gallery.run(twice, request))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.failure()).isEqualTo(Failure.OUTPUT));
    assertThat(one(twice, Requests.with(request, OnExisting.SKIP, false)).outcome())
        .isEqualTo(Outcome.SKIPPED);
    Files.writeString(result, "old");
    done(twice, Requests.with(request, OnExisting.OVERWRITE, false));
    assertThat(Gallery.read(result).rows()).isEqualTo(20);
    assertThat(done(twice, Requests.with(request, OnExisting.RENAME, false)))
        .isEqualTo(gallery.out().resolve("a (2).png"));
  }
}
