package org.scanline.audio.separation.net.dualpath;

import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.scanline.audio.separation.net.masking.MaskingGolden;

class DualPathGoldenTests {

  @TestFactory
  List<DynamicTest> ourSourcesAreThePublishers() {
    return MaskingGolden.tests(
        new DualPathPublisher(), MaskingGolden::nothing, "dprnn_asteroid_small");
  }
}
