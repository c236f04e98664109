package org.scanline.datasets.tasks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * What became of a softmax model on the way to a linear one: scores on the same test.
 *
 * @param teacher the softmax model
 * @param converted the student that has just taken over the teacher's parameters
 * @param transferred after attention transfer, or null when there was nothing to train
 * @param tuned after fine-tuning
 * @param lossBefore the loss of the transfer, mean over the layers, before it
 * @param lossAfter and after it
 */
public record LinearisationResult(
    TaskScore teacher,
    TaskScore converted,
    @Nullable TaskScore transferred,
    TaskScore tuned,
    double lossBefore,
    double lossAfter) {

  void writeTo(ObjectNode json) {
    teacher.writeTo(json.putObject("teacher"));
    converted.writeTo(json.putObject("converted"));
    if (transferred != null) {
      transferred.writeTo(json.putObject("transferred"));
    }
    tuned.writeTo(json.putObject("tuned"));
    json.put("transferLossBefore", lossBefore);
    json.put("transferLossAfter", lossAfter);
  }
}
