package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.cli.config.Configuration;
import io.holdfast.core.DestinationException;
import io.holdfast.core.EngineException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.engine.Container;
import io.holdfast.core.event.BackupEvent;
import io.holdfast.testkit.FileTree;
import io.holdfast.testkit.InMemoryCatalog;
import io.holdfast.testkit.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands print and end with, for what core tells them. */
final class CommandsTest {
  private static final String ARCHIVE = "p_backup_20251024_132503.tar.gz";

  @TempDir private Path folder;
  private final FakeCollaborators host = new FakeCollaborators();
  private Path file;
  private InMemoryCatalog catalog;

  @BeforeEach
  void makeAPlanOfADirectoryAndAVolume() throws Exception {
    Files.createDirectories(folder.resolve("logs/old"));
    Files.writeString(folder.resolve("logs/old/a.log"), "hello\n");
    Files.createDirectories(folder.resolve("backups"));
    configure("directories: [logs]\nvolumes: [shop_db]\nretention: {keep-within: 7d}\n");
    host.engine.addVolume("shop_db", FileTree.builder().file("PG_VERSION", "16\n", 0600).build());
  }

  private void configure(String sources) throws Exception {
    file =
        Files.writeString(
            folder.resolve("holdfast.yaml"), "name: p\ndestination: backups\n" + sources);
    catalog = host.catalogOf(Configuration.load(file, ZoneId.of("Europe/Moscow")).plan());
  }

  private CommandLineRun holdfast(String... args) {
    String[] all = new String[args.length + 2];
    System.arraycopy(args, 0, all, 0, args.length);
    all[args.length] = "-c";
    all[args.length + 1] = file.toString();
    return CommandLineRun.of(host, all);
  }

