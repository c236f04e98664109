package org.scanline.datasets.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenErrorsTest {
  @TempDir Path folder;

  @Test
  void theWorstOfAllFormsCountsAndANumberThatIsNoneIsTheWorst() throws IOException {
    Path file = folder.resolve("golden-errors.csv");
    Files.write(
        file,
        List.of(
            "operator,form,quantity,error,allowed",
            "gla,naive,small.out.o,1e-7,5e-6",
            "gla,fused,small.out.o,NaN,5e-6",
            "gla,chunked,small.out.o,3e-7,5e-6",
            "gla,chunked,small.grad.q,4e-7,2e-5",
            "rat,naive,small.out.o,2e-7,5e-6",
            "rat,chunked,small.out.o,1e-7,5e-6"));
    Map<String, GoldenErrors> errors = GoldenErrors.read(file);
    assertThat(errors.get("gla"))
        .isEqualTo(new GoldenErrors(Double.POSITIVE_INFINITY, 4e-7, Double.POSITIVE_INFINITY));
    assertThat(errors.get("rat")).isEqualTo(new GoldenErrors(2e-7, Double.NaN, 2e-7 / 5e-6));
  }
}
