package io.holdfast.archive.internal.reuse;

import io.holdfast.archive.internal.format.ChunkTable;
import io.holdfast.archive.internal.format.FileStates;
import io.holdfast.archive.internal.format.Index.Section;
import io.holdfast.archive.internal.format.ManifestEntry;
import io.holdfast.archive.internal.format.ManifestReader;
import io.holdfast.archive.internal.format.Positions;
import io.holdfast.archive.internal.tree.FileState;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files of a source as a predecessor has them. Read side by side with a walk through the source
 * in the same order, so that only one entry of either is in memory. Not thread-safe.
 */
public final class PreviousSource {
  private static final int BLOCK = 512;

  private final Predecessor archive;
  private final Section section;
  private final TarWindow files;
  private final Positions.Cursor positions;
  private final FileStates.Cursor states;
  private @Nullable ManifestReader manifest;
  private @Nullable ManifestEntry current;
  private boolean started;
  private boolean hasState;
  private long end;

  PreviousSource(Predecessor archive, Section section) {
    this.archive = archive;
    this.section = section;
    files = archive.files();
    positions = section.cursor();
    states = section.stateCursor();
  }

  /**
   * The file as it was saved, if it is still that: size, time of modification and state are the
   * same. Files are asked for in the order of a walk.
   */
  public Optional<PreviousFile> unchanged(Entry file, FileState state) throws InterruptedException {
    try {
      if (!started) {
        start();
      }
      while (current != null && order(current.entry().path(), file.path()) < 0) {
        advance();
      }
    } catch (InterruptedIOException e) {
      throw new InterruptedException("interrupted while reading an earlier archive");
    } catch (ArchiveException | IOException e) {
      archive.damaged("what it says of " + section.source().name() + " is damaged");
      current = null;
    }
    ManifestEntry before = current;
    if (before == null || !isSame(before.entry(), file, state)) {
      return Optional.empty();
    }
    long size = before.entry().size();
    long padded = (size + BLOCK - 1) / BLOCK * BLOCK;
    return before
        .sha256()
        .map(digest -> new PreviousFile(end - padded, size, digest, before.entry().sparse()));
  }

  private boolean isSame(Entry before, Entry file, FileState state) {
    Instant changed = state.changed();
    return hasState
        && before.path().equals(file.path())
        && before.type() == EntryType.FILE
        && before.size() == file.size()
        && before.modified().equals(file.modified())
        && states.second() == changed.getEpochSecond()
        && states.nano() == changed.getNano()
        && states.inode() == state.inode()
        && states.device() == state.device();
  }

  /**
   * The first of the chunks that hold the content of a file and nothing else.
   *
   * @return negative when its content does not begin or end with a chunk
   */
  public int firstChunk(PreviousFile file) {
    ChunkTable chunks = archive.chunks();
    int first = chunks.chunkAt(file.start());
    int last = chunks.chunkAt(file.start() + file.size() - 1);
    boolean alone =
        chunks.tarOffset(first) == file.start()
            && chunks.tarOffset(last) + chunks.contentLength(last) == file.start() + file.size();
    return alone ? first : -1;
  }

  /**
   * Copies the content of a file.
   *
   * @param into filled from its position to its limit, which leave room for exactly that
   * @return false when it is damaged
   */
  public boolean copy(PreviousFile file, ByteBuffer into) throws InterruptedException {
    return files.copy(file.start(), into);
  }

  private void start() throws ArchiveException, IOException {
    started = true;
    manifest = new ManifestReader(new ManifestText(archive, section));
    end = positions.next();
    advance();
  }

  /** Goes to the next entry, which ends where the one after it begins. */
  private void advance() throws ArchiveException, IOException {
    ManifestReader from = manifest;
    current = from == null ? null : from.next().orElse(null);
    if (current != null) {
      hasState = states.next();
      end = positions.hasNext() ? positions.next() : section.entriesEnd();
    }
  }

  /** The order of a walk: a directory, what is in it, then its neighbours, by their bytes. */
  private static int order(EntryPath one, EntryPath other) {
    String a = one.latin1();
    String b = other.latin1();
    int shared = Math.min(a.length(), b.length());
    for (int i = 0; i < shared; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        return x == '/' ? -1 : y == '/' ? 1 : x - y;
      }
    }
    return a.length() - b.length();
  }
}
