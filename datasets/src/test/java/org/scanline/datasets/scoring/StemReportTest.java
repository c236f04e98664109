package org.scanline.datasets.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StemReportTest {
  private static final Set<StemMetric> METRICS = EnumSet.of(StemMetric.SDR, StemMetric.STFT);

  private static TrackScores track(String system, String track, double sdr, double stft) {
    StemScore score = new StemScore(METRICS);
    score.put(StemMetric.SDR, sdr, new double[] {sdr - 1, Double.NaN, sdr, sdr + 1, sdr + 2});
    score.put(StemMetric.STFT, stft);
    return new TrackScores(
        system, track, 5.25, Map.of("vocals", score), Map.of(), List.of("a note & more"));
  }

  private static StemReport report(TrackScores... tracks) {
    List<String> systems = new ArrayList<>();
    for (TrackScores track : tracks) {
      if (!systems.contains(track.system())) {
        systems.add(track.system());
      }
    }
    return new StemReport(
        List.copyOf(METRICS),
        systems,
        List.of(tracks),
        List.of(new StemReport.Failure("A", "gone", "no estimate of this track")),
        List.of());
  }

  @Test
  void tracksBecomeMedianAndMean() {
    StemReport report =
        report(
            track("A", "1", 1, 0.5),
            track("A", "2", 3, 0.5),
            track("A", "3", 8, Double.NaN),
            track("B", "1", -2, 0.25));
    assertThat(report.value("A", "vocals", StemMetric.SDR, StemReport.Over.MEDIAN)).isEqualTo(3);
    assertThat(report.value("A", "vocals", StemMetric.SDR, StemReport.Over.MEAN)).isEqualTo(4);
    assertThat(report.value("A", "vocals", StemMetric.STFT, StemReport.Over.MEDIAN)).isEqualTo(0.5);
    assertThat(report.value("B", "drums", StemMetric.SDR, StemReport.Over.MEAN)).isNaN();
    assertThat(report.toTable())
        .contains("Median over 3 tracks: ratios in dB, higher is better; STFT distance")
        .contains("  vocals  A        3.00        0.50       3\n")
        .contains("Mean over 3 tracks")
        .contains("  vocals  A        4.00        0.50       3\n")
        .contains("  vocals  B       -2.00        0.25       1\n");
    assertThat(report.toMarkdown()).contains("| vocals | A | 3.00 | 0.50 | 3 |");
  }

  @Test
  void machinesReadTheSame() throws IOException {
    StemReport report =
        report(
            track("A, \"B\"", "one", Double.POSITIVE_INFINITY, Double.NaN), track("C", "x", 2, 1));
    assertThat(report.toCsv().lines())
        .containsExactly(
            "system,track,stem,metric,value",
            "\"A, \"\"B\"\"\",one,vocals,sdr,inf",
            "\"A, \"\"B\"\"\",one,vocals,stft,",
            "C,x,vocals,sdr,2.00000",
            "C,x,vocals,stft,1.00000");
    JsonNode json = new ObjectMapper().readTree(report.toJson());
    assertThat(json.at("/schema").asInt()).isEqualTo(1);
    assertThat(json.at("/metrics/1/higherIsBetter").asBoolean()).isFalse();
    assertThat(json.at("/tracks/0/stems/vocals/sdr").isNull()).isTrue();
    assertThat(json.at("/tracks/1/stems/vocals/frames/sdr")).hasSize(5);
    assertThat(json.at("/tracks/1/stems/vocals/frames/sdr/1").isNull()).isTrue();
    assertThat(json.at("/summary/1/median/sdr").asDouble()).isEqualTo(2);
    assertThat(json.at("/failures/0/message").asText()).startsWith("no estimate");
  }

  @Test
  void thePageNeedsNoOtherFileAndTrustsNoName() {
    String html =
        report(track("<script>alert(1)</script>", "a&b", 2, 0.5), track("B", "a&b", 3, 0.5))
            .toHtml();
    assertThat(html)
        .doesNotContain("<script", "src=", "href=")
        .contains("&lt;script&gt;", "a note &amp; more", "gone: no estimate of this track")
        .contains("<svg", "SDR, dB, higher is better (each second of sound)")
        .contains("STFT dist., lower is better (each track)")
        .endsWith("</body></html>\n");
    assertThat(html.split("<rect x=", -1)).hasSize(3); // a box for each system
    assertThat(report().toHtml()).doesNotContain("<svg");
    assertThat(report().toTable()).isEmpty();
  }

  @Test
  void chartsOfAnyValuesAreDrawn() {
    for (double[] values :
        new double[][] {{1}, {0, 0, 0, 0, 0}, {-1e-9, 1e9, 3, 4, 5}, {Double.NaN}, {1, 2, 3}}) {
      BoxChart chart = new BoxChart(List.of("a"), 1);
      chart.add(0, 0, values);
      if (Double.isNaN(values[0])) {
        assertThat(chart.isEmpty()).isTrue();
      } else {
        assertThat(chart.svg()).doesNotContain("NaN", "Infinity").endsWith("</svg>\n");
      }
    }
  }

  @Test
  void metricsAreChosenByName() {
    assertThat(StemMetric.parse(List.of("bss", "stft")))
        .containsExactlyInAnyOrder(
            StemMetric.SDR, StemMetric.ISR, StemMetric.SIR, StemMetric.SAR, StemMetric.STFT);
    assertThat(StemMetric.parse(List.of("all"))).hasSize(StemMetric.values().length);
    assertThatThrownBy(() -> StemMetric.parse(List.of("magic")))
        .hasMessage(
            "no metric magic; there are all, bss, bss-global, bss-sources, si-sdr, si-sdr-zm,"
                + " si-sdri, nsdr, active-sdr, stft");
  }
}
