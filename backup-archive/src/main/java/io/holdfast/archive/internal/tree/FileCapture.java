package io.holdfast.archive.internal.tree;

import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import io.holdfast.core.catalog.ExtendedAttributes;
import io.holdfast.core.catalog.SourceIssue;
import io.holdfast.core.catalog.SparseMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads files and tells whether they held still. A file that fits the buffer is read before the
 * sink hears of it, and read again when it changed meanwhile, so that its header is right; a larger
 * one is read once.
 */
final class FileCapture {
  /** The largest file that is read before it is handed on, in bytes. */
  static final int BUFFERED = 1 << 20;

  private static final int TRIES = 4;
  private static final long FIRST_PAUSE = 10;

  /** A kernel's clock ticks this coarsely: two changes within a tick leave the same time. */
  private static final Duration TICK = Duration.ofMillis(20);

  /** The same for file systems that keep whole seconds, or every other. */
  private static final Duration COARSE_TICK = Duration.ofSeconds(2);

  private final Issues issues;
  private final OpenWatch opens;
  private final AttributeReader extended;
  private final Clock clock;
  private final Consumer<EntryPath> beforeOpen;
  private final SparseFiles sparse;
  private final FilledHoles filled;

  // One more than fits tells a file that grew beyond it.
  private final ByteBuffer small = ByteBuffer.allocateDirect(BUFFERED + 1);
  private final HeldContent held = new HeldContent(small);
  private Optional<HostAttributes> saved = Optional.empty();

  /** Of the file that is being captured. */
  private ExtendedAttributes attributes = ExtendedAttributes.NONE;

  /**
   * Reads nothing yet.
   *
   * @param opens not closed
   * @param beforeOpen called between looking at a file and opening it
   */
  FileCapture(
      Issues issues,
      OpenWatch opens,
      AttributeReader extended,
      SparseFiles sparse,
      FilledHoles filled,
      Clock clock,
      Consumer<EntryPath> beforeOpen) {
    this.issues = issues;
    this.opens = opens;
    this.extended = extended;
    this.sparse = sparse;
    this.filled = filled;
    this.clock = clock;
    this.beforeOpen = beforeOpen;
  }

  /** What became of a file. */
  enum Outcome {
    SAVED,
    /** An issue says why. */
    NOT_SAVED,
    /** Something else stands there now. */
    LOOK_AGAIN
  }

  /** The file that the last call saved; empty when a name stood for several files in turn. */
  Optional<HostAttributes> saved() {
    return saved;
  }

  /** Reads one file into the sink. */
  Outcome capture(
      OpenDirectory parent, String name, EntryPath path, HostAttributes listed, EntrySink sink)
      throws DestinationException, InterruptedException {
    saved = Optional.empty();
    attributes = extended.of(parent, name, path, listed);
    if (listed.size() == 0) {
      saved = Optional.of(listed);
      sink.accept(entry(path, listed, 0), held.of(0));
      return Outcome.SAVED;
    }
    if (sink.acceptUnread(entry(path, listed, listed.size()), listed.state())) {
      saved = Optional.of(listed);
      return Outcome.SAVED;
    }
    try {
      HostAttributes before = settled(parent, name, listed);
      if (before.kind() != HostAttributes.Kind.FILE) {
        return Outcome.LOOK_AGAIN;
      }
      if (!before.changed().equals(listed.changed())) {
        attributes = extended.of(parent, name, path, before);
      }
      return before.size() <= BUFFERED
          ? buffered(parent, name, path, before, sink)
          : streamed(parent, name, path, before, sink);
    } catch (ClosedByInterruptException e) {
      throw interrupted();
    } catch (NoSuchFileException e) {
      return Outcome.LOOK_AGAIN;
    } catch (IOException e) {
      return refused(parent, name, path, listed, e);
    }
  }

