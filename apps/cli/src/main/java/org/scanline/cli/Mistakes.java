package org.scanline.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Set;
import java.util.TreeSet;
import org.scanline.backbones.model.ModelException;
import org.scanline.jobs.ExitCode;
import org.scanline.jobs.JobException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever a command throws into one line, a hint and an exit status. */
final class Mistakes implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private final Console console;

  Mistakes(Console console) {
    this.console = console;
  }

  @Override
  public int handleParseException(ParameterException error, String[] arguments) {
    CommandLine command = error.getCommandLine();
    console.error(message(error) + suggestion(error));
    console.note("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE.status();
  }

  private static String message(ParameterException error) {
    if (error instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      String first = unmatched.getUnmatched().get(0);
      boolean option = unmatched.isUnknownOption() || first.startsWith("-");
      return (option ? "unknown option '" : "unknown command '") + first + "'";
    }
    return String.valueOf(error.getMessage()).lines().findFirst().orElse("");
  }

  private static String suggestion(ParameterException error) {
    if (!(error instanceof UnmatchedArgumentException unmatched)
        || unmatched.getUnmatched().isEmpty()) {
      return "";
    }
    CommandLine command = error.getCommandLine();
    Set<String> known = new TreeSet<>(command.getCommandSpec().optionsMap().keySet());
    known.addAll(command.getSubcommands().keySet());
    return DidYouMean.of(unmatched.getUnmatched().get(0), known)
        .map(word -> "; did you mean '" + word + "'?")
        .orElse("");
  }

  /** The file and what is wrong with it; the exceptions of the file system name the file only. */
  private static String reason(FileSystemException error) {
    if (error instanceof NoSuchFileException) {
      return error.getFile() + " is not there";
    }
    if (error instanceof AccessDeniedException) {
      return error.getFile() + " may not be read or written";
    }
    return error.getReason() == null
        ? String.valueOf(error.getMessage())
        : error.getFile() + ": " + error.getReason();
  }

  @Override
  public int handleExecutionException(Exception error, CommandLine command, ParseResult result) {
    if (error instanceof JobException job) {
      console.error(job.getMessage());
      return job.failure().exitCode().status();
    }
    if (error instanceof ModelException) {
      console.error(String.valueOf(error.getMessage()));
      return ExitCode.MODEL.status();
    }
    if (error instanceof FileSystemException file) {
      console.error(reason(file));
      return ExitCode.ALL_FAILED.status();
    }
    if (error instanceof IOException) {
      console.error(error.getMessage() == null ? error.toString() : error.getMessage());
      return ExitCode.ALL_FAILED.status();
    }
    console.error("a fault of ours, please report it: " + error);
    error.printStackTrace(console.err());
    return ExitCode.FAULT.status();
  }
}
