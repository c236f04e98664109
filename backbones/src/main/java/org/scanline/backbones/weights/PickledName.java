package org.scanline.backbones.weights;

/**
 * The name of a class or function in a pickle; only a name, nothing is looked up.
 *
 * @param module the Python module, dotted
 * @param name the name in it
 */
public record PickledName(String module, String name) {
  @Override
  public String toString() {
    return module + "." + name;
  }
}