  @Test
  void run_printsTheLogsLinesInThePlansTime() {
    CommandLineRun run = holdfast("run");

    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.outLines())
        .allMatch(line -> line.startsWith("[2025-10-24 13:25:0"))
        .anyMatch(line -> line.contains("source shop_db (volume, helper)"))
        .anyMatch(line -> line.contains("archive " + ARCHIVE))
        .last()
        .asString()
        .contains("finished in");
    assertThat(host.logged).hasAtLeastOneElementOfType(BackupEvent.RunFinished.class);
    assertThat(host.closedEngines).isEqualTo(1);
    assertThat(catalog.tree(catalog.latest(), "shop_db").text("PG_VERSION")).isEqualTo("16\n");
  }

  @Test
  void run_quietSaysNothingOnSuccess() {
    assertThat(holdfast("run", "-q")).isEqualTo(new CommandLineRun(0, "", ""));
    assertThat(holdfast("--quiet", "--json", "run")).isEqualTo(new CommandLineRun(0, "", ""));
  }

  @Test
  void run_quietStillWarnsWhereAllWasSaved() throws Exception {
    assertThat(holdfast("run", "-q").code()).isZero();
    Files.delete(folder.resolve("logs/old/a.log"));
    host.clock.advance(Duration.ofDays(1));

    CommandLineRun run = holdfast("run", "-q");

    assertThat(run.code()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(run.errLines()).hasSize(1).first().asString().contains("is it mounted?");
  }

  @Test
  void run_quietSaysWhyAnArchiveIsIncomplete() throws Exception {
    configure("directories: [logs, lost]\n");

    CommandLineRun run = holdfast("run", "-q");

    assertThat(run.code()).isEqualTo(10);
    assertThat(run.out()).isEmpty();
    assertThat(run.errLines()).hasSize(2);
    assertThat(run.errLines().get(0))
        .startsWith("[2025-10-24 13:25:03] warning: ")
        .contains("lost");
    assertThat(run.errLines().get(1))
        .isEqualTo("holdfast: exit code 10 for " + ARCHIVE + ": incomplete: lost missing");
  }

  @Test
  void run_tellsMachinesTheSame() throws Exception {
    configure("directories: [logs, lost]\n");

    CommandLineRun run = holdfast("run", "--json");
    JsonNode json = run.json();

    assertThat(json.at("/exitCode").asInt()).isEqualTo(run.code()).isEqualTo(10);
    assertThat(json.at("/result").asText()).isEqualTo("published");
    assertThat(json.at("/archive/name").asText()).isEqualTo(ARCHIVE);
    assertThat(json.at("/archive/state").asText()).isEqualTo("incomplete");
    assertThat(json.at("/archive/startedAt").asText()).isEqualTo("2025-10-24T10:25:03Z");
    assertThat(json.at("/info/sources/1/outcome").asText()).isEqualTo("missing");
    assertThat(json.at("/prune/result").asText()).isEqualTo("pruned");
    assertThat(json.at("/warnings/0").asText()).contains("lost");
  }

  @Test
  void run_failsWithoutAnEngineAndPublishesNothing() {
    host.engine.stop();

    CommandLineRun run = holdfast("run");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("error: ").contains("no engine answers at fake:");
    assertThat(run.err().lines().filter(l -> l.contains("no engine answers"))).hasSize(1);
    assertThat(catalog.archives()).isEmpty();
  }

  @Test
  void run_needsNoEngineWithoutVolumes() throws Exception {
    configure("directories: [logs]\n");
    host.engine.stop();

    assertThat(holdfast("run").code()).isZero();
  }

  @Test
  void run_namesWhoHoldsTheLock() {
    catalog.lockByOther(4711, Instant.parse("2025-10-24T10:00:00Z"));

    CommandLineRun run = holdfast("run", "--json", "-q");

    assertThat(run.code()).isEqualTo(11);
    assertThat(run.errLines())
        .containsExactly("holdfast: plan 'p' is locked by process 4711 since 2025-10-24T10:00:00Z");
    assertThat(run.json().at("/error/exitCode").asInt()).isEqualTo(11);
    assertThat(run.json().at("/error/message").asText()).contains("4711");
  }

  @Test
  void run_publishesNothingThatDoesNotVerify() {
    catalog.damageDrafts("logs/old/a.log", "its content is not what was read");

    CommandLineRun run = holdfast("run", "-q");

    assertThat(run.code()).isEqualTo(12);
    assertThat(run.err()).contains("logs/old/a.log: its content is not what was read");
    assertThat(catalog.archives()).isEmpty();
  }

  @Test
  void run_reportsAPruneThatWasRefusedAfterAGoodBackup() {
    catalog.addArchive(Instant.parse("2031-01-01T00:00:00Z"), Archive.State.COMPLETE);
    catalog.addArchive(Instant.parse("2025-01-01T00:00:00Z"), Archive.State.COMPLETE);

    CommandLineRun run = holdfast("run", "-q");

    assertThat(run.code()).isEqualTo(13);
    assertThat(run.err()).contains("one of the clocks is wrong");
    assertThat(catalog.archives()).hasSize(3);
  }

  @Test
  void run_endsWith130WhenItsThreadIsInterrupted() {
    Thread.currentThread().interrupt();

    CommandLineRun run = holdfast("run");

    assertThat(Thread.interrupted()).isFalse();
    assertThat(run.code()).isEqualTo(130);
    assertThat(run.err()).contains("holdfast: interrupted");
    assertThat(catalog.archives()).isEmpty();
    catalog.assertNothingLeft();
  }

  @Test
  void plan_showsSizesAndWhatARunWouldMiss() throws Exception {
    configure("directories: [logs, lost]\nvolumes: [shop_db]\nmin-free-space: 5GB\n");
    host.engine.addVolume("other", FileTree.EMPTY);
    host.engine.addContainer("web", Container.State.RUNNING, "other");

    CommandLineRun run = holdfast("plan");

    assertThat(run.code()).isEqualTo(10);
    assertThat(run.outLines().get(0)).isEqualTo("SOURCE   KIND       SIZE  ENTRIES  WHERE");
    assertThat(run.outLines())
        .contains("shop_db  volume      3 B        -  shop_db")
        .anyMatch(l -> l.startsWith("space: 5.0 GB must be free, 1.0 TB are"))
        .anyMatch(l -> l.contains("no source names: other"))
        .contains("retention: keeps every archive, since no keep rule is set");
    assertThat(run.err()).startsWith("holdfast: would not be saved: lost: ");
    assertThat(catalog.calls().count(Operation.LOCK)).isZero();
    assertThat(holdfast("plan", "--json").json().at("/sources/1/bytes").isNull()).isTrue();
  }

  @Test
  void plan_saysWhenARunWouldNotStart() {
    catalog.showFreeSpace(10);

    CommandLineRun run = holdfast("plan");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("not enough");
    assertThat(run.err()).contains("holdfast: a run would not start: ");
    assertThat(holdfast("plan", "-q").err()).isEqualTo(run.err());
  }

  @Test
  void list_showsStatesAndReasonsNewestFirst() {
    catalog.addArchive(Instant.parse("2025-10-01T00:00:00Z"), Archive.State.COMPLETE, 156_000_000);
    catalog.addArchive(Instant.parse("2025-10-20T00:00:00Z"), Archive.State.INCOMPLETE);
    catalog.addArchive(Instant.parse("2025-10-22T00:00:00Z"), Archive.State.COMPLETE);
    catalog.addArchive(Instant.parse("2025-09-01T00:00:00Z"), Archive.State.LEGACY);
    catalog.addArchive(Instant.parse("2025-10-23T00:00:00Z"), Archive.State.DAMAGED);

    CommandLineRun run = holdfast("list");

    assertThat(run.code()).isZero();
    assertThat(run.outLines())
        .containsExactly(
            "ARCHIVE                          STARTED                  SIZE  STATE       KEPT"
                + " BECAUSE",
            "p_backup_20251023_030000.tar.gz  2025-10-23 03:00:00    1.0 kB  damaged     not"
                + " provably an intact archive of this plan, never removed (not readable)",
            "p_backup_20251022_030000.tar.gz  2025-10-22 03:00:00    1.0 kB  complete    within 7d;"
                + " at least 1",
            "p_backup_20251020_030000.tar.gz  2025-10-20 03:00:00    1.0 kB  incomplete  within 7d",
            "p_backup_20251001_030000.tar.gz  2025-10-01 03:00:00  156.0 MB  complete    goes:"
                + " older than 7d",
            "p_backup_20250901_030000.tar.gz  2025-09-01 03:00:00    1.0 kB  legacy      legacy,"
                + " never counted; prune --include-legacy",
            "5 archives, 156.0 MB, in " + folder.resolve("backups"));
    JsonNode json = holdfast("list", "--json").json();
    assertThat(json.at("/archives/3/keep").asBoolean(true)).isFalse();
    assertThat(json.at("/archives/1/reasons/1").asText()).isEqualTo("at least 1");
  }

  @Test
  void list_ofNothingIsNoError() {
    assertThat(holdfast("list"))
        .isEqualTo(
            new CommandLineRun(
                0, "no archives of plan p in " + folder.resolve("backups") + "\n", ""));
  }

  @Test
  void prune_dryRunRemovesNothingAndGivesEveryReason() {
    catalog.addArchive(Instant.parse("2025-10-01T00:00:00Z"), Archive.State.COMPLETE);
    catalog.addArchive(Instant.parse("2025-10-22T00:00:00Z"), Archive.State.COMPLETE);

    CommandLineRun run = holdfast("prune", "--dry-run");

    assertThat(run.code()).isZero();
    assertThat(run.outLines())
        .contains(
            "p_backup_20251022_030000.tar.gz  stays     within 7d; at least 1",
            "p_backup_20251001_030000.tar.gz  would go  older than 7d");
    assertThat(catalog.archives()).hasSize(2);
    assertThat(host.logged).isEmpty();
  }

  @Test
  void prune_removesAndLogs() {
    catalog.addArchive(Instant.parse("2025-10-01T00:00:00Z"), Archive.State.COMPLETE);
    catalog.addArchive(Instant.parse("2025-10-02T00:00:00Z"), Archive.State.LEGACY);
    catalog.addArchive(Instant.parse("2025-10-22T00:00:00Z"), Archive.State.COMPLETE);

    CommandLineRun run = holdfast("prune", "--json");

    assertThat(run.code()).isZero();
    assertThat(run.json().at("/removed/0").asText()).isEqualTo("p_backup_20251001_030000.tar.gz");
    assertThat(catalog.archives()).hasSize(2);
    assertThat(host.logged).hasAtLeastOneElementOfType(BackupEvent.Removed.class);
    assertThat(holdfast("prune", "-q", "--include-legacy").code()).isZero();
    assertThat(catalog.archives()).hasSize(1);
  }

  @Test
  void prune_endsWith13WhenAnArchiveCannotBeRemoved() {
    catalog.addArchive(Instant.parse("2025-10-01T00:00:00Z"), Archive.State.COMPLETE);
    catalog.addArchive(Instant.parse("2025-10-22T00:00:00Z"), Archive.State.COMPLETE);
    catalog.calls().failOn(Operation.DELETE, new DestinationException("the disk is read-only"));

    CommandLineRun run = holdfast("prune");

    assertThat(run.code()).isEqualTo(13);
    assertThat(run.err()).contains("the disk is read-only");
  }

  @Test
  void prune_ofPinnedArchivesLeavesThem() {
    catalog.addArchive(Instant.parse("2025-10-01T00:00:00Z"), Archive.State.COMPLETE);
    catalog.addArchive(Instant.parse("2025-10-22T00:00:00Z"), Archive.State.COMPLETE);
    catalog.pin(catalog.archives().get(1), "before the move");

    CommandLineRun run = holdfast("prune");

    assertThat(run.code()).isZero();
    assertThat(run.outLines())
        .contains(
            "p_backup_20251001_030000.tar.gz  stays  pinned: before the move",
            "2 stay, 2.0 kB; 0 removed, 0 B");
    assertThat(catalog.archives()).hasSize(2);
    JsonNode json = holdfast("list", "--json").json();
    assertThat(json.at("/archives/1/pinned").asBoolean()).isTrue();
    assertThat(json.at("/archives/0/pinned").asBoolean()).isFalse();
  }

  @Test
  void prune_refusesMoreThanTheConfiguredShareUntilItIsAllowed() throws Exception {
    configure("directories: [logs]\nretention: {keep-last: 1, remove-at-most: 50%}\n");
    for (int day = 1; day <= 4; day++) {
      catalog.addArchive(Instant.parse("2025-10-0" + day + "T00:00:00Z"), Archive.State.COMPLETE);
    }

    CommandLineRun refused = holdfast("prune");

    assertThat(refused.code()).isEqualTo(13);
    assertThat(refused.err()).contains("3 of 4 archives would go at once");
    assertThat(refused.outLines())
        .contains(
            "p_backup_20251001_030000.tar.gz  stays  only because nothing is removed now",
            "4 stay, 4.0 kB; 0 removed, 0 B");
    assertThat(catalog.archives()).hasSize(4);
    CommandLineRun looked = holdfast("prune", "--dry-run");
    assertThat(looked.code()).isEqualTo(13);
    assertThat(looked.err()).contains("nothing would be removed: 3 of 4 archives");
    assertThat(looked.outLines())
        .contains(
            "p_backup_20251001_030000.tar.gz  would go  not kept by keep-last 1",
            "1 stays, 1.0 kB; 3 would go, 3.0 kB");
    assertThat(holdfast("prune", "--remove-at-most", "all").code()).isEqualTo(2);
    assertThat(holdfast("prune", "--remove-at-most", "100%").code()).isZero();
    assertThat(catalog.archives()).hasSize(1);
  }

  @Test
  void calendar_showsTheDaysThatStayAndGo() {
    catalog.addArchive(Instant.parse("2025-09-30T21:30:00Z"), Archive.State.COMPLETE);
    catalog.addArchive(Instant.parse("2025-10-22T00:00:00Z"), Archive.State.COMPLETE);
    catalog.addArchive(Instant.parse("2025-10-22T01:00:00Z"), Archive.State.COMPLETE);
    String[] lines = {
      "         1   5    10   15   20   25   30",
      "2025-10  -....................2.........",
      "1 to 9: so many archives of that day stay, +: more, -: all of them go"
    };

    assertThat(holdfast("list", "--calendar").outLines()).endsWith(lines);
    assertThat(holdfast("prune", "--dry-run", "--calendar").outLines()).endsWith(lines);
    JsonNode json = holdfast("prune", "-n", "--calendar", "--json").json();
    assertThat(json.at("/calendar/0/date").asText()).isEqualTo("2025-10-22");
    assertThat(json.at("/calendar/0/kept").asInt()).isEqualTo(2);
    assertThat(json.at("/calendar/1/removed").asInt()).isEqualTo(1);
    assertThat(holdfast("list", "--json").json().has("calendar")).isFalse();
  }

  @Test
  void verify_provesTheNewestOrAll() {
    assertThat(holdfast("verify").err()).contains("there is no archive in");
    holdfast("run");
    host.clock.advance(Duration.ofDays(1));
    holdfast("run");

    assertThat(holdfast("verify").out()).contains("p_backup_20251025_132503.tar.gz: whole: ");
    assertThat(holdfast("verify", "--all").outLines()).hasSize(2);
    assertThat(holdfast("verify", "--all", "latest").code()).isEqualTo(2);
    assertThat(holdfast("verify", ARCHIVE.replace(".tar.gz", "")).out()).startsWith(ARCHIVE);
  }

  @Test
  void verify_listsDefectsOfEveryDamagedArchive() {
    holdfast("run");
    host.clock.advance(Duration.ofDays(1));
    holdfast("run");
    catalog.damage(catalog.latest(), "logs/old/a.log", "is not what was saved");

    CommandLineRun run = holdfast("verify", "--all", "-q");

    assertThat(run.code()).isEqualTo(12);
    assertThat(run.out()).isEmpty();
    assertThat(run.errLines())
        .containsExactly(
            "holdfast: p_backup_20251025_132503.tar.gz: damaged",
            "  logs/old/a.log: is not what was saved");
    JsonNode json = holdfast("verify", "--all", "--json").json();
    assertThat(json.at("/archives/0/result").asText()).isEqualTo("damaged");
    assertThat(json.at("/archives/1/result").asText()).isEqualTo("verified");
  }

  @Test
  void archivesThatAreNotThereAreNoArchives() {
    holdfast("run");

    for (String command : List.of("show", "verify", "restore")) {
      CommandLineRun run = holdfast(command, "p_backup_20251024_132504.tar.gz");
      assertThat(run.code()).as(command).isEqualTo(12);
      assertThat(run.err()).as(command).contains("did you mean '" + ARCHIVE + "'?");
    }
    assertThat(holdfast("verify", "./x.tar.gz").err())
        .contains("./x.tar.gz: not a readable archive: ");
  }

  @Test
  void latest_passesOverDamagedArchivesAndSaysSo() {
    holdfast("run");
    catalog.addArchive(Instant.parse("2025-10-24T12:00:00Z"), Archive.State.DAMAGED);

    CommandLineRun run = holdfast("show", "latest");

    assertThat(run.code()).isZero();
    assertThat(run.out()).startsWith("archive " + ARCHIVE);
    assertThat(run.err()).contains("p_backup_20251024_150000.tar.gz is newer, but damaged");
  }

  @Test
  void restore_writesToAFolderAndRefusesOneThatIsFilled() throws Exception {
    holdfast("run");
    Path to = folder.resolve("out");

    assertThat(holdfast("restore", "latest", "--to", to.toString(), "--dry-run").out())
        .contains("would restore logs to ");
    assertThat(to).doesNotExist();
    assertThat(holdfast("restore", "latest", "--to", to.toString()).code()).isZero();
    assertThat(to.resolve("logs/old/a.log")).hasContent("hello\n");
    assertThat(to.resolve("shop_db/PG_VERSION")).hasContent("16\n");
    CommandLineRun again = holdfast("restore", "latest", "--to", to.toString());
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("is not empty").contains("--overwrite");
    assertThat(holdfast("restore", "latest", "--to", to.toString(), "--overwrite").code()).isZero();
  }

  @Test
  void restore_makesALostVolumeAgain() {
    holdfast("run");
    host.engine.removeVolume("shop_db");

    CommandLineRun run = holdfast("restore", "latest", "--source", "shop_db", "--json");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.json().at("/sources/0/name").asText()).isEqualTo("shop_db");
    assertThat(host.engine.tree("shop_db").text("PG_VERSION")).isEqualTo("16\n");
  }

  @Test
  void restore_ofNothingThatIsThereEndsWith14() {
    holdfast("run");

    CommandLineRun run = holdfast("restore", "latest", "--path", "logs/none*", "--json");

    assertThat(run.code()).isEqualTo(14);
    assertThat(run.json().at("/result").asText()).isEqualTo("nothing-matched");
    assertThat(holdfast("restore", "latest", "--source", "shop").code()).isEqualTo(14);
    assertThat(holdfast("restore", "latest", "--to", "a", "--into-volume", "b").code())
        .isEqualTo(2);
  }

  @Test
  void show_listsEntriesAsLsDoes() {
    holdfast("run");

    CommandLineRun run = holdfast("show", "latest", "shop_db");

    assertThat(run.code()).isZero();
    assertThat(run.outLines())
        .hasSize(2)
        .last()
        .asString()
        .matches("-rw------- 0/0 +3 \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d shop_db/PG_VERSION");
    assertThat(holdfast("show", "latest", "logs/**/*.log", "none").code()).isEqualTo(14);
    JsonNode json = holdfast("show", "latest", "shop_db/PG*", "--json").json();
    assertThat(json.at("/entries")).hasSize(1);
    assertThat(json.at("/entries/0/mode").asText()).isEqualTo("0600");
  }

  @Test
  void doctor_findsNothingWrong() {
    holdfast("run");

    CommandLineRun run = holdfast("doctor");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("ok       engine: Docker Engine 0.0.0 answers at fake:, API 1.41")
        .contains("ok       helper image: alpine is there")
        .contains("ok       last backup: " + ARCHIVE)
        .contains("ok       lock: no other run holds it")
        .contains("ok       sources: 2 of 2 can be saved");
    JsonNode json = holdfast("doctor", "--json").json();
    assertThat(json.at("/findings").findValuesAsText("level")).doesNotContain("failure");
  }

  @Test
  void doctor_saysWhatToDoAboutEachFinding() throws Exception {
    catalog.addArchive(Instant.parse("2025-10-10T00:00:00Z"), Archive.State.COMPLETE);
    catalog.addArchive(Instant.parse("2025-10-25T00:00:00Z"), Archive.State.DAMAGED);
    catalog.lockByOther(4711, Instant.parse("2025-10-24T10:00:00Z"));
    catalog.showFreeSpace(10);
    host.engine.removeHelperImage();
    host.engine.failOn(
        Operation.INFO,
        new EngineException(EngineException.Kind.DENIED, "permission denied on socket fake:"));

    CommandLineRun run = holdfast("doctor");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .contains("failure  engine: permission denied on socket fake:")
        .contains("warning  lock: plan 'p' is locked by process 4711")
        .contains("warning  clock: ")
        .contains("14 days old: runs do not happen, or fail")
        .contains("warning  archives: damaged: p_backup_20251025_030000.tar.gz")
        .contains("failure  run: ");
    assertThat(run.out()).contains("a run would fail: 2 failures");
  }

  @Test
  void doctor_takesAFailingSourceForAsSevereAsThePlanDoes() throws Exception {
    configure("directories: [lost, logs]\n");
    assertThat(holdfast("doctor").err()).contains("warning  source: lost: ");
    configure("directories: [lost, logs]\non-missing-source: fail\n");
    CommandLineRun run = holdfast("doctor");
    assertThat(run.err()).contains("failure  source: lost: ");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void takesTheEngineFromTheConfiguration() throws Exception {
    configure("volumes: [shop_db]\ndocker-host: tcp://engine:2375\nhelper-image: busybox\n");

    holdfast("plan");

    assertThat(host.engineSettings)
        .allMatch(s -> s.host().orElse("").equals("tcp://engine:2375"))
        .allMatch(s -> s.helperImage().equals("busybox"));
  }

  @Test
  void configurationErrorsTouchNothing() throws IOException {
    Files.writeString(file, "name: p\ndestination: backups\ndirectries: [logs]\n");

    for (String command :
        List.of(
            "run", "plan", "list", "verify", "prune", "doctor", "show latest", "restore latest")) {
      CommandLineRun run = holdfast(command.split(" "));
      assertThat(run.code()).as(command).isEqualTo(2);
      assertThat(run.err())
          .as(command)
          .contains(
              file
                  + ":3:1: unknown key 'directries' in the configuration; did you mean"
                  + " 'directories'?");
    }
    assertThat(host.engine.calls().list()).isEmpty();
    JsonNode json = holdfast("run", "--json").json();
    assertThat(json.at("/error/problems/1/line").asInt()).isEqualTo(3);
  }

  @Test
  void showsWhereAnErrorAroseWhenAsked() {
    assertThat(holdfast("restore", "./none").err()).doesNotContain("\tat ");
    assertThat(holdfast("restore", "./none", "--stacktrace").err())
        .contains("    at io.holdfast.cli.");
  }
}
