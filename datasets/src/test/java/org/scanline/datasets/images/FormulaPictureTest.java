package org.scanline.datasets.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.scanline.vision.image.ImageStrip;

class FormulaPictureTest {
  @Test
  void rowsAreTheSameHoweverTheyAreAskedFor() {
    FormulaPicture picture = new FormulaPicture(37, 50, 2, 25, 5);
    ImageStrip whole = picture.rows(0, 50);
    ImageStrip parts =
        ImageStrip.stack(List.of(picture.rows(0, 1), picture.rows(1, 18), picture.rows(18, 50)));
    for (int c = 0; c < 2; c++) {
      assertThat(parts.plane(c)).isEqualTo(whole.plane(c));
    }
    assertThat(whole.plane(0)).isNotEqualTo(whole.plane(1));
  }

  @Test
  void theNoiseIsAsStrongAsItSays() {
    float[] clean = new FormulaPicture(400, 300, 1, 0, 5).rows(0, 300).plane(0);
    float[] noisy = new FormulaPicture(400, 300, 1, 25, 5).rows(0, 300).plane(0);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < clean.length; i++) {
      assertThat(clean[i]).isBetween(0.1f, 0.9f);
      double noise = 255.0 * (noisy[i] - clean[i]);
      sum += noise;
      squares += noise * noise;
    }
    assertThat(sum / clean.length).isEqualTo(0, within(0.5));
    assertThat(Math.sqrt(squares / clean.length)).isEqualTo(25, within(0.5));
  }

  @Test
  void sizesAreChecked() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new FormulaPicture(0, 1, 1, 0, 0))
        .withMessageContaining("width=0");
  }
}
