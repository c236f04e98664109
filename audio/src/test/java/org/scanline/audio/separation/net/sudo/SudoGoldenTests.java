package org.scanline.audio.separation.net.sudo;

import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.scanline.audio.separation.net.masking.MaskingGolden;

class SudoGoldenTests {

  @TestFactory
  List<DynamicTest> ourSourcesAreThePublishers() {
    return MaskingGolden.tests(
        new SudoPublisher(),
        MaskingGolden::nothing,
        "sudormrf_asteroid_small",
        "sudormrf_improved_asteroid_small");
  }
}
