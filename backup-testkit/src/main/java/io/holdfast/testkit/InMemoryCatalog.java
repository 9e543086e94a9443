package io.holdfast.testkit;

import io.holdfast.core.ArchiveException;
import io.holdfast.core.BackupException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.LockedException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.ArchiveDraft;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.ArchiveName;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.catalog.DamagedArchive;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.Packing;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.SourceIssue;
import io.holdfast.core.catalog.SourceKind;
import io.holdfast.core.catalog.SourceRecord;
import io.holdfast.core.catalog.VerificationResult.Defect;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.plan.PlanName;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A catalog in memory. Its drafts read the sources they are given to the end, its archives can be
 * opened, verified, extracted and compared; nothing touches the destination.
 *
 * <p>Strict: {@code begin}, {@code recover} and {@code delete} without the lock, and calls of a
 * draft out of order, throw {@link IllegalStateException}. Thread-safe, its drafts and open
 * archives are not.
 */
public final class InMemoryCatalog implements Catalog {
  private static final long TERABYTE = 1_000_000_000_000L;

  private final PlanName plan;
  private final Path destination;
  private final ZoneId zone;
  private final Calls calls;
  private final Map<ArchiveName, Stored> stored = new LinkedHashMap<>();
  private final DraftFaults faults = new DraftFaults();
  private final List<String> leftovers = new ArrayList<>();
  private final Openings openings = new Openings();
  private long freeSpace = TERABYTE;
  private boolean locked;
  private Optional<LockedException> otherRun = Optional.empty();

  /** An archive with what is in it. */
  record Stored(Archive archive, List<StoredSource> sources, List<Defect> defects) {}

  /** A source in an archive. */
  record StoredSource(String name, SourceKind kind, FileTree tree) {}

  private InMemoryCatalog(PlanName plan, Path destination, ZoneId zone, Calls calls) {
    this.plan = plan;
    this.destination = destination;
    this.zone = zone;
    this.calls = calls;
  }

  /**
   * An empty catalog for a plan, under the plan's destination and in its zone.
   *
   * @param plan whose archives it holds
   * @return a catalog that records calls for itself
   */
  public static InMemoryCatalog of(BackupPlan plan) {
    return of(plan, new Calls());
  }

  /**
   * An empty catalog for a plan, under the plan's destination and in its zone.
   *
   * @param plan whose archives it holds
   * @param calls where calls are recorded, shared with other doubles to see the order between them
   * @return a catalog that records its calls there
   */
  public static InMemoryCatalog of(BackupPlan plan, Calls calls) {
    return new InMemoryCatalog(plan.name(), plan.destination(), plan.zone(), calls);
  }

  /** {@return what was called, and where failures are arranged} */
  public Calls calls() {
    return calls;
  }

  // What is there

  /**
   * Adds an archive of a run that started then, without content; its name has the local time.
   *
   * @param startedAt the start of its run
   * @param state what the listing says of it
   * @return this catalog
   */
  public InMemoryCatalog addArchive(Instant startedAt, Archive.State state) {
    return addArchive(startedAt, state, 1000);
  }

  /**
   * Adds an archive of that many bytes.
   *
   * @param startedAt the start of its run
   * @param state what the listing says of it
   * @param size bytes of its file
   * @return this catalog
   */
  public synchronized InMemoryCatalog addArchive(
      Instant startedAt, Archive.State state, long size) {
    boolean ours = state == Archive.State.COMPLETE || state == Archive.State.INCOMPLETE;
    List<SourceRecord> sources =
        state == Archive.State.INCOMPLETE
            ? List.of(
                SourceRecord.absent(
                    "gone",
                    new SourceRecord.Origin.Directory("/gone"),
                    SourceRecord.Outcome.MISSING,
                    "not there"))
            : List.of();
    ArchiveInfo info =
        new ArchiveInfo(plan, "host", startedAt, startedAt, zone, "0", "fast", "memory", sources);
    ArchiveName name = freeName(ArchiveName.at(plan, startedAt, zone));
    boolean damaged = state == Archive.State.DAMAGED;
    put(
        new Stored(
            new Archive(
                name,
                destination.resolve(name.toString()),
                size,
                startedAt,
                state,
                Optional.of(info).filter(i -> ours),
                damaged ? "not readable" : ""),
            List.of(),
            damaged ? List.of(new Defect("archive", "not readable")) : List.of()));
    return this;
  }

  /**
   * Damages an archive where listing does not see it: its verification finds the defect.
   *
   * @param archive one of those here
   * @param where part of the defect
   * @param what part of the defect, for people
   * @return this catalog
   */
  public synchronized InMemoryCatalog damage(Archive archive, String where, String what) {
    Stored before = known(archive.name());
    put(new Stored(before.archive, before.sources, List.of(new Defect(where, what))));
    return this;
  }

