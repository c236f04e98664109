package org.scanline.cli;

import java.lang.reflect.Constructor;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes command objects, giving the console to those that print. */
final class Commands implements IFactory {
  private final IFactory usual = CommandLine.defaultFactory();
  private final Console console;

  Commands(Console console) {
    this.console = console;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    if (!Runnable.class.isAssignableFrom(type)
        && !java.util.concurrent.Callable.class.isAssignableFrom(type)
        && !CommandLine.IVersionProvider.class.isAssignableFrom(type)) {
      return usual.create(type);
    }
    try {
      Constructor<K> constructor = type.getDeclaredConstructor(Console.class);
      return constructor.newInstance(console);
    } catch (NoSuchMethodException e) {
      return usual.create(type);
    }
  }
}
