package org.scanline.cli;

import java.util.concurrent.Callable;
import org.scanline.jobs.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what this installation consists of, and what is wrong with it. */
@Command(
    name = "doctor",
    description = "Says what this installation consists of, and what is wrong with it.",
    customSynopsis = "scanline doctor")
final class DoctorCommand implements Callable<Integer> {
  @Mixin private HelpOption help = new HelpOption();

  private final Console console;

  DoctorCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    boolean healthy = true;
    for (Finding finding : new Examination().findings()) {
      console.result("%-4s %-11s %s".formatted(finding.mark(), finding.part(), finding.text()));
      healthy &= finding.state() != Finding.State.BROKEN;
    }
    return healthy ? ExitCode.DONE.status() : ExitCode.FAULT.status();
  }
}
