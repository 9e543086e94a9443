package io.holdfast.archive.internal.write;

import io.holdfast.archive.internal.tar.EntryNames;
import io.holdfast.archive.internal.tar.KnownPaths;
import io.holdfast.archive.internal.tar.TarHeader;
import io.holdfast.archive.internal.tar.TarReader;
import io.holdfast.archive.internal.tree.Issues;
import io.holdfast.core.DestinationException;
import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryType;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.catalog.SourceIssue;
import io.holdfast.core.plan.ExcludeMatcher;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Optional;

/**
 * Copies a volume's tar into the archive, entry by entry, headers byte for byte as the engine made
 * them. What is excluded is dropped on the way.
 */
final class TarStreamCopier {
  private final SourceContent.TarStream stream;
  private final Issues issues;
  private final ExcludeMatcher excludes;
  private final KnownPaths saved = new KnownPaths();

  TarStreamCopier(SourceContent.TarStream stream, Issues issues) {
    this.stream = stream;
    this.issues = issues;
    excludes = ExcludeMatcher.of(stream.selection().exclude());
  }

  /**
   * Copies to the end of the tar.
   *
   * @return remarks for people
   */
  List<String> copy(
      ArchiveWriter writer, String prefix, Recorder recorder, ProgressListener progress)
      throws SourceException, DestinationException, InterruptedException {
    TarReader tar = new TarReader(stream.tar());
    StreamContent content = new StreamContent(tar.content());
    try {
      Optional<TarHeader> next = tar.next();
      while (next.isPresent()) {
        TarHeader header = next.get();
        Entry entry = EntryNames.entry(header, prefix);
        if (isWanted(entry) && isSound(entry)) {
          saved.add(entry.path());
          writer.entry(tar.rawHeader(), entry, content, recorder, progress);
        }
        next = tar.next();
      }
      if (!tar.endSeen()) {
        throw new SourceException(
            "the volume's tar ended early: its reader stopped, or a file shrank while it was read");
      }
      tar.drain();
      return List.of();
    } catch (InterruptedIOException e) {
      throw new InterruptedException("interrupted while reading the volume");
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while reading the volume");
      }
      throw new SourceException("the volume could not be read to its end: " + e.getMessage(), e);
    }
  }

  private boolean isWanted(Entry entry) {
    return entry.path().isRoot()
        || !excludes.excludesOrBelowExcluded(
            entry.path().text(), entry.type() == EntryType.DIRECTORY);
  }

  /** Whether the entry can be restored; a link that leads nowhere would stop other tools. */
  private boolean isSound(Entry entry) {
    if (EntryNames.isTooLong(entry)) {
      issues.add(SourceIssue.Kind.UNREADABLE, entry.path(), "not saved: its path is too long");
      return false;
    }
    if (entry.type() == EntryType.HARD_LINK && !saved.contains(entry.linkTarget().orElseThrow())) {
      issues.add(
          SourceIssue.Kind.LINK_LOST,
          entry.path(),
          "its content was excluded or lost with " + entry.linkTarget().orElseThrow());
      return false;
    }
    return true;
  }
}
