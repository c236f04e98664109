package org.scanline.cli;

import java.lang.reflect.Constructor;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes command objects, giving console and model loader to those that want them. */
final class Commands implements IFactory {
  private final IFactory usual = CommandLine.defaultFactory();
  private final Console console;
  private final ModelLoader loader;

  Commands(Console console, ModelLoader loader) {
    this.console = console;
    this.loader = loader;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      Class<?>[] wanted = constructor.getParameterTypes();
      if (Arrays.equals(wanted, new Class<?>[] {Console.class})) {
        return type.cast(constructor.newInstance(console));
      }
      if (Arrays.equals(wanted, new Class<?>[] {Console.class, ModelLoader.class})) {
        return type.cast(constructor.newInstance(console, loader));
      }
    }
    return usual.create(type);
  }
}
