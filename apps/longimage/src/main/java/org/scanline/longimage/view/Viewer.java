package org.scanline.longimage.view;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.scanline.jobs.Cancellation;
import org.scanline.jobs.Failure;
import org.scanline.jobs.JobException;
import org.scanline.jobs.OutputErrors;
import org.scanline.jobs.PartFile;
import org.scanline.jobs.PartFiles;
import org.scanline.vision.image.file.ImageFormat;
import org.scanline.vision.image.file.ImageReader;

/**
 * A page that shows a picture before and after, with a slider between them, and zooms into pictures
 * of any size.
 *
 * <p>It needs no server and no network: tiles are JPEG files in a folder beside it, or lie in the
 * page itself where the pictures are small. Memory grows with the width of the pictures only.
 */
public final class Viewer {
  private static final String TEMPLATE = "viewer.html";

  /** Up to so many pixels of both pictures lie in the page. */
  private static final long EMBEDDED = 3_000_000;

  private static final int TILE = 512;
  private static final int SMALL_TILE = 256;

  /** Pictures wider than this have small tiles, or a row of them would take too much memory. */
  private static final int WIDE = 1 << 14;

  private static final String TILE_NAME = "[ab][0-9]+_[0-9]+_[0-9]+\\.jpg";

  private final PicturePair pair;
  private final Cancellation cancellation;

  /** A page of these two. */
  public Viewer(PicturePair pair, Cancellation cancellation) {
    this.pair = pair;
    this.cancellation = cancellation;
  }

  /** The folder of tiles that belongs to a page. */
  public static Path tiles(Path page) {
    String name = String.valueOf(page.getFileName());
    int dot = name.lastIndexOf('.');
    return page.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + "_tiles");
  }

  /**
   * Refuses to replace a folder that holds anything but tiles.
   *
   * @param page where the page goes
   */
  public static void requireReplaceable(Path page) throws JobException {
    Path folder = tiles(page);
    if (!Files.exists(folder)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (!String.valueOf(file.getFileName()).matches(TILE_NAME)) {
          throw new JobException(
              Failure.OUTPUT,
              folder + " holds other files (" + file.getFileName() + "); choose another --name");
        }
      }
    } catch (IOException e) {
      throw new JobException(Failure.OUTPUT, OutputErrors.explain(folder, e), e);
    }
  }

  /**
   * Makes page and tiles.
   *
   * @param page where the page is to be
   * @return unfinished files, the tiles before the page
   */
  public List<PartFile> write(PartFiles parts, Path page) throws IOException, JobException {
    List<PartFile> made = new ArrayList<>();
    Map<String, String> embedded = new LinkedHashMap<>();
    ImageFormat before = format(pair.before());
    ImageFormat after = format(pair.after());
    int tile = Math.max(before.width(), after.width()) > WIDE ? SMALL_TILE : TILE;
    Store store;
    if (pixels(before) + pixels(after) <= EMBEDDED) {
      store =
          (name, jpeg) ->
              embedded.put(
                  name, "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(jpeg));
    } else {
      PartFile folder = parts.folder(tiles(page));
      made.add(folder);
      store = (name, jpeg) -> Files.write(folder.path().resolve(name), jpeg);
    }
    cut(pair.before(), "a", tile, store);
    cut(pair.after(), "b", tile, store);
    PartFile html = parts.open(page);
    String text = page(config(before, after, tile, folderName(page), embedded));
    Files.writeString(html.path(), text);
    made.add(html);
    return made;
  }

  /** Where tiles go, by name. */
  private interface Store {
    void put(String name, byte[] jpeg) throws IOException;
  }

  private static ImageFormat format(Path picture) throws IOException {
    try (ImageReader reader = ImageReader.open(picture)) {
      return reader.format();
    }
  }

  private static long pixels(ImageFormat format) {
    return (long) format.width() * format.height();
  }

  private void cut(Path picture, String side, int tile, Store store) throws IOException {
    try (ImageReader reader = ImageReader.open(picture);
        JpegTile jpeg = new JpegTile()) {
      ImageFormat format = reader.format();
      ScreenColours colours = new ScreenColours(reader.tags(), format.channels());
      TilePyramid pyramid =
          new TilePyramid(
              format.width(),
              format.height(),
              tile,
              (level, column, row, pixels, width) ->
                  store.put(
                      "%s%d_%d_%d.jpg".formatted(side, level, column, row),
                      jpeg.pack(pixels, width)));
      PictureScan.of(
          reader,
          cancellation,
          strip -> {
            pyramid.push(colours.of(strip));
            return true;
          });
      pyramid.finish();
    }
  }

  private static String folderName(Path page) {
    return URLEncoder.encode(String.valueOf(tiles(page).getFileName()), StandardCharsets.UTF_8)
        .replace("+", "%20");
  }

  private String config(
      ImageFormat before,
      ImageFormat after,
      int tile,
      String folder,
      Map<String, String> embedded) {
    StringBuilder tiles = new StringBuilder("{");
    embedded.forEach(
        (name, data) -> tiles.append(tiles.length() > 1 ? "," : "").append(pairOf(name, data)));
    return """
        {"title": %s, "tile": %d, "folder": %s,
         "sides": [%s, %s],
         "data": %s}}
        """
        .formatted(
            quoted(pair.title()),
            tile,
            quoted(folder + "/"),
            side("a", "before", before, pair.scale(), tile),
            side("b", "after: " + pair.model(), after, 1, tile),
            tiles);
  }

  private static String side(String key, String label, ImageFormat format, int scale, int tile) {
    int levels = TilePyramid.levels(format.width(), format.height(), tile);
    return """
        {"key": "%s", "label": %s, "width": %d, "height": %d, "scale": %d, "levels": %d}"""
        .formatted(key, quoted(label), format.width(), format.height(), scale, levels);
  }

  private static String pairOf(String name, String data) {
    return quoted(name) + ": " + quoted(data);
  }

  /** A string of JSON that may stand in a script. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c > '~') {
        quoted.append("\\u%04x".formatted((int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  private String page(String config) {
    try (InputStream in = Viewer.class.getResourceAsStream(TEMPLATE)) {
      if (in == null) {
        throw new IllegalStateException(TEMPLATE + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .replace("{{title}}", escaped(pair.title()))
          .replace("{{config}}", config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
