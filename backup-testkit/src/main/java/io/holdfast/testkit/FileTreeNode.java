package io.holdfast.testkit;

import com.google.common.hash.Hashing;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** An entry with its content; for a hard link the content is that of its file. */
record FileTreeNode(Entry entry, Content content) {

  /** Bytes that nobody else can change. */
  static final class Content {
    private final byte[] bytes;

    private Content(byte[] bytes) {
      this.bytes = bytes.clone();
    }
  }

  /** An entry of this content, which gives it its size. */
  static FileTreeNode of(Entry e, byte[] content) {
    return new FileTreeNode(
        changed(e, e.path(), e.type(), content.length, e.modified(), e.linkTarget()),
        new Content(content));
  }

  boolean isFile() {
    return entry.type() == EntryType.FILE || entry.type() == EntryType.HARD_LINK;
  }

  byte[] bytes() {
    return content.bytes.clone();
  }

  /** What a tar holds of the content: nothing for a hard link. */
  byte[] storedBytes() {
    return entry.type() == EntryType.FILE ? bytes() : new byte[0];
  }

  /** Another name of this file, or of the file that this is a name of. */
  FileTreeNode linkedAs(EntryPath path) {
    EntryPath file =
        entry.type() == EntryType.HARD_LINK ? entry.linkTarget().orElseThrow() : entry.path();
    return new FileTreeNode(
        changed(entry, path, EntryType.HARD_LINK, 0, entry.modified(), Optional.of(file)), content);
  }

  /** The file of which this is a name, under this name. */
  FileTreeNode asFile() {
    return new FileTreeNode(
        changed(
            entry,
            entry.path(),
            EntryType.FILE,
            content.bytes.length,
            entry.modified(),
            Optional.empty()),
        content);
  }

  FileTreeNode wholeSeconds() {
    Instant seconds = entry.modified().truncatedTo(ChronoUnit.SECONDS);
    return new FileTreeNode(
        changed(entry, entry.path(), entry.type(), entry.size(), seconds, entry.linkTarget()),
        content);
  }

  private static Entry changed(
      Entry e,
      EntryPath path,
      EntryType type,
      long size,
      Instant modified,
      Optional<EntryPath> linkTarget) {
    return new Entry(
        path, type, size, e.mode(), e.uid(), e.gid(), modified, linkTarget, e.device());
  }

  /** All that a restore must bring back but the path and, where they do not count, the owners. */
  String describe(boolean owners) {
    StringBuilder line = new StringBuilder();
    line.append(isFile() ? EntryType.FILE.letter() : entry.type().letter());
    if (entry.type() != EntryType.SYMLINK) {
      line.append(Integer.toOctalString(entry.mode()));
    }
    if (owners) {
      line.append(' ').append(entry.uid()).append(':').append(entry.gid());
    }
    line.append(' ').append(entry.modified());
    if (isFile()) {
      line.append(' ').append(content.bytes.length);
      line.append(' ').append(Hashing.sha256().hashBytes(content.bytes));
    } else if (entry.type() == EntryType.SYMLINK) {
      line.append(" -> ").append(entry.linkTarget().orElseThrow());
    } else if (!entry.device().equals(Entry.Device.NONE)) {
      line.append(' ').append(entry.device().major());
      line.append(',').append(entry.device().minor());
    }
    return line.toString();
  }
}
