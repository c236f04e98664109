package org.scanline.datasets.tasks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.scanline.backbones.hybrid.Backbone;
import org.scanline.datasets.training.RateSchedule;

/**
 * What one run on a task is made of; equal settings give equal weights.
 *
 * @param task the task's name
 * @param backbone the net between embedding and head
 * @param length longest training length
 * @param batch sequences a step
 * @param schedule learning rate and number of steps
 * @param seed seed of the initial weights and of every example
 */
public record TaskSettings(
    String task,
    Backbone.Config backbone,
    int length,
    int batch,
    RateSchedule schedule,
    long seed) {

  /** Checks the numbers. */
  public TaskSettings {
    if (length < 1 || batch < 1) {
      throw new IllegalArgumentException(
          "length=" + length + " and batch=" + batch + " must be at least 1");
    }
  }

  /** All settings, for the run folder. */
  ObjectNode json() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("task", task);
    json.put("mixers", backbone.mixers().toString());
    json.put("layers", backbone.layers());
    json.put("width", backbone.width());
    json.put("heads", backbone.heads());
    json.put("feedForward", backbone.feedForward());
    json.put("length", length);
    json.put("batch", batch);
    json.put("steps", schedule.steps());
    json.put("rate", schedule.highest());
    json.put("warmup", schedule.warmup());
    json.put("seed", seed);
    return json;
  }
}
