package org.scanline.cli;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a command prints: results to {@code out}, everything else to {@code err}. Thread-safe.
 *
 * @param out results
 * @param err progress, notes and errors
 * @param terminal whether a person watches {@code err}
 * @param columns width of that terminal
 * @param in what a person types; null when nobody is there to answer
 */
record Console(
    PrintStream out, PrintStream err, boolean terminal, int columns, @Nullable BufferedReader in) {
  private static final int USUAL_COLUMNS = 80;

  /** A console that nobody sits at. */
  Console(PrintStream out, PrintStream err, boolean terminal, int columns) {
    this(out, err, terminal, columns, null);
  }

  /**
   * The console of this process.
   *
   * <p>The launcher filters the virtual machine's own error output and passes the true one under
   * another number ({@code scanline.stderr}) together with the width of the terminal, if it is one
   * ({@code scanline.columns}), and says whether a person types ({@code scanline.answers}). Without
   * a launcher the ordinary streams are used, and nobody is asked.
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
    return new Console(
        out, err, terminal, width, Boolean.getBoolean("scanline.answers") ? typed() : null);
  }

  private static BufferedReader typed() {
    return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
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

  /** Asks for yes or no; empty when nobody is there to answer. */
  Optional<String> ask(String question) {
    if (in == null) {
      return Optional.empty();
    }
    err.print(printable(question) + "? [y/N] ");
    err.flush();
    try {
      String answer = in.readLine();
      return Optional.of(answer == null ? "" : answer.strip());
    } catch (IOException e) {
      return Optional.empty();
    }
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
