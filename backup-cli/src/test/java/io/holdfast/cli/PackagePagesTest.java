package io.holdfast.cli;

import static io.holdfast.testkit.BackupAssertions.assertThat;

import io.holdfast.archive.ArchiveFile;
import io.holdfast.archive.DirectoryCatalog;
import io.holdfast.archive.HostDirectories;
import io.holdfast.archive.RunLog;
import io.holdfast.core.BackupException;
import io.holdfast.core.EngineException;
import io.holdfast.core.LockedException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.SourceRecord.Outcome;
import io.holdfast.core.catalog.VerificationResult;
import io.holdfast.core.engine.Container;
import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.engine.ContainerEngine.Content;
import io.holdfast.core.engine.ContainerEngine.Quiesced;
import io.holdfast.core.engine.ContainerEngine.VolumeReader;
import io.holdfast.core.engine.Volume;
import io.holdfast.core.event.BackupEvent;
import io.holdfast.core.event.BackupListener;
import io.holdfast.core.event.EventText;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.plan.DirectorySource;
import io.holdfast.core.plan.PlanName;
import io.holdfast.core.plan.QuiesceMode;
import io.holdfast.core.plan.Selection;
import io.holdfast.core.plan.VolumeAccess;
import io.holdfast.core.plan.VolumeSource;
import io.holdfast.core.restore.RestoreRequest;
import io.holdfast.core.restore.RestoreResult;
import io.holdfast.core.restore.Restorer;
import io.holdfast.core.retention.Candidate;
import io.holdfast.core.retention.Decision;
import io.holdfast.core.retention.Evaluation;
import io.holdfast.core.retention.RetentionPolicy;
import io.holdfast.core.run.BackupResult;
import io.holdfast.core.run.BackupRunner;
import io.holdfast.core.run.DirectoryProbe;
import io.holdfast.core.run.RunEnvironment;
import io.holdfast.core.text.ByteCount;
import io.holdfast.core.text.NearestNames;
import io.holdfast.core.text.TimeTaken;
import io.holdfast.docker.DockerEngine;
import io.holdfast.docker.DockerSettings;
import io.holdfast.testkit.FileTree;
import io.holdfast.testkit.Host;
import io.holdfast.testkit.InMemoryCatalog;
import io.holdfast.testkit.ReadFault;
import io.holdfast.testkit.contract.CatalogContract;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The examples of the packages' pages, compiled and run, and the pages, held to them: what stands
 * here between {@code // page} and {@code // end} stands there too.
 */
final class PackagePagesTest {
  /** Micrometer is on the class path there, and not here. */
  private static final Path METRICS =
      Path.of("../backup-archive/src/test/java/io/holdfast/archive/metrics/RunMetricsTest.java");

  private final List<String> lines = new ArrayList<>();
  private final Host host = Host.inMemory();
  private final BackupPlan plan = host.plan("shop").source(VolumeSource.of("data")).build();
  private final ContainerEngine engine = host.engine();
  private final Catalog catalog = host.store(plan);
  private final DirectoryProbe directories = host.directories();
  private final Clock clock = host.clock();
  private final BackupRunner runner = host.runner(plan);

  PackagePagesTest() {
    host.engine()
        .addVolume("data", FileTree.builder().file("users/anna.json", "{}").build())
        .addContainer("web", Container.State.RUNNING, "data");
  }

  @AfterEach
  void nothingIsLeft() {
    host.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "backup-core io.holdfast.core",
        "backup-core io.holdfast.core.catalog",
        "backup-core io.holdfast.core.engine",
        "backup-core io.holdfast.core.event",
        "backup-core io.holdfast.core.plan",
        "backup-core io.holdfast.core.restore",
        "backup-core io.holdfast.core.retention",
        "backup-core io.holdfast.core.run",
        "backup-core io.holdfast.core.text",
        "backup-archive io.holdfast.archive",
        "backup-archive io.holdfast.archive.metrics",
        "backup-docker io.holdfast.docker",
        "backup-testkit io.holdfast.testkit",
        "backup-testkit io.holdfast.testkit.contract"
      })
  void pagesShowWhatRunsHere(String page) throws IOException {
    String[] parts = page.split(" ", 2);
    Path info =
        Path.of("..", parts[0], "src/main/java")
            .resolve(parts[1].replace('.', '/'))
            .resolve("package-info.java");
    assertThat(onPage(info)).isEqualTo(inTest(parts[1]));
  }

  private static String onPage(Path info) throws IOException {
    String page =
        Files.readAllLines(info).stream()
            .filter(line -> line.startsWith(" *"))
            .map(line -> line.substring(Math.min(line.length(), " * ".length())) + "\n")
            .collect(Collectors.joining());
    int from = page.indexOf("<pre>{@code\n");
    int to = page.indexOf("\n}</pre>");
    return from < 0 || to < from ? "" : page.substring(from + "<pre>{@code\n".length(), to + 1);
  }

  private static String inTest(String page) throws IOException {
    Path source =
        page.equals("io.holdfast.archive.metrics")
            ? METRICS
            : Path.of("src/test/java/io/holdfast/cli/PackagePagesTest.java");
    String marked =
        Files.readAllLines(source).stream()
            .dropWhile(line -> !line.strip().equals("// page " + page))
            .skip(1)
            .takeWhile(line -> !line.strip().equals("// end"))
            .collect(Collectors.joining("\n"));
    return marked.stripIndent() + "\n";
  }

  @Test
  void errors() throws Exception {
    host.engine().stop();
    // page io.holdfast.core
    BackupResult result = runner.run(plan, BackupListener.NONE);
    if (result instanceof BackupResult.Failed failed) {
      BackupException cause = failed.cause();
      boolean later = cause instanceof LockedException; // another run is in progress
      lines.add((later ? "trying again soon: " : "please look: ") + cause.getMessage());
    }
    // end
    assertThat(lines).singleElement().asString().startsWith("please look: ");
  }

  @Test
  void plans() {
    // page io.holdfast.core.plan
    BackupPlan plan =
        BackupPlan.named("shop", Path.of("/backups"))
            .source(VolumeSource.of("shop_postgres"))
            .source(
                new DirectorySource(
                    "logs",
                    Path.of("/srv/shop/logs"),
                    new Selection(List.of("*.tmp", "!keep.tmp"), true),
                    OptionalLong.of(10_000_000_000L)))
            .retention(RetentionPolicy.parse("keep-within 7d, keep-monthly 6"))
            .zone(ZoneId.of("Europe/Berlin"))
            .build();
    // end
    assertThat(plan.sources()).hasSize(2);
  }

  @Test
  void retention() {
    Instant now = Instant.parse("2025-10-24T03:00:00Z");
    List<Candidate> archives =
        Stream.of("2025-10-24T01:00:00Z", "2025-10-10T01:00:00Z", "2025-10-09T01:00:00Z")
            .map(start -> Candidate.complete(start.substring(0, 10), Instant.parse(start)))
            .toList();
    // page io.holdfast.core.retention
    RetentionPolicy policy = RetentionPolicy.parse("keep-last 1, keep-weekly 2");
    Evaluation evaluation = policy.evaluate(archives, now, ZoneId.of("Europe/Berlin"));
    if (evaluation instanceof Evaluation.Refused refused) {
      lines.add("nothing may be removed: " + refused.reason());
    }
    for (Decision decision : evaluation.decisions()) {
      lines.add(decision.candidate().id() + ": " + (decision.keep() ? decision.reasons() : "goes"));
    }
    // end
    assertThat(lines)
        .containsExactly(
            "2025-10-24: [last 1 of 1, weekly 1 of 2, at least 1]",
            "2025-10-10: [weekly 2 of 2]",
            "2025-10-09: goes");
  }

  @Test
  void catalogs() throws Exception {
    host.run(plan);
    // page io.holdfast.core.catalog
    Archive newest = catalog.list().get(0);
    try (OpenArchive archive = catalog.open(newest)) {
      if (archive.verify(ProgressListener.NONE) instanceof VerificationResult.Damaged damaged) {
        damaged.defects().forEach(defect -> lines.add(newest.name() + ": " + defect));
      }
      archive.entries(
          (source, path) -> source.name().equals("data"),
          (source, entry) -> lines.add(entry.path() + ", " + ByteCount.text(entry.size())));
    }
    // end
    assertThat(lines).contains("users/anna.json, 2 B");
  }

  @Test
  void engines() throws Exception {
    // page io.holdfast.core.engine
    Volume volume = engine.volume("data").orElseThrow();
    try (Quiesced quiesced = engine.quiesce(engine.users(List.of(volume)), QuiesceMode.PAUSE);
        VolumeReader reader = engine.read(volume, VolumeAccess.COPY, Selection.EVERYTHING)) {
      lines.addAll(quiesced.containers());
      if (reader.content() instanceof Content.TarStream stream) {
        stream.tar().transferTo(OutputStream.nullOutputStream());
      }
      lines.addAll(reader.finish()); // what could not be read
    }
    // end
    assertThat(lines).containsExactly("web");
  }

  @Test
  void events() throws Exception {
    List<String> alarms = new ArrayList<>();
    host.engine().breakReading("data", new ReadFault.Unreadable("./b.txt: Permission denied"));
    // page io.holdfast.core.event
    BackupListener log = event -> lines.addAll(EventText.lines(event));
    BackupListener alarm =
        event -> {
          if (event instanceof BackupEvent.Warning warning) {
            alarms.add(warning.message());
          }
        };
    BackupResult result = runner.run(plan, log.andThen(alarm));
    // end
    assertThat(result).isIncomplete();
    assertThat(lines).hasSizeGreaterThan(alarms.size());
    assertThat(alarms).isNotEmpty();
  }

  @Test
  void words() {
    // page io.holdfast.core.text
    String done = ByteCount.text(156_200_000) + " in " + TimeTaken.text(Duration.ofSeconds(125));
    List<String> meant = NearestNames.of("postgers", List.of("postgres", "minio"));
    // end
    assertThat(done).isEqualTo("156.2 MB in 2 min 5 s");
    assertThat(meant).containsExactly("postgres");
  }

  @Test
  void runs() throws Exception {
    // page io.holdfast.core.run
    RunEnvironment environment = new RunEnvironment(clock, "shop-1", "my-tool 1.0");
    BackupRunner runner = new BackupRunner(catalog, engine, directories, environment);
    BackupResult result = runner.run(plan, BackupListener.NONE);
    if (result instanceof BackupResult.Published published) {
      lines.add(published.archive().name() + " is " + published.archive().state());
    } else if (result instanceof BackupResult.NotVerified bad) {
      lines.add("look at the disk: " + bad.damage().defects().get(0));
    } else if (result instanceof BackupResult.Failed failed) {
      lines.add(failed.cause().getMessage());
    }
    // end
    assertThat(lines).containsExactly("shop_backup_20251024_020000.tar.gz is COMPLETE");
  }

  @Test
  void restores(@TempDir Path target) throws Exception {
    host.run(plan);
    // page io.holdfast.core.restore
    RestoreRequest request =
        new RestoreRequest(
            List.of("data"),
            List.of("users/*.json"),
            new RestoreRequest.Target.Directory(target.resolve("restored")),
            false, // nothing that is there is replaced
            false); // no dry run
    Restorer restorer = new Restorer(engine, directories, clock);
    try (OpenArchive archive = catalog.open(catalog.list().get(0))) {
      RestoreResult result = restorer.restore(archive, request, BackupListener.NONE);
      if (result instanceof RestoreResult.Restored restored) {
        restored.sources().forEach(source -> lines.addAll(source.problems()));
      } else {
        lines.add(result.toString());
      }
    }
    // end
    assertThat(lines).isEmpty();
    assertThat(target.resolve("restored/data/users/anna.json")).hasContent("{}");
  }

  @Test
  void archives(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(Files.createDirectory(folder.resolve("in")).resolve("a"), "hi");
    BackupPlan plan =
        BackupPlan.named("files", folder.resolve("out"))
            .source(DirectorySource.of("in", file.getParent()))
            .build();
    RunEnvironment environment = new RunEnvironment(clock, "shop-1", "my-tool 1.0");
    // page io.holdfast.archive
    Catalog catalog = DirectoryCatalog.of(plan, clock);
    BackupRunner runner = new BackupRunner(catalog, engine, new HostDirectories(), environment);
    try (RunLog log = RunLog.in(plan.destination(), plan.zone())) {
      if (runner.run(plan, log) instanceof BackupResult.Published published) {
        lines.add(published.archive().file().toString());
      }
    }
    try (OpenArchive archive = ArchiveFile.open(Path.of(lines.get(0)))) {
      archive.sources().forEach(source -> lines.add(source.name()));
    }
    // end
    assertThat(lines).hasSize(2).endsWith("in");
  }

  @Test
  void docker() throws Exception {
    // page io.holdfast.docker
    DockerSettings settings =
        new DockerSettings(Optional.of("unix:///run/nobody/docker.sock"), "alpine:3");
    try (ContainerEngine engine = DockerEngine.create(settings)) {
      lines.add(engine.info().version());
    } catch (EngineException e) {
      lines.add(e.kind() + ": " + e.getMessage());
    }
    // end
    assertThat(lines).singleElement().asString().startsWith("UNREACHABLE: ");
  }

  @Test
  void doubles() throws Exception {
    // page io.holdfast.testkit
    try (Host host = Host.inMemory()) {
      host.engine().addVolume("data", FileTree.builder().file("a.txt", "hello").build());
      host.engine().breakReading("data", new ReadFault.Unreadable("./b.txt: Permission denied"));
      BackupPlan plan = host.plan("shop").source(VolumeSource.of("data")).build();
      assertThat(host.run(plan)).isIncomplete().have(Outcome.SAVED_WITH_ISSUES, "data");
      assertThat(host.newest(plan)).hasText("data/a.txt", "hello").verifies();
    }
    // end
  }

  // page io.holdfast.testkit.contract
  static final class MyCatalogTest extends CatalogContract {
    private final Map<PlanName, InMemoryCatalog> catalogs = new HashMap<>();

    @Override
    protected InMemoryCatalog catalog(PlanName plan) {
      return catalogs.computeIfAbsent(plan, name -> InMemoryCatalog.of(planOf(name)));
    }

    private static BackupPlan planOf(PlanName name) {
      return BackupPlan.named(name.value(), Path.of("/backups"))
          .source(VolumeSource.of("data"))
          .build();
    }

    @Override
    protected void leavePartial(PlanName plan) {
      catalog(plan).addLeftover(plan + ".partial");
    }

    @Override
    protected List<String> partials() {
      return catalogs.values().stream().flatMap(c -> c.partials().stream()).toList();
    }

    @Override
    protected void putForeignFile(String name) {
      // there is no directory that could hold one
    }
  }
  // end
}
