package org.scanline.backbones.model;

import ai.djl.Device;
import ai.djl.engine.Engine;

/** The engine's device for what a user wants. */
public final class EngineDevice {
  private EngineDevice() {}

  /**
   * Starts the engine and finds the device.
   *
   * @throws ModelException when the engine does not start, or there is no GPU but one is wanted
   */
  public static Device of(ComputeDevice wanted) throws ModelException {
    try {
      int gpus = wanted == ComputeDevice.CPU ? 0 : Engine.getEngine("PyTorch").getGpuCount();
      if (gpus == 0 && wanted == ComputeDevice.GPU) {
        throw new ModelException(
            "no CUDA GPU is usable: install a CUDA build of libtorch 2.7.1 and point"
                + " PYTORCH_LIBRARY_PATH to it (see README), or leave out --device gpu");
      }
      Engine.getEngine("PyTorch");
      return gpus == 0 ? Device.cpu() : Device.gpu();
    } catch (RuntimeException | LinkageError e) {
      throw new ModelException(
          "the tensor engine does not start: " + e.getMessage() + "; scanline doctor tells more",
          e);
    }
  }
}
