package org.scanline.datasets.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scanline.backbones.model.ModelException;
import org.scanline.backbones.stream.Streaming;
import org.scanline.datasets.images.FormulaPicture;
import org.scanline.vision.image.ImageStrip;
import org.scanline.vision.image.net.ScanRestorer;
import org.scanline.vision.image.restoration.ImageRestorer;

/**
 * A stripe of a very wide and of a very high picture through the denoising net: what an early row
 * takes, in time and in memory, a late one takes too.
 */
class AnyHeightTest {
  private static final int PIECES = 8; // in a stripe
  private static final int ATTEMPTS = 3; // other programs may take the processor meanwhile
  private static final double LAW_OF_MEMORY = 1.1;
  private static final double LAW_OF_TIME = 1.2; // time of the second half: time(2T)/time(T) <= 2.2
  private static final long HEAP_SLACK = 2_000_000; // bytes

  @TempDir Path folder;

  /**
   * What a stripe took.
   *
   * @param seconds of processor time for its fastest piece
   * @param heap bytes in use after it
   * @param resident the highest mark since the start, MiB
   */
  private record Stripe(double seconds, long heap, double resident) {}

  @ParameterizedTest
  @CsvSource({"20000, 100000, 4", "512, 200000, 128"})
  void timeAndMemoryOfARowStayTheSame(int width, int height, int rows)
      throws IOException, ModelException {
    FormulaPicture picture = new FormulaPicture(width, height, 1, 25, 3);
    try (ImageRestorer restorer = RandomNet.load(folder, ScanRestorer.Config.denoising());
        Streaming<ImageStrip, ImageStrip> stream = restorer.open(width, height, 1, 25)) {
      Passage passage = new Passage(stream, picture, rows);
      passage.begin();
      Stripe first = passage.stripe();
      Stripe before = first;
      Stripe late = passage.stripe();
      for (int i = 1; i < ATTEMPTS && !within(first, before, late); i++) {
        before = late;
        late = passage.stripe();
      }
      assertThat(late.heap() - before.heap()).isLessThan(HEAP_SLACK);
      if (!Double.isNaN(late.resident())) {
        assertThat(late.resident()).isLessThan(LAW_OF_MEMORY * before.resident());
      }
      assertThat(late.seconds()).isLessThan(LAW_OF_TIME * first.seconds());
    }
  }

  private static boolean within(Stripe first, Stripe before, Stripe late) {
    return !(late.resident() >= LAW_OF_MEMORY * before.resident())
        && late.seconds() < LAW_OF_TIME * first.seconds();
  }

  /** A picture on its way, in pieces of some rows. */
  private static final class Passage {
    private final Streaming<ImageStrip, ImageStrip> stream;
    private final FormulaPicture picture;
    private final int piece;
    private int row;

    Passage(Streaming<ImageStrip, ImageStrip> stream, FormulaPicture picture, int piece) {
      this.stream = stream;
      this.picture = picture;
      this.piece = piece;
    }

    /** Pushes until rows come out. */
    void begin() {
      while (push().isEmpty()) {
        assertThat(row).isLessThan(1000);
      }
      ResidentMemory.start(); // the highest mark starts anew
    }

    private ImageStrip push() {
      ImageStrip made = stream.push(picture.rows(row, row + piece));
      row += piece;
      return made;
    }

    Stripe stripe() {
      double fastest = Double.POSITIVE_INFINITY;
      for (int i = 0; i < PIECES; i++) {
        System.gc(); // memory is what is needed, not what waits to be collected
        double before = ProcessTime.seconds();
        assertThat(push().rows()).isEqualTo(piece);
        fastest = Math.min(fastest, ProcessTime.seconds() - before);
      }
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      long heap = runtime.totalMemory() - runtime.freeMemory();
      return new Stripe(fastest, heap, ResidentMemory.highest());
    }
  }
}
