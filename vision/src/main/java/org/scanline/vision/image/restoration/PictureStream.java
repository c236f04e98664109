package org.scanline.vision.image.restoration;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.stream.CarriedState;
import org.scanline.backbones.stream.Resumable;
import org.scanline.backbones.stream.Streaming;
import org.scanline.vision.image.ImageStrip;
import org.scanline.vision.image.net.Picture;
import org.scanline.vision.image.net.RowNet;
import org.scanline.vision.image.resize.EnlargingStream;
import org.scanline.vision.image.resize.Interpolation;

/**
 * A picture of any channels through a net of one or three.
 *
 * <p>Gray goes through a net for colour as three equal planes, of which the mean comes back; each
 * colour goes through a net for gray by itself. Opacity is enlarged apart from them, and colour
 * that nobody sees is replaced by that of its neighbours, so that it does not bleed. A picture
 * smaller than the net can read is continued by its last column and row.
 */
final class PictureStream implements RestorationStream {
  private final Picture picture;
  private final int channels;
  private final int scale;
  private final int wide; // columns that the net sees
  private final int high; // rows that the net sees
  private final int planes; // channels of the net
  private final boolean opaque;
  private final VisibleColour visible;
  private final List<Streaming<ImageStrip, ImageStrip>> parts = new ArrayList<>();
  private final List<RowQueue> ready = new ArrayList<>();
  private final List<Resumable> remembering = new ArrayList<>();
  private @Nullable ImageStrip lastRow;
  private int received;
  private int returned;
  private boolean ended;

  /**
   * Begins a stream.
   *
   * @param channels 1 gray, 2 gray and opacity, 3 colour, 4 colour and opacity
   * @param open a stream of the net for a picture of the size that the net sees
   */
  PictureStream(
      RowNet net,
      Picture picture,
      int channels,
      java.util.function.Function<Picture, RowStream> open) {
    this.picture = picture;
    this.channels = channels;
    scale = net.scale();
    planes = net.channels();
    opaque = channels % 2 == 1;
    wide = Math.max(picture.width(), net.leastSide());
    high = Math.max(picture.height(), net.leastSide());
    int colours = channels - (opaque ? 0 : 1);
    visible = new VisibleColour(wide, colours);
    Picture seen = new Picture(wide, high, picture.sigma(), picture.threads());
    for (int part = 0; part < (planes == 1 ? colours : 1); part++) {
      add(open.apply(seen), planes);
    }
    if (!opaque) {
      add(new EnlargingStream(wide, 1, scale, Interpolation.MATLAB_BICUBIC), 1);
      remembering.add(visible);
    }
  }

  private <S extends Streaming<ImageStrip, ImageStrip> & Resumable> void add(S part, int made) {
    RowQueue queue = new RowQueue(wide * scale, made);
    parts.add(part);
    ready.add(queue);
    remembering.add(part);
    remembering.add(queue);
  }

  @Override
  public void carry(CarriedState state) throws IOException {
    requireOpen();
    received = state.number(received);
    returned = state.number(returned);
    float[][] row = new float[channels][];
    boolean begun = received > 0;
    for (int c = 0; begun && c < channels; c++) {
      float[] samples = state.samples(lastRow == null ? new float[0] : lastRow.plane(c));
      row[c] = samples == null ? new float[0] : samples;
    }
    lastRow = begun ? ImageStrip.of(wide, row) : null;
    for (Resumable part : remembering) {
      part.carry(state);
    }
  }

  @Override
  public ImageStrip push(ImageStrip piece) {
    requireOpen();
    if (piece.width() != picture.width() || piece.channels() != channels) {
      throw new IllegalArgumentException(
          "a strip of width %d with %d channels, must be %d with %d"
              .formatted(piece.width(), piece.channels(), picture.width(), channels));
    }
    if (piece.rows() > picture.height() - received) {
      throw new IllegalArgumentException(
          "more rows than the %d that were said".formatted(picture.height()));
    }
    received += piece.rows();
    if (piece.isEmpty()) {
      return taken();
    }
    ImageStrip widened = widened(piece);
    lastRow = widened.slice(widened.rows() - 1, widened.rows());
    feed(widened);
    return taken();
  }

