package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.archive.ArchiveFile;
import io.holdfast.archive.DirectoryCatalog;
import io.holdfast.core.catalog.ArchiveDraft;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.Packing;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.plan.PlanName;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several plans, and what others put there, in one folder; and locks nobody holds any more. */
final class SharedDestinationTest {
  private static final List<String> PLANS =
      List.of("foo", "foobar", "foo_backup", "foo_backup_20250101_000000", "FOO", "fo");

  @TempDir private Path folder;
  private Path destination;

  @BeforeEach
  void makeAProject() throws IOException {
    destination = Files.createDirectory(folder.resolve("backups"));
    Files.writeString(Files.createDirectories(folder.resolve("app/data")).resolve("a"), "hello\n");
    for (String plan : PLANS) {
      Files.writeString(
          folder.resolve(plan + ".yaml"),
          ("name: " + plan + "\n")
              + "base-dir: app\ndestination: backups\ndirectories: [data]\n"
              + "retention: {keep-last: 1}\n");
    }
  }

  private CommandLineRun holdfast(String plan, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("-c", folder.resolve(plan + ".yaml").toString()));
    return CommandLineRun.of(new HostCollaborators(), all.toArray(String[]::new));
  }

  private Set<String> names() throws IOException {
    try (Stream<Path> files = Files.list(destination)) {
      Set<String> names = new TreeSet<>();
      files.forEach(f -> names.add(f.getFileName().toString()));
      return names;
    }
  }

  private String newestOf(String plan) {
    return holdfast(plan, "list", "--json").json().at("/archives/0/name").asText();
  }

  @Test
  void plansOfSimilarNamesNeverSeeEachOther() throws Exception {
    for (String plan : PLANS) {
      CommandLineRun run = holdfast(plan, "run");
      assertThat(run.code()).as(run.err()).isZero();
    }
    for (String plan : PLANS) {
      Set<String> others = names();
      others.removeIf(n -> n.startsWith(newestOf(plan)));

      assertThat(holdfast(plan, "run").code()).isZero();

      assertThat(names()).as("after the second run of %s", plan).containsAll(others);
      assertThat(holdfast(plan, "list", "--json").json().get("archives")).hasSize(1);
      assertThat(holdfast(plan, "verify", "--all").code()).isZero();
    }
    assertThat(names().stream().filter(n -> n.endsWith(".tar.gz"))).hasSize(PLANS.size());
  }

  @Test
  void whatIsNotOursIsNeitherListedNorRemoved() throws Exception {
    String name = "foo_backup_20250101_000000.tar.gz";
    List<String> foreign =
        List.of(
            "foo-notes.txt",
            "backup-foo.tar.gz",
            "FOO_backup_20250101_000000.tar.gz",
            "foo_backup_20250101_000000.tar",
            "foo_backup_20250101_000000.tar.gz.old",
            "foo_backup_20250230_000000.tar.gz",
            "foo_backup_20250101_000000_1.tar.gz");
    for (String file : foreign) {
      Files.writeString(destination.resolve(file), "mine");
    }
    Files.createSymbolicLink(destination.resolve(name), folder.resolve("foo.yaml"));
    Path inside = Files.createDirectory(destination.resolve("foo_backup_20250102_000000.tar.gz"));
    Files.writeString(inside.resolve("a"), "mine");

    for (int i = 0; i < 3; i++) {
      assertThat(holdfast("foo", "run").code()).isZero();
    }

    assertThat(holdfast("foo", "prune", "--include-legacy").code()).isZero();
    assertThat(holdfast("foo", "list", "--json").json().get("archives")).hasSize(1);
    assertThat(names()).containsAll(foreign).contains(name);
    assertThat(inside.resolve("a")).hasContent("mine");
    assertThat(folder.resolve("foo.yaml")).exists();
  }

  /** The kernel's lock counts, which dies with its process; whoever has its number now. */
  @Test
  void aLockFileThatNamesALivingProcessIsNoLock() throws Exception {
    Path lock = destination.resolve(".holdfast-foo.lock");
    Files.writeString(lock, "pid 1\nhost elsewhere\nsince 2025-10-24T08:25:03Z\n");

    CommandLineRun run = holdfast("foo", "run");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(lock).isEmptyFile();
  }

  @Test
  void aLeftoverWhoseProcessNumberSomebodyElseHasNowIsCleared() throws Exception {
    String partial = partialName().replaceFirst("[0-9]+$", "1");
    Files.writeString(destination.resolve(partial), "half");

    assertThat(holdfast("foo", "run").out()).contains("removed leftover");

    assertThat(destination.resolve(partial)).doesNotExist();
  }

  @Test
  void anArchiveThatIsRestoredStaysReadableWhenItIsRemoved() throws Exception {
    assertThat(holdfast("foo", "run").code()).isZero();
    Path archive = destination.resolve(newestOf("foo"));
    try (OpenArchive open = ArchiveFile.open(archive)) {
      assertThat(holdfast("foo", "run").code()).isZero();
      assertThat(archive).doesNotExist();

      Path to = folder.resolve("to");
      open.extract(
          open.sources().get(0), OpenArchive.EntryFilter.ALL, to, false, ProgressListener.NONE);
      assertThat(to.resolve("a")).hasContent("hello\n");
    }
  }

  @Test
  void anArchiveThatIsPrunedWhileAllAreVerifiedIsNoDamage() {
    assertThat(holdfast("foo", "run").code()).isZero();
    String doomed = newestOf("foo");
    Collaborators pruned =
        new DelegatingCollaborators() {
          @Override
          public Catalog catalog(BackupPlan plan) {
            Catalog catalog = super.catalog(plan);
            return (Catalog)
                Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {Catalog.class},
                    (proxy, method, args) -> {
                      if (method.getName().equals("open")) {
                        Files.deleteIfExists(destination.resolve(doomed));
                      }
                      try {
                        return method.invoke(catalog, args);
                      } catch (InvocationTargetException e) {
                        throw e.getCause();
                      }
                    });
          }
        };

    CommandLineRun verify =
        CommandLineRun.of(pruned, "verify", "--all", "-c", folder.resolve("foo.yaml").toString());

    assertThat(verify.code()).as(verify.err()).isZero();
    assertThat(verify.out()).contains(doomed + ": removed since it was listed");
  }

  /** The name that this process gives to an archive it is at. */
  @SuppressWarnings("try") // a lock and a draft are held, not used
  private String partialName() throws Exception {
    Catalog catalog =
        DirectoryCatalog.at(destination, new PlanName("foo"), ZoneOffset.UTC, Clock.systemUTC());
    try (Catalog.Lock lock = catalog.lock();
        ArchiveDraft draft =
            catalog.begin(Instant.parse("2025-10-24T08:25:03Z"), Packing.DEFAULT)) {
      return names().stream().filter(n -> n.contains(".partial-")).findFirst().orElseThrow();
    }
  }
}
