package io.holdfast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.EngineException;
import io.holdfast.core.engine.Container;
import io.holdfast.core.engine.Volume;
import io.holdfast.testkit.FileTree;
import io.holdfast.testkit.Operation;
import io.holdfast.testkit.ReadFault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Names, labels and messages that would move a cursor, colour a terminal, forge a line or turn the
 * reading direction, through everything that prints.
 */
final class HostileNamesTest {
  /** ESC, BEL, return, line feed, backspace, DEL, the 8-bit CSI, right-to-left, line separator. */
  private static final String EVIL =
      "e\u001b[31m\u0007\r\n[2025-10-24 10:25:03] forged\b\u007f\u009b2J\u202e\u2028";

  private static final String YAML =
      "\"e\\e[31m\\a\\r\\n[2025-10-24 10:25:03] forged\\b\\x7f\\x9b2J\\u202e\\u2028%s\"";

  @TempDir private Path folder;

  /** As it is written in a configuration. */
  private static String yaml(String end) {
    return YAML.replace("%s", end);
  }

  private Path configure(String text) throws IOException {
    return Files.writeString(folder.resolve("holdfast.yaml"), text);
  }

  private CommandLineRun holdfast(Collaborators collaborators, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("-c", folder.resolve("holdfast.yaml").toString()));
    CommandLineRun run = CommandLineRun.of(collaborators, all.toArray(String[]::new));
    assertPrintable(String.join(" ", args), run.out() + run.err());
    return run;
  }

  private static void assertPrintable(String what, String text) {
    text.codePoints()
        .filter(c -> c != '\n')
        .forEach(
            c ->
                assertThat(Character.getType(c))
                    .as("U+%04X printed by %s:%n%s", c, what, text)
                    .isNotIn(
                        (int) Character.CONTROL,
                        (int) Character.FORMAT,
                        (int) Character.LINE_SEPARATOR,
                        (int) Character.PARAGRAPH_SEPARATOR));
    assertThat(text.lines()).as(what).noneMatch(line -> line.startsWith("[2025-10-24 10:25:03] f"));
  }

  @Test
  void everyCommandShowsNamesOfTheHostAsHarmlessText() throws Exception {
    Path data = Files.createDirectories(folder.resolve("app").resolve(EVIL));
    Files.writeString(data.resolve(EVIL), "x");
    Files.createSymbolicLink(data.resolve("link"), Path.of(EVIL));
    Files.createDirectory(data.resolve(EVIL + "sub"));
    configure(
        "name: evil\nbase-dir: app\ndestination: "
            + yaml("to")
            + "\ndirectories: ["
            + yaml("")
            + ", "
            + yaml("missing")
            + "]\nexclude: ["
            + yaml("sub/")
            + "]\n");
    HostCollaborators host = new HostCollaborators();

    assertThat(holdfast(host, "plan").out()).contains("\\x1b[31m");
    assertThat(holdfast(host, "plan", "--json").json().at("/sources/0/name").asText())
        .isEqualTo(EVIL);
    assertThat(holdfast(host, "run").code()).isEqualTo(10);
    assertThat(holdfast(host, "run", "--json").code()).isEqualTo(10);
    assertPrintable("the log", Files.readString(folder.resolve(EVIL + "to/backup.log")));
    assertThat(holdfast(host, "show", "latest").out()).contains("\\x1b[31m");
    assertThat(holdfast(host, "show", "latest", "--json").json().at("/sources/0/name").asText())
        .isEqualTo(EVIL);
    String to = folder.resolve(EVIL + "restored").toString();
    for (List<String> command :
        List.of(
            List.of("list"),
            List.of("list", "--calendar"),
            List.of("show", "latest", EVIL),
            List.of("show", EVIL),
            List.of("show", EVIL, "--stacktrace"),
            List.of("verify", "--all"),
            List.of("verify", EVIL),
            List.of("restore", "latest", "--dry-run", "--to", to),
            List.of("restore", "latest", "--to", to),
            List.of("restore", "latest", "--to", to),
            List.of("restore", "latest", "--source", EVIL, "--path", EVIL + "x", "--to", to + "2"),
            List.of("restore", "latest", "--source", EVIL + "x", "--to", to + "3"),
            List.of("restore", "latest", "--into-volume", EVIL),
            List.of("prune", "--dry-run"),
            List.of("prune"),
            List.of("doctor"),
            List.of("retention", "simulate", "--policy", EVIL),
            List.of("--" + EVIL),
            List.of(EVIL))) {
      holdfast(host, command.toArray(String[]::new));
      List<String> json = new ArrayList<>(command);
      json.add("--json");
      holdfast(host, json.toArray(String[]::new));
    }
  }

  @Test
  void damageAndConfigurationAreToldAsHarmlessText() throws Exception {
    Path archive = Files.writeString(folder.resolve(EVIL + ".tar.gz"), EVIL);
    configure("name: evil\ndestination: to\ndirectories: [a]\n");
    HostCollaborators host = new HostCollaborators();
    for (String command : List.of("show", "verify")) {
      assertThat(holdfast(host, command, archive.toString()).code()).isEqualTo(12);
      assertThat(holdfast(host, command, archive.toString(), "--json").code()).isEqualTo(12);
    }
    configure("name: " + yaml("") + "\n" + yaml("") + ": 1\n");
    assertThat(holdfast(host, "run").code()).isEqualTo(2);
    assertThat(holdfast(host, "run", "--json").code()).isEqualTo(2);
    String missing = folder.resolve(EVIL).toString();
    CommandLineRun run = CommandLineRun.of(host, "run", "-c", missing);
    assertThat(run.code()).isEqualTo(2);
    assertPrintable("a missing configuration", run.out() + run.err());
  }

  @Test
  void whatAnEngineSaysIsHarmlessText() throws Exception {
    configure("name: evil\ndestination: to\nvolumes: [one, two, three]\n");
    for (String command : List.of("run", "plan", "doctor")) {
      for (boolean json : List.of(true, false)) {
        FakeCollaborators fakes = new FakeCollaborators();
        Map<String, String> labels = Map.of(EVIL, EVIL);
        fakes.engine.addVolume(
            new Volume("one", EVIL, labels, labels), FileTree.builder().file(EVIL, "x").build());
        fakes.engine.addVolume("two", FileTree.builder().file("a", "x").build());
        fakes.engine.addContainer(EVIL, Container.State.RUNNING, "one");
        fakes.engine.breakReading("one", new ReadFault.Unreadable(EVIL));
        fakes.engine.breakReading("two", new ReadFault.BadVerdict(EVIL));
        if (command.equals("run")) {
          fakes.engine.addLeftover(EVIL);
        }
        fakes
            .engine
            .calls()
            .failOn(
                Operation.SIZE_OF,
                new EngineException(EngineException.Kind.OTHER, "it said " + EVIL));
        holdfast(fakes, json ? new String[] {command, "--json"} : new String[] {command});
        fakes
            .engine
            .calls()
            .failOn(
                Operation.VOLUMES,
                new EngineException(EngineException.Kind.OTHER, "it said " + EVIL));
        holdfast(fakes, json ? new String[] {command, "--json"} : new String[] {command});
      }
    }
  }

  /** Through SLF4J's provider and the JVM's own traces. */
  @Test
  void theStandardErrorOfTheProcessIsHarmlessText() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintableStream stream = new PrintableStream(bytes)) {
      stream.println(EVIL);
      new IllegalStateException(EVIL).printStackTrace(stream);
    }
    String text = bytes.toString(UTF_8);
    assertPrintable("the stream", text);
    assertThat(text).contains("\\x1b[31m").contains("\n    at ");
  }
}