  private Outcome buffered(
      OpenDirectory parent, String name, EntryPath path, HostAttributes first, EntrySink sink)
      throws IOException, DestinationException, InterruptedException {
    HostAttributes before = first;
    long pause = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      beforeOpen.accept(path);
      int count = 0;
      String failure = "";
      try (FileChannel file = opens.open(parent, name)) {
        FileContent content = new FileContent(file, BUFFERED);
        count = content.readInto(small.clear(), before.size());
        failure = content.failure().orElse("");
      }
      HostAttributes after = parent.lookAgain(name, before);
      if (after.kind() != HostAttributes.Kind.FILE || count > BUFFERED) {
        return Outcome.LOOK_AGAIN;
      }
      if (!failure.isEmpty()) {
        int size = (int) Math.max(count, Math.min(before.size(), BUFFERED));
        for (int i = count; i < size; i++) {
          small.put(i, (byte) 0);
        }
        return emit(path, before, size, sink, SourceIssue.Kind.UNREADABLE, gaveUp(failure, count));
      }
      String change = change(before, after, count);
      saved = after.key().equals(before.key()) ? Optional.of(before) : Optional.empty();
      if (change.isEmpty()) {
        sink.accept(entry(path, before, count), held.of(count));
        sink.heldStill(before.state());
        return Outcome.SAVED;
      }
      if (attempt == TRIES) {
        return emit(path, after, count, sink, SourceIssue.Kind.CHANGED, change);
      }
      Thread.sleep(pause);
      pause *= 4;
      before = settled(parent, name, parent.look(name));
      attributes = extended.of(parent, name, path, before);
      if (before.kind() != HostAttributes.Kind.FILE || before.size() > BUFFERED) {
        return Outcome.LOOK_AGAIN;
      }
    }
  }

  private Outcome emit(
      EntryPath path,
      HostAttributes attributes,
      int size,
      EntrySink sink,
      SourceIssue.Kind kind,
      String detail)
      throws DestinationException, InterruptedException {
    issues.add(kind, path, detail);
    sink.accept(entry(path, attributes, size), held.of(size));
    return Outcome.SAVED;
  }

  private Outcome streamed(
      OpenDirectory parent, String name, EntryPath path, HostAttributes before, EntrySink sink)
      throws IOException, DestinationException, InterruptedException {
    beforeOpen.accept(path);
    if (sparse.isCandidate(parent, name, before.size())) {
      try (SparseFiles.Open file = sparse.open(parent, name, before.size())) {
        Optional<SparseMap> map =
            file.map().map(found -> filled.choose(path, before.size(), found));
        return streamed(parent, name, path, before, sink, file.channel(), map);
      }
    }
    try (FileChannel file = opens.open(parent, name)) {
      return streamed(parent, name, path, before, sink, file, Optional.empty());
    }
  }

  private Outcome streamed(
      OpenDirectory parent,
      String name,
      EntryPath path,
      HostAttributes before,
      EntrySink sink,
      FileChannel file,
      Optional<SparseMap> map)
      throws IOException, DestinationException, InterruptedException {
    if (file.size() != before.size()) {
      HostAttributes now = parent.look(name);
      if (!now.key().equals(before.key()) || now.kind() != before.kind()) {
        return Outcome.LOOK_AGAIN;
      }
    }
    saved = Optional.of(before);
    FileContent content = new FileContent(file, before.size(), map);
    try {
      sink.accept(entry(path, before, before.size()).with(map), content);
    } catch (DestinationException | RuntimeException e) {
      // However the sink took it that its channel was interrupted.
      if (content.wasInterrupted()) {
        throw interrupted();
      }
      throw e;
    }
    if (content.wasInterrupted()) {
      throw interrupted();
    }
    // What is archived without its holes has no state: it is not in chunks that could be copied.
    boolean whole = map.isEmpty() || map.get().filled();
    if (heldStill(parent, name, path, before, content) && whole) {
      sink.heldStill(before.state());
    }
    return Outcome.SAVED;
  }

  /** Tells whether a file is as it was before it was read; where it is not, an issue says why. */
  private boolean heldStill(
      OpenDirectory parent,
      String name,
      EntryPath path,
      HostAttributes before,
      FileContent content) {
    if (content.failure().isPresent()) {
      issues.add(
          SourceIssue.Kind.UNREADABLE,
          path,
          gaveUp(content.failure().orElseThrow(), content.bytesRead()));
      return false;
    }
    if (content.isShort()) {
      issues.add(
          SourceIssue.Kind.SHORT,
          path,
          "it became shorter while it was read: "
              + content.bytesRead()
              + " of "
              + content.dataLength()
              + " bytes, the rest is zeros");
      return false;
    }
    String change;
    try {
      change = change(before, parent.lookAgain(name, before), content.placeRead());
    } catch (NoSuchFileException e) {
      change = "it was deleted while it was read";
    } catch (IOException e) {
      change = "whether it changed while it was read cannot be told: " + Reason.of(e);
    }
    if (!change.isEmpty()) {
      issues.add(SourceIssue.Kind.CHANGED, path, change);
    }
    return change.isEmpty();
  }

  /** How a file differs from what it was before it was read, for people; empty when it does not. */
  private static String change(HostAttributes before, HostAttributes after, long count) {
    if (!after.key().equals(before.key())) {
      return "it was replaced while it was read";
    }
    if (after.size() != before.size() || count != after.size()) {
      return "its size changed while it was read, from " + before.size() + " to " + after.size();
    }
    if (!after.modified().equals(before.modified())) {
      return "it was written to while it was read";
    }
    if (after.mode() != before.mode()
        || after.uid() != before.uid()
        || after.gid() != before.gid()) {
      return "its owner or mode changed while it was read";
    }
    // A new or removed hard link moves this time too, and leaves the content alone.
    if (!after.changed().equals(before.changed()) && after.links() == before.links()) {
      return "it was changed while it was read";
    }
    return "";
  }

  private static String gaveUp(String failure, long count) {
    return "reading failed after " + count + " bytes, the rest is zeros: " + failure;
  }

  private Outcome refused(
      OpenDirectory parent, String name, EntryPath path, HostAttributes listed, IOException cause) {
    try {
      HostAttributes now = parent.look(name);
      if (now.kind() != listed.kind() || !now.key().equals(listed.key())) {
        return Outcome.LOOK_AGAIN;
      }
    } catch (NoSuchFileException e) {
      return Outcome.LOOK_AGAIN;
    } catch (IOException e) {
      // The first reason is the one to report.
    }
    issues.add(SourceIssue.Kind.UNREADABLE, path, "not saved: " + Reason.of(cause));
    return Outcome.NOT_SAVED;
  }

  /**
   * Waits until a file that was changed just now is older than a tick of the file system's clock,
   * so that a change while it is read must show in its times.
   */
  private HostAttributes settled(OpenDirectory parent, String name, HostAttributes file)
      throws IOException, InterruptedException {
    Instant changed = file.changed();
    Duration age = Duration.between(changed, clock.instant());
    Duration tick = changed.equals(changed.truncatedTo(ChronoUnit.SECONDS)) ? COARSE_TICK : TICK;
    if (age.isNegative() || age.compareTo(tick) >= 0) {
      return file;
    }
    Thread.sleep(tick.minus(age).toMillis() + 1);
    return parent.look(name);
  }

  private Entry entry(EntryPath path, HostAttributes file, long size) {
    return TreeReader.entry(path, EntryType.FILE, file, size, Optional.empty(), attributes);
  }

  private static InterruptedException interrupted() {
    // The flag that closed the file is what this exception says.
    Thread.interrupted();
    return new InterruptedException("interrupted while reading a file");
  }
}
