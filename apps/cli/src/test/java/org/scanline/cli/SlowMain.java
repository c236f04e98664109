package org.scanline.cli;

/** The command line with a model that takes 0.2 s for each block; a process of its own in tests. */
final class SlowMain {
  private SlowMain() {}

  public static void main(String[] arguments) {
    Logging.quiet();
    System.exit(
        Main.run(Console.ofProcess(), (name, device, threads) -> new SlowModel(200), arguments));
  }
}