  @Override
  public ImageStrip finish() {
    requireOpen();
    if (received != picture.height()) {
      throw new IllegalStateException(
          "%d rows came of the %d that were said".formatted(received, picture.height()));
    }
    ImageStrip below = lastRow;
    for (int row = received; row < high && below != null; row++) {
      feed(below);
    }
    ended = true;
    distribute(visible.finish());
    for (int part = 0; part < parts.size(); part++) {
      ready.get(part).add(parts.get(part).finish());
    }
    return taken();
  }

  private void requireOpen() {
    if (ended) {
      throw new IllegalStateException("the stream has ended");
    }
  }

  private void feed(ImageStrip strip) {
    if (opaque) {
      distribute(strip);
      return;
    }
    int alpha = channels - 1;
    int last = parts.size() - 1;
    ready.get(last).add(parts.get(last).push(ImageStrip.of(wide, strip.plane(alpha))));
    distribute(visible.push(strip));
  }

  /** Gives colours to the net. */
  private void distribute(ImageStrip colours) {
    if (colours.isEmpty()) {
      return;
    }
    int nets = parts.size() - (opaque ? 0 : 1);
    for (int part = 0; part < nets; part++) {
      int first = part;
      IntFunction<float[]> plane = c -> colours.plane(Math.min(first + c, colours.channels() - 1));
      float[][] mine = new float[planes][];
      Arrays.setAll(mine, plane);
      ready.get(part).add(parts.get(part).push(ImageStrip.of(wide, mine)));
    }
  }

  /** The rows that all parts have made. */
  private ImageStrip taken() {
    int rows = ready.stream().mapToInt(RowQueue::rows).min().orElse(0);
    float[][] made = new float[channels][];
    int at = 0;
    for (RowQueue queue : ready) {
      ImageStrip strip = queue.take(rows);
      if (strip.channels() == 3 && channels < 3) {
        made[at++] = mean(strip);
      } else {
        for (int c = 0; c < strip.channels(); c++) {
          made[at++] = strip.plane(c);
        }
      }
    }
    if (!opaque) {
      made[channels - 1] = clamped(made[channels - 1]);
    }
    ImageStrip strip = ImageStrip.of(wide * scale, made);
    int wanted = Math.min(rows, picture.height() * scale - returned);
    returned += wanted;
    return narrowed(wanted == rows ? strip : strip.slice(0, wanted));
  }

  private static float[] mean(ImageStrip colours) {
    float[] mean = new float[colours.plane(0).length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (colours.plane(0)[i] + colours.plane(1)[i] + colours.plane(2)[i]) / 3;
    }
    return mean;
  }

  private static float[] clamped(float[] opacity) {
    float[] clamped = new float[opacity.length];
    for (int i = 0; i < clamped.length; i++) {
      clamped[i] = Math.max(0, Math.min(1, opacity[i]));
    }
    return clamped;
  }

  private ImageStrip widened(ImageStrip strip) {
    return recut(strip, wide);
  }

  private ImageStrip narrowed(ImageStrip strip) {
    return recut(strip, picture.width() * scale);
  }

  /** The strip with its rows cut off, or continued by their last pixel, to a width. */
  private static ImageStrip recut(ImageStrip strip, int width) {
    int old = strip.width();
    if (old == width) {
      return strip;
    }
    float[][] planes = new float[strip.channels()][strip.rows() * width];
    for (int c = 0; c < planes.length; c++) {
      for (int row = 0; row < strip.rows(); row++) {
        float[] from = strip.plane(c);
        int to = row * width;
        System.arraycopy(from, row * old, planes[c], to, Math.min(old, width));
        if (width > old) {
          Arrays.fill(planes[c], to + old, to + width, from[(row + 1) * old - 1]);
        }
      }
    }
    return ImageStrip.of(width, planes);
  }

  @Override
  public long lookahead() {
    long most = parts.stream().mapToLong(Streaming::lookahead).max().orElse(0);
    return opaque ? most : most + VisibleColour.LOOKAHEAD;
  }

  @Override
  public void close() {
    ended = true;
    parts.forEach(Streaming::close);
  }
}
