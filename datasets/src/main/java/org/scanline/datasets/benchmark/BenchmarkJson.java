package org.scanline.datasets.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.OptionalDouble;

/** Reports for programs. */
final class BenchmarkJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private BenchmarkJson() {}

  static String write(BenchmarkReport report) {
    Machine machine = report.machine();
    BenchmarkSettings settings = report.settings();
    ObjectNode root = NODES.objectNode();
    root.put("processor", machine.processor())
        .put("processors", machine.processors())
        .put("java", machine.java())
        .put("engine", machine.engine())
        .put("lanes", machine.lanes())
        .put("threads", settings.threads())
        .put("heads", settings.sizes().heads())
        .put("width", settings.sizes().width())
        .put("matrixPeakGigaflops", report.matrixPeak());
    ArrayNode measurements = root.putArray("measurements");
    for (List<Measurement> some : List.of(report.measurements(), report.brief())) {
      some.forEach(m -> measurements.add(node(report, m)));
    }
    ArrayNode crossings = root.putArray("crossings");
    for (BenchmarkKernel kernel : settings.kernels()) {
      for (BenchmarkForm form : kernel.forms()) {
        OptionalDouble crossing = report.crossing(kernel, form);
        if (!form.peer() && crossing.isPresent()) {
          crossings
              .addObject()
              .put("kernel", kernel.label())
              .put("form", form.label())
              .put("length", crossing.getAsDouble());
        }
      }
    }
    ArrayNode mixers = root.putArray("mixers");
    for (MixerSpeed mixer : report.mixers()) {
      mixers
          .addObject()
          .put("name", mixer.name())
          .put("type", mixer.type())
          .put("tokensPerSecond", mixer.tokensPerSecond());
    }
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // trees can always be written
    }
  }

  private static ObjectNode node(BenchmarkReport report, Measurement m) {
    ObjectNode node = NODES.objectNode();
    node.put("kernel", m.kernel().label())
        .put("form", m.form().label())
        .put("length", m.length())
        .put("seconds", m.seconds())
        .put("tokensPerSecond", m.tokensPerSecond())
        .put("gigaflops", m.gigaflops())
        .put("shareOfPeak", m.gigaflops() / report.matrixPeak());
    if (Double.isNaN(m.peakMebibytes())) {
      node.putNull("peakMebibytes");
    } else {
      node.put("peakMebibytes", m.peakMebibytes());
    }
    return node;
  }
}
