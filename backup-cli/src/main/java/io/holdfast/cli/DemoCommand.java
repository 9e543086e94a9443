package io.holdfast.cli;

import io.holdfast.cli.config.ConfigurationException;
import io.holdfast.core.BackupException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The main job on sample data. */
@Command(
    name = "demo",
    header = "See the main job on sample data: run, list, verify, restore, compare.",
    description = {
      "",
      "Makes directories with sample data in a temporary folder, and two volumes where a container"
          + " engine answers. Backs them up, lists and verifies the archive, loses a directory and a"
          + " volume, restores both, backs up again, and compares. Removes all it has made at its end."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything came back as it was",
      "1:something did not",
      "130, 143:ended by a signal; what was made is removed"
    },
    footerHeading = "%nExamples:%n",
    footer = {"  holdfast demo", "  holdfast demo --keep    look at the archives afterwards"})
final class DemoCommand extends HoldfastCommand {
  @Option(names = "--keep", description = "Leave the sample data and the archives where they are.")
  private boolean keep;

  DemoCommand(Invocation invocation) {
    super(invocation);
  }

  @Override
  ExitCode execute(Session session)
      throws BackupException, ConfigurationException, UsageException, InterruptedException {
    Demo demo = new Demo(session, keep);
    ExitCode code = demo.play();
    Map<String, Object> document = Documents.of("demo", code);
    document.putAll(demo.facts());
    session.console().document(document, code);
    return code;
  }
}