  /**
   * Pins an archive, as a person does it; the note may be empty.
   *
   * @param archive one of those here
   * @param note why; may be empty
   * @return this catalog
   */
  public synchronized InMemoryCatalog pin(Archive archive, String note) {
    Stored before = known(archive.name());
    put(new Stored(before.archive.pinned(note), before.sources, before.defects));
    return this;
  }

  /**
   * Makes the verification of every later draft find a defect.
   *
   * @param where part of the defect
   * @param what part of the defect, for people
   * @return this catalog
   */
  public InMemoryCatalog damageDrafts(String where, String what) {
    faults.addDefect(new Defect(where, what));
    return this;
  }

  /**
   * Makes every later append of a source report an issue, such as a file that changed.
   *
   * @param source its name
   * @param issue what happened to one of its files
   * @return this catalog
   */
  public InMemoryCatalog addIssue(String source, SourceIssue issue) {
    faults.addIssue(source, issue);
    return this;
  }

  /**
   * Adds a fault to every later reading of a directory source; several add up. Bytes count in a tar
   * of the directory. A volume is broken at {@link FakeContainerEngine#breakReading}.
   *
   * @param source its name
   * @param fault what goes wrong
   * @return this catalog
   */
  public InMemoryCatalog breakReading(String source, ReadFault fault) {
    faults.breakReading(source, fault);
    return this;
  }

  /**
   * Lets every later draft take that many bytes of content; then the disk is full, whatever {@link
   * #freeSpace} has promised: somebody else was filling it meanwhile.
   *
   * @param bytes of content
   * @return this catalog
   */
  public InMemoryCatalog fillAfter(long bytes) {
    faults.limitRoom(bytes);
    return this;
  }

  /**
   * Adds a file as a dead run leaves it; {@link #recover} removes it.
   *
   * @param fileName without directories
   * @return this catalog
   */
  public synchronized InMemoryCatalog addLeftover(String fileName) {
    leftovers.add(fileName);
    return this;
  }

  /**
   * Bytes that are free from now on; a terabyte by default.
   *
   * @param bytes 0 or more
   * @return this catalog
   */
  public synchronized InMemoryCatalog showFreeSpace(long bytes) {
    freeSpace = bytes;
    return this;
  }

  /**
   * Lets another process hold the lock.
   *
   * @param pid of that process
   * @param since when it took the lock
   * @return this catalog
   */
  public synchronized InMemoryCatalog lockByOther(long pid, Instant since) {
    otherRun =
        Optional.of(
            new LockedException(
                "plan '" + plan + "' is locked by process " + pid + " since " + since,
                OptionalLong.of(pid),
                Optional.of(since)));
    return this;
  }

  /** {@return all archives, newest first; asking is not recorded as a call} */
  public synchronized List<Archive> archives() {
    return stored.values().stream()
        .map(Stored::archive)
        .sorted(
            Comparator.comparing(Archive::startedAt)
                .thenComparing(a -> a.name().ordinal())
                .reversed())
        .toList();
  }

