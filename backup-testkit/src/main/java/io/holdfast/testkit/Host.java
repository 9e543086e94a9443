package io.holdfast.testkit;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.plan.PlanName;
import io.holdfast.core.restore.Restorer;
import io.holdfast.core.run.BackupResult;
import io.holdfast.core.run.BackupRunner;
import io.holdfast.core.run.RunEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * A whole host for one test: files, a container engine, a clock, a catalog for each plan, and jobs
 * that are ready to run between them. {@link HoldfastHost} hands it to a test; without JUnit it is
 * made by {@link #inMemory} and closed by the test.
 *
 * <p>All of its parts share one {@link Calls}: it shows what was called in which order, and makes
 * calls fail or take long. The clock begins at {@value #BEGINNING}. To be set up by one thread; the
 * parts may be used by several.
 */
public final class Host implements AutoCloseable {
  /** The instant at which a host's clock begins. */
  public static final String BEGINNING = "2025-10-24T02:00:00Z";

  private final Path root;
  private final boolean realFiles;
  private final Calls calls = new Calls();
  private final FakeContainerEngine engine = new FakeContainerEngine(calls);
  private final FakeDirectories directories = new FakeDirectories(calls);
  private final MutableClock clock = MutableClock.at(BEGINNING);
  private final RecordingListener events = new RecordingListener();
  private final Map<PlanName, Catalog> catalogs = new LinkedHashMap<>();
  private final List<OpenArchive> shown = new ArrayList<>();
  private BiFunction<BackupPlan, Clock, Catalog> storage =
      (plan, time) -> InMemoryCatalog.of(plan, calls);

  private Host(Path root, boolean realFiles) {
    this.root = root;
    this.realFiles = realFiles;
  }

  /**
   * A host whose files are in memory, in {@link TestFileSystems#unix}.
   *
   * @return closed by the caller
   */
  public static Host inMemory() {
    return new Host(TestFileSystems.unix().getPath("/"), false);
  }

  /**
   * A host whose files are real ones, in a temporary directory that goes with it.
   *
   * @return closed by the caller
   */
  public static Host withRealFiles() {
    try {
      return new Host(Files.createTempDirectory("holdfast-host").toRealPath(), true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Stores the archives of all plans in another kind of catalog, {@code DirectoryCatalog::of} for
   * instance. Its calls are recorded, fail and take long as those of the others do, and what it
   * opens must be closed.
   *
   * @param catalog makes the catalog of a plan
   * @return this host
   * @throws IllegalStateException when a plan has a catalog already
   */
  public Host storeWith(BiFunction<BackupPlan, Clock, Catalog> catalog) {
    if (!catalogs.isEmpty()) {
      throw new IllegalStateException("storeWith() after a catalog was used: " + catalogs.keySet());
    }
    storage = (plan, time) -> new WatchedCatalog(catalog.apply(plan, time), calls);
    return this;
  }

  // What is on it

  /**
   * A path of this host.
   *
   * @param below as in {@code srv/logs}
   * @return the absolute path, whether something is there or not
   */
  public Path path(String below) {
    return root.resolve(below);
  }

  /**
   * Writes files into a directory, which is made if missing.
   *
   * @param directory as in {@code srv/logs}
   * @param files what is in it
   * @return this host
   */
  public Host write(String directory, FileTree files) {
    makeDirectory(directory);
    try {
      files.writeTo(path(directory));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  private void makeDirectory(String directory) {
    try {
      Files.createDirectories(path(directory));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return the container engine: what is on it, and what goes wrong with it} */
  public FakeContainerEngine engine() {
    return engine;
  }

  /** {@return what runs see of directories} */
  public FakeDirectories directories() {
    return directories;
  }

  /** {@return the clock of everything on this host} */
  public MutableClock clock() {
    return clock;
  }

  /** {@return what was heard from the runs of this host} */
  public RecordingListener events() {
    return events;
  }

  /** {@return the calls of engine, directories and catalogs, and where they are made to fail} */
  public Calls calls() {
    return calls;
  }

  // Jobs

  /**
   * Starts a plan that saves to the directory {@code /backups} of this host, which is made.
   *
   * @param name of the plan
   * @return a builder that needs a source yet
   */
  public BackupPlan.Builder plan(String name) {
    makeDirectory("backups");
    return BackupPlan.named(name, path("backups"));
  }

  /**
   * What runs the plan on this host; any listener may be given to it.
   *
   * @param plan one of this host's
   * @return a runner over the plan's {@link #store}
   */
  public BackupRunner runner(BackupPlan plan) {
    return new BackupRunner(
        store(plan), engine, directories, new RunEnvironment(clock, "testhost", "0"));
  }

  /**
   * Runs the plan, heard by {@link #events}.
   *
   * @param plan one of this host's
   * @return how it ended
   * @throws InterruptedException when the thread was interrupted
   */
  public BackupResult run(BackupPlan plan) throws InterruptedException {
    return runner(plan).run(plan, events);
  }

  /** {@return what restores archives to this host} */
  public Restorer restorer() {
    return new Restorer(engine, directories, clock);
  }

  // Archives

  /**
   * The catalog that runs of the plan use, of whatever kind.
   *
   * @param plan one of this host's
   * @return the same each time
   */
  public Catalog store(BackupPlan plan) {
    return catalogs.computeIfAbsent(plan.name(), name -> storage.apply(plan, clock));
  }

  /**
   * The catalog of the plan, to put archives and faults into.
   *
   * @param plan one of this host's
   * @return the same each time
   * @throws IllegalStateException when archives are stored elsewhere, by {@link #storeWith}
   */
  public InMemoryCatalog catalog(BackupPlan plan) {
    if (store(plan) instanceof InMemoryCatalog memory) {
      return memory;
    }
    throw new IllegalStateException("the archives of '" + plan.name() + "' are not in memory");
  }

  /**
   * The archives of the plan. Not a call that is recorded, or fails.
   *
   * @param plan one of this host's
   * @return newest first
   */
  public List<Archive> archives(BackupPlan plan) {
    try {
      return store(plan) instanceof WatchedCatalog watched
          ? watched.real().list()
          : catalog(plan).archives();
    } catch (DestinationException e) {
      throw new AssertionError("cannot list the archives of '" + plan.name() + "'", e);
    }
  }

  /**
   * The newest archive of the plan, to look at. Not a call that is recorded, or fails.
   *
   * @param plan one of this host's
   * @return closed by this host
   * @throws AssertionError when there is none, or it cannot be opened
   */
  public OpenArchive newest(BackupPlan plan) {
    Archive newest =
        archives(plan).stream()
            .findFirst()
            .orElseThrow(() -> new AssertionError("no archive of '" + plan.name() + "'"));
    try {
      OpenArchive open =
          store(plan) instanceof WatchedCatalog watched
              ? watched.real().open(newest)
              : catalog(plan).peek(newest);
      shown.add(open);
      return open;
    } catch (ArchiveException e) {
      throw new AssertionError("cannot open " + newest.name(), e);
    }
  }

  /**
   * Ends the host and removes its files.
   *
   * @throws AssertionError when a job has left something behind: a reader of a volume, an archive
   *     or the lock open, a container stopped or paused, a helper container, a draft, a temporary
   *     file, and on Linux a real file that is open. It names each with the line that opened it,
   *     and has the stack trace of that as its cause.
   */
  @Override
  public void close() {
    shown.forEach(OpenArchive::close);
    try {
      checkNothingLeft();
    } finally {
      removeFiles();
    }
  }

  private void checkNothingLeft() {
    LeftBehind left = new LeftBehind("on the host");
    engine.addLeft(left);
    for (Catalog catalog : catalogs.values()) {
      if (catalog instanceof InMemoryCatalog memory) {
        memory.addLeft(left);
      } else if (catalog instanceof WatchedCatalog watched) {
        watched.addLeft(left);
      }
    }
    if (realFiles) {
      OpenFiles.below(root).forEach(file -> left.add("open file " + file));
    }
    try (Stream<Path> files = Files.walk(root)) {
      files.filter(Host::isTemporary).forEach(file -> left.add("temporary file " + file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    left.check();
  }

  /** Whether the file has a name that only drafts and files that are being restored have. */
  private static boolean isTemporary(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.contains(".partial-") || (name.startsWith(".holdfast-") && name.endsWith(".tmp"));
  }

  private void removeFiles() {
    try {
      if (realFiles) {
        MoreFiles.deleteRecursively(root, RecursiveDeleteOption.ALLOW_INSECURE);
      } else {
        root.getFileSystem().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
