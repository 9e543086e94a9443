package io.holdfast.archive.internal.write;

import io.holdfast.archive.internal.format.FileStates;
import io.holdfast.archive.internal.format.ManifestEntry;
import io.holdfast.archive.internal.format.ManifestWriter;
import io.holdfast.archive.internal.format.Positions;
import io.holdfast.archive.internal.format.SparseDigest;
import io.holdfast.archive.internal.tree.FileState;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryType;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is noted of a source while it is written. Not thread-safe. */
final class Recorder {
  /**
   * A file that was changed less than this before the run may be changed again while its times stay
   * the same: some file systems keep every other second only. It has no state.
   */
  private static final Duration MARGIN = Duration.ofSeconds(2);

  private final ManifestWriter manifest = new ManifestWriter();
  private final Positions.Builder positions;
  private final FileStates.Builder states = new FileStates.Builder();
  private final Deque<Line> waiting = new ArrayDeque<>();
  private final Instant settled;
  private long bytes;
  private long files;
  private long unread;

  /** An entry whose line in the manifest waits for its digest, if it has one. */
  private record Line(Entry entry, @Nullable FileDigest digest) {}

  /**
   * Has nothing yet.
   *
   * @param begin tar offset where the source's entries begin
   * @param start of the run
   */
  Recorder(long begin, Instant start) {
    positions = new Positions.Builder(begin);
    settled = start.minus(MARGIN);
  }

  /**
   * Notes an entry.
   *
   * @param position tar offset of its first header
   * @param digest of a file's content, which may become known later; null for everything else
   */
  void add(long position, Entry entry, @Nullable FileDigest digest) {
    positions.add(position);
    states.addAbsent();
    bytes += entry.size();
    if (entry.type() == EntryType.FILE && entry.size() > 0) {
      files++;
    }
    waiting.add(new Line(entry, digest));
    writeKnown();
  }

  /** Notes that the entry added last is a file that did not change while it was read. */
  void heldStill(FileState state) {
    Instant changed = state.changed();
    if (changed.isBefore(settled) && isTold(changed) && state.inode() != 0) {
      states.stateOfLast(
          changed.getEpochSecond(), changed.getNano(), state.inode(), state.device());
    }
  }

  /**
   * Whether a time of change says anything. Whole seconds come from file systems that have no such
   * time, and from images that give all files one time on purpose: another image in the same place
   * would look the same.
   */
  private static boolean isTold(Instant changed) {
    return !changed.equals(changed.truncatedTo(ChronoUnit.SECONDS));
  }

  /** Notes that the entry added last is a file that was not read. */
  void wasUnread() {
    unread++;
  }

  private void writeKnown() {
    for (Line line = waiting.peek(); line != null; line = waiting.peek()) {
      Optional<String> sha256 = Optional.empty();
      if (line.digest != null) {
        byte[] found = line.digest.get();
        if (found == null) {
          return;
        }
        sha256 = Optional.of(HexFormat.of().formatHex(found));
      }
      manifest.add(new ManifestEntry(line.entry, sha256, SparseDigest.isOfBlocks(line.entry)));
      waiting.remove();
    }
  }

  /** Ends the manifest; to be called when everything is written. */
  ManifestWriter.Manifest finish() {
    writeKnown();
    if (!waiting.isEmpty()) {
      throw new IllegalStateException("not hashed: " + waiting.element().entry.path());
    }
    try (manifest) {
      return manifest.finish();
    }
  }

  byte[] positions() {
    return positions.build();
  }

  byte[] states() {
    return states.build();
  }

  /** Content bytes of all files. */
  long bytes() {
    return bytes;
  }

  /** Files with content of their own. */
  long files() {
    return files;
  }

  /** Those of them that were not read. */
  long unread() {
    return unread;
  }
}
