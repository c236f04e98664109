package org.scanline.longimage.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scanline.jobs.Cancellation;
import org.scanline.jobs.JobException;
import org.scanline.jobs.PartFiles;
import org.scanline.vision.image.ImageStrip;

/** Tiles, places of most detail, the page and the sheet. */
class ViewTest {
  @TempDir Path folder;

  private static int[] random(int count) {
    return new Random(count).ints(count, 0, 1 << 24).toArray();
  }

  /** Tiles by name, of rows pushed so many at a time. */
  private static Map<String, int[]> tiles(int[] pixels, int width, int cut) throws IOException {
    Map<String, int[]> tiles = new HashMap<>();
    int height = pixels.length / width;
    TilePyramid pyramid =
        new TilePyramid(
            width,
            height,
            8,
            (level, column, row, tile, wide) -> tiles.put(level + "_" + column + "_" + row, tile));
    for (int y = 0; y < height; y += cut) {
      int end = Math.min(height, y + cut);
      pyramid.push(Arrays.copyOfRange(pixels, y * width, end * width));
    }
    pyramid.finish();
    return tiles;
  }

  @Test
  void tilesOfAllSizesCoverThePictureHoweverItIsCut() throws IOException {
    for (int[] size : new int[][] {{1, 1}, {8, 8}, {9, 8}, {37, 21}, {3, 50}, {64, 65}}) {
      int[] pixels = random(size[0] * size[1]);
      Map<String, int[]> whole = tiles(pixels, size[0], size[1]);
      int levels = TilePyramid.levels(size[0], size[1], 8);
      int width = size[0];
      int height = size[1];
      for (int level = 0; level < levels; level++) {
        int sum = 0;
        for (Map.Entry<String, int[]> tile : whole.entrySet()) {
          sum += tile.getKey().startsWith(level + "_") ? tile.getValue().length : 0;
        }
        assertThat(sum).isEqualTo(width * height);
        width = (width + 1) / 2;
        height = (height + 1) / 2;
      }
      assertThat(whole.keySet()).noneMatch(name -> name.startsWith(levels + "_"));
      assertThat(whole.get("0_0_0")).startsWith(pixels[0]);
      for (int cut : new int[] {1, 5}) {
        Map<String, int[]> again = tiles(pixels, size[0], cut);
        assertThat(again.keySet()).isEqualTo(whole.keySet());
        whole.forEach((name, tile) -> assertThat(again.get(name)).isEqualTo(tile));
      }
    }
  }

  @Test
  void halvesAreMeansOfFourPixels() throws IOException {
    int[] pixels = new int[9 * 2];
    pixels[0] = 0x040000;
    pixels[1] = 0x0800FF;
    pixels[9] = 0x0C0001;
    assertThat(tiles(pixels, 9, 1).get("1_0_0")).startsWith(0x060040);
  }

  @Test
  void thePlaceOfMostDetailIsFoundAgainHoweverThePictureIsCut() {
    int width = 200;
    float[] plane = new float[width * 120];
    Random random = new Random(3);
    for (int y = 64; y < 96; y++) {
      for (int x = 128; x < 160; x++) {
        plane[y * width + x] = random.nextFloat();
      }
    }
    ImageStrip picture = ImageStrip.of(width, plane);
    for (int cut : new int[] {1, 7, 120}) {
      DetailMap map = new DetailMap(width, 120, 32);
      for (int y = 0; y < 120; y += cut) {
        map.push(picture.slice(y, Math.min(120, y + cut)));
      }
      DetailMap.Place place = map.places(1).get(0);
      assertThat(List.of(place.x(), place.y(), place.width(), place.height()))
          .containsExactly(128, 64, 32, 32);
      assertThat(map.places(4)).hasSize(4);
    }
  }

  private Path picture(String name, int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, width, height, random(width * height), 0, width);
    Path file = folder.resolve(name);
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  private String page(int width, int height, Path html) throws IOException, JobException {
    Path before = picture("before.png", width, height);
    Path after = picture("after.png", 2 * width, 2 * height);
    PicturePair pair = new PicturePair(before, after, 2, "</script> & \"name\"", "a net");
    PartFiles parts = new PartFiles();
    parts.commit(new Viewer(pair, new Cancellation()).write(parts, html));
    return Files.readString(html);
  }

  @Test
  void aSmallPageHoldsItsTilesAndNeedsNothingElse() throws Exception {
    String page = page(40, 30, folder.resolve("small.html"));
    assertThat(page).contains("\"a0_0_0.jpg\": \"data:image/jpeg;base64,", "b0_0_0.jpg");
    assertThat(page).doesNotContain("http://", "https://", "fetch(", "XMLHttpRequest", "{{");
    assertThat(page).containsOnlyOnce("</script>").contains("&lt;/script&gt; &amp; ");
    assertThat(folder.resolve("small_tiles")).doesNotExist();
  }

  @Test
  void aLargePageHasItsTilesBesideItAndReplacesNothingElse() throws Exception {
    Path html = folder.resolve("large page.html");
    String page = page(900, 800, html);
    assertThat(page).contains("\"folder\": \"large%20page_tiles/\"").doesNotContain("base64");
    Path tiles = Viewer.tiles(html);
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.list(tiles)) {
      files.forEach(file -> names.add(String.valueOf(file.getFileName())));
    }
    // 2 x 2 and 1 of the input; 4 x 4, 2 x 2 and 1 of the result
    assertThat(names).hasSize(5 + 21).contains("a1_0_0.jpg", "b0_3_3.jpg", "b2_0_0.jpg");
    BufferedImage corner = ImageIO.read(tiles.resolve("b0_3_3.jpg").toFile());
    assertThat(corner.getWidth()).isEqualTo(1800 - 3 * 512);
    assertThat(corner.getHeight()).isEqualTo(1600 - 3 * 512);
    Viewer.requireReplaceable(html);
    Files.writeString(tiles.resolve("notes.txt"), "mine");
    assertThatThrownBy(() -> Viewer.requireReplaceable(html))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("notes.txt");
  }

  @Test
  void theSheetShowsEachPlaceInEveryColumnAndIsTheSameEachTime() throws Exception {
    Path before = picture("before.png", 300, 200);
    Path after = picture("after.png", 600, 400);
    PicturePair pair = new PicturePair(before, after, 2, "a title", "a net");
    new Comparison(pair, new Cancellation()).write(folder.resolve("sheet.png"));
    new Comparison(pair, new Cancellation()).write(folder.resolve("again.png"));
    assertThat(folder.resolve("sheet.png")).hasSameBinaryContentAs(folder.resolve("again.png"));
    BufferedImage sheet = ImageIO.read(folder.resolve("sheet.png").toFile());
    assertThat(sheet.getWidth()).isEqualTo(2 * 28 + 3 * 384 + 2 * 14);
    PicturePair noisy = new PicturePair(before, before, 1, "a title", "a net");
    new Comparison(noisy, new Cancellation()).write(folder.resolve("two.png"));
    assertThat(ImageIO.read(folder.resolve("two.png").toFile()).getWidth())
        .isEqualTo(2 * 28 + 2 * 384 + 14);
  }
}
