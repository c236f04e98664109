package org.scanline.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;

/**
 * Where a command prints: results to {@code out}, everything else to {@code err}. Thread-safe.
 *
 * @param out results
 * @param err progress, notes and errors
 * @param terminal whether a person watches {@code err}
 * @param columns width of that terminal
 */
record Console(PrintStream out, PrintStream err, boolean terminal, int columns) {
  private static final int USUAL_COLUMNS = 80;

  /**
   * The console of this process.
   *
   * <p>The launcher filters the virtual machine's own error output and passes the true one under
   * another number ({@code scanline.stderr}) together with the width of the terminal, if it is one
   * ({@code scanline.columns}). Without a launcher the ordinary streams are used.
   */
  static Console ofProcess() {
    Integer number = Integer.getInteger("scanline.stderr");
    if (number != null) {
      try {
        Field field = FileDescriptor.class.getDeclaredField("fd");
        field.setAccessible(true);
        field.setInt(FileDescriptor.err, number);
      } catch (ReflectiveOperationException | RuntimeException e) {
        // Then our lines pass the filter too, a little later.
        System.err.flush();
      }
    }
    PrintStream out = utf8(FileDescriptor.out);
    PrintStream err = utf8(FileDescriptor.err);
    System.setOut(out);
    System.setErr(err);
    Integer columns = Integer.getInteger("scanline.columns");
    boolean terminal = columns != null && !"dumb".equals(System.getenv("TERM"));
    int width = columns == null || columns < 20 ? USUAL_COLUMNS : columns;
    return new Console(out, err, terminal, width);
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  PrintWriter outWriter() {
    return new PrintWriter(out, true, StandardCharsets.UTF_8);
  }

  PrintWriter errWriter() {
    return new PrintWriter(err, true, StandardCharsets.UTF_8);
  }

  /** One line of results. */
  void result(String line) {
    out.println(printable(line));
  }

  /** One line for the person at the terminal. */
  void note(String line) {
    err.println(printable(line));
  }

  /** One line that says what went wrong. */
  void error(String line) {
    err.println("scanline: " + printable(line));
  }

  /** Replaces the terminal's current line. */
  void draw(String line) {
    err.print("\r" + printable(line) + "\u001b[K");
    err.flush();
  }

  /** A file name must not be able to command a terminal. */
  private static String printable(String line) {
    return line.replaceAll("\\p{Cntrl}", "?");
  }
}