  /** {@return the newest archive; there must be one} */
  public Archive latest() {
    return archives().stream()
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("the catalog is empty"));
  }

  /**
   * What an archive holds of a source.
   *
   * @param archive one of those here
   * @param source its name
   * @return all of it
   */
  public synchronized FileTree tree(Archive archive, String source) {
    List<StoredSource> sources = known(archive.name()).sources;
    return sources.stream()
        .filter(s -> s.name.equals(source))
        .map(StoredSource::tree)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no source '"
                        + source
                        + "' among "
                        + sources.stream().map(s -> s.name).toList()));
  }

  /** {@return names of partial files: one for each draft that is open, and leftovers} */
  public synchronized List<String> partials() {
    List<String> partials = new ArrayList<>(leftovers);
    openings.list(InMemoryDraft.class).forEach(draft -> partials.add(draft.name() + ".partial"));
    return partials;
  }

  /**
   * Checks that the lock is free, every draft and archive closed, and no partial file left.
   *
   * @throws AssertionError that names what was left
   */
  public synchronized void assertNothingLeft() {
    LeftBehind left = new LeftBehind("in the catalog");
    addLeft(left);
    left.check();
  }

  synchronized void addLeft(LeftBehind left) {
    left.addOpen(openings.list());
    leftovers.forEach(name -> left.add("file " + name));
  }

  // The port

  @Override
  public Path destination() {
    return destination;
  }

  @Override
  public Lock lock() throws LockedException, DestinationException {
    calls.enterToTheEnd(Operation.LOCK, "", DestinationException.class, LockedException.class);
    synchronized (this) {
      if (otherRun.isPresent()) {
        LockedException other = otherRun.get();
        throw new LockedException(
            String.valueOf(other.getMessage()), other.holderPid(), other.since());
      }
      if (locked) {
        throw new LockedException(
            "plan '" + plan + "' is locked by this process",
            OptionalLong.empty(),
            Optional.empty());
      }
      locked = true;
    }
    HeldLock lock = new HeldLock();
    openings.opened(lock, "the lock");
    return lock;
  }

  private final class HeldLock implements Lock {
    private boolean freed;

    @Override
    public void close() throws BackupException {
      if (freed) {
        return;
      }
      freed = true;
      synchronized (InMemoryCatalog.this) {
        locked = false;
      }
      openings.closed(this);
      calls.enterToTheEnd(Operation.UNLOCK, "", DestinationException.class);
    }
  }

  @Override
  public List<String> recover() throws DestinationException {
    calls.enterToTheEnd(Operation.RECOVER_CATALOG, "", DestinationException.class);
    synchronized (this) {
      requireLock("recover");
      List<String> removed = List.copyOf(leftovers);
      leftovers.clear();
      return removed;
    }
  }

  @Override
  public List<Archive> list() throws DestinationException {
    calls.enterToTheEnd(Operation.LIST, "", DestinationException.class);
    return archives();
  }

  @Override
  public long freeSpace() throws DestinationException {
    calls.enterToTheEnd(Operation.FREE_SPACE, "", DestinationException.class);
    synchronized (this) {
      return freeSpace;
    }
  }

  @Override
  public ArchiveDraft begin(Instant start, Packing packing) throws DestinationException {
    calls.enterToTheEnd(Operation.BEGIN, "", DestinationException.class);
    synchronized (this) {
      requireLock("begin");
      ArchiveName name = freeName(ArchiveName.at(plan, start, zone));
      InMemoryDraft draft = new InMemoryDraft(this, name, start, packing);
      openings.opened(draft, "draft " + name);
      return draft;
    }
  }

  /** Of its archives all is whole but what their defects name as {@code source/path}. */
  @Override
  public DamagedArchive openDamaged(Archive archive, ProgressListener progress)
      throws ArchiveException {
    OpenArchive open = open(archive);
    synchronized (this) {
      return new InMemoryDamagedArchive(
          open, Optional.ofNullable(stored.get(archive.name())).orElseThrow().defects());
    }
  }

  @Override
  public OpenArchive open(Archive archive) throws ArchiveException {
    calls.enterToTheEnd(Operation.OPEN, archive.name().toString(), ArchiveException.class);
    synchronized (this) {
      Stored found =
          Optional.ofNullable(stored.get(archive.name()))
              .orElseThrow(
                  () -> new ArchiveException("no archive '" + archive.name() + "' in the catalog"));
      InMemoryArchive open = new InMemoryArchive(found, calls, openings::closed);
      openings.opened(open, "open archive " + archive.name());
      return open;
    }
  }

  /** Opens an archive for a look at it that is no call. */
  synchronized OpenArchive peek(Archive archive) {
    return new InMemoryArchive(known(archive.name()), new Calls(), closed -> {});
  }

  @Override
  public void delete(Archive archive) throws DestinationException {
    calls.enterToTheEnd(Operation.DELETE, archive.name().toString(), DestinationException.class);
    synchronized (this) {
      requireLock("delete");
      if (!stored.containsKey(archive.name())) {
        throw new DestinationException("cannot delete '" + archive.name() + "': it is not there");
      }
      stored.remove(archive.name());
    }
  }

  // For drafts and open archives

  DraftFaults faults() {
    return faults;
  }

  /** Stores an archive under its name, or the next that is free. */
  synchronized Archive publish(
      ArchiveName wanted, Instant startedAt, ArchiveInfo info, List<StoredSource> sources) {
    ArchiveName name = freeName(wanted);
    Archive archive =
        new Archive(
            name,
            destination.resolve(name.toString()),
            1000 + info.bytes(),
            startedAt,
            info.isComplete() ? Archive.State.COMPLETE : Archive.State.INCOMPLETE,
            Optional.of(info),
            "");
    put(new Stored(archive, sources, List.of()));
    return archive;
  }

  void closed(Object thing) {
    openings.closed(thing);
  }

  private void put(Stored archive) {
    stored.put(archive.archive.name(), archive);
  }

  private ArchiveName freeName(ArchiveName wanted) {
    ArchiveName name = wanted;
    while (stored.containsKey(name)) {
      name = name.next();
    }
    return name;
  }

  private Stored known(ArchiveName name) {
    return Optional.ofNullable(stored.get(name))
        .orElseThrow(() -> new IllegalArgumentException("no archive '" + name + "'"));
  }

  private void requireLock(String call) {
    if (!locked) {
      throw new IllegalStateException(call + "() without the catalog's lock");
    }
  }
}
