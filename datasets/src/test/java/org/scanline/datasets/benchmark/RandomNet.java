package org.scanline.datasets.benchmark;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.scanline.backbones.model.ComputeDevice;
import org.scanline.backbones.model.ModelException;
import org.scanline.backbones.weights.Parameters;
import org.scanline.backbones.weights.Safetensors;
import org.scanline.datasets.training.ModelExport;
import org.scanline.vision.image.net.ScanRestorer;
import org.scanline.vision.image.restoration.ImageRestorer;

/** Nets for pictures with random weights. */
final class RandomNet {
  private static final int SEED = 20261123;

  private RandomNet() {}

  /** Writes a model of random weights; gives its folder. */
  static Path write(Path folder, ScanRestorer.Config config) throws IOException {
    Path weights = folder.resolve("weights.safetensors");
    try (NDManager manager = NDManager.newBaseManager()) {
      manager.getEngine().setRandomSeed(SEED);
      ScanRestorer net = new ScanRestorer(config);
      net.initialize(manager, DataType.FLOAT32, new Shape(1, 3, 8, 8));
      Safetensors.write(weights, Parameters.save(net), Map.of());
    }
    Path model = folder.resolve("random");
    ModelExport.write(weights, config, model);
    return model;
  }

  static ImageRestorer load(Path folder, ScanRestorer.Config config)
      throws IOException, ModelException {
    return ImageRestorer.load(write(folder, config), ComputeDevice.CPU);
  }
}
