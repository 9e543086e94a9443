package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.cli.config.Configuration;
import io.holdfast.core.catalog.Archive;
import io.holdfast.testkit.InMemoryCatalog;
import io.holdfast.testkit.Operation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code retention simulate}, at 13:25 of 2025-10-24 in Moscow. */
final class SimulateTest {
  @TempDir private Path folder;
  private final FakeCollaborators host = new FakeCollaborators();
  private Path file;
  private InMemoryCatalog catalog;

  @BeforeEach
  void makeAPlan() throws Exception {
    Files.createDirectories(folder.resolve("backups"));
    file =
        Files.writeString(
            folder.resolve("holdfast.yaml"),
            "name: p\ndestination: backups\ndirectories: [logs]\nretention: {keep-last: 2}\n");
    catalog = host.catalogOf(Configuration.load(file, ZoneId.of("Europe/Moscow")).plan());
  }

  private CommandLineRun simulate(String... args) {
    String[] all = new String[args.length + 4];
    all[0] = "retention";
    all[1] = "simulate";
    System.arraycopy(args, 0, all, 2, args.length);
    all[args.length + 2] = "-c";
    all[args.length + 3] = file.toString();
    return CommandLineRun.of(host, all);
  }

  @Test
  void startsWithTheCatalogAndGoesOnAtTheSizeOfToday() {
    catalog.addArchive(Instant.parse("2025-10-23T22:30:00Z"), Archive.State.COMPLETE, 5_000);

    CommandLineRun run = simulate("--for", "4d");

    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.outLines())
        .containsExactly(
            "policy: keep-last 2",
            "AFTER             ARCHIVES    SPACE",
            "2025-10-25 01:30         2  10.0 kB",
            "2025-10-26 01:30         2  10.0 kB",
            "2025-10-27 01:30         2  10.0 kB",
            "2025-10-28 01:30         2  10.0 kB",
            "4 runs, one every 1d, each 5.0 kB, until 2025-10-28 01:30",
            "at the end: 2 archives, 10.0 kB",
            "at most: 15.0 kB, 2025-10-26 01:30, before old archives went");
    assertThat(catalog.archives()).hasSize(1);
    assertThat(catalog.calls().count(Operation.LOCK)).isZero();
  }

  @Test
  void showsYearsInFewLinesAndTheDaysThatRemain() {
    CommandLineRun run =
        simulate(
            "--policy",
            "keep-daily 3, keep-monthly 2",
            "--for",
            "2y",
            "--size",
            "1GB",
            "--calendar");

    assertThat(run.code()).isZero();
    assertThat(run.outLines())
        .hasSizeLessThan(40)
        .contains(
            "731 runs, one every 1d, each 1.0 GB, until 2027-10-24 13:25",
            "at the end: 4 archives, 4.0 GB",
            "         1   5    10   15   20   25   30",
            "2027-10  .....................111.......",
            "2027-09  .............................1");
  }

  @Test
  void needsNoConfigurationWhenAPolicyIsGiven() throws Exception {
    Files.delete(file);
    CommandLineRun run =
        CommandLineRun.of(
            host, "retention", "simulate", "--policy", "keep-last 3", "--for", "1w", "--json");

    assertThat(run.code()).isZero();
    JsonNode json = run.json();
    assertThat(json.at("/command").asText()).isEqualTo("retention simulate");
    assertThat(json.at("/policy").asText()).isEqualTo("keep-last 3");
    assertThat(json.at("/steps")).hasSize(8);
    assertThat(json.at("/steps/7/archives").asInt()).isEqualTo(3);
    assertThat(json.at("/remaining")).hasSize(3);
    assertThat(json.at("/size").asInt()).isZero();
  }

  @Test
  void saysThatNothingTellsTheSize() {
    assertThat(simulate("--empty", "--for", "2d").outLines())
        .containsExactly(
            "policy: keep-last 2",
            "AFTER             ARCHIVES",
            "2025-10-24 13:25         1",
            "2025-10-25 13:25         2",
            "2025-10-26 13:25         2",
            "3 runs, one every 1d, until 2025-10-26 13:25",
            "at the end: 2 archives",
            "no complete archive says how large one is; --size does");
  }

  @Test
  void saysWhenNothingWouldBeRemoved() {
    CommandLineRun run = simulate("--policy", "keep-last 2, remove-at-most 10%", "--for", "5d");
    assertThat(run.code()).isZero();
    assertThat(run.err())
        .startsWith("holdfast: on 2025-10-26 13:25 nothing would be removed: 1 of 3 archives");
  }

  @Test
  void refusesWhatItCannotFollow() {
    assertThat(simulate("--policy", "keep-last 0").errLines())
        .first()
        .asString()
        .contains("--policy", "'keep-last' cannot be '0'");
    assertThat(simulate("--every", "1 day").errLines())
        .first()
        .asString()
        .contains("--every", "did you mean '1d'?");
    assertThat(simulate("--size", "5 gb").err()).contains("did you mean '5GB'?");
    assertThat(simulate("--every", "1h", "--for", "9y").err()).contains("more than 20000 runs");
    assertThat(simulate("--for", "9999999d").code()).isEqualTo(2);
    assertThat(CommandLineRun.of(host, "retention").code()).isEqualTo(2);
    assertThat(CommandLineRun.of(host, "retention", "simulat").err()).contains("simulat");
    assertThat(CommandLineRun.of(host, "retention", "simulate", "--help").out())
        .contains("Exit codes", "--policy", "--json");
  }
}
