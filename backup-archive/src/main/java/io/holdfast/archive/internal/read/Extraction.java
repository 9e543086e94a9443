package io.holdfast.archive.internal.read;

import io.holdfast.archive.internal.tar.LentBytes;
import io.holdfast.archive.internal.tree.ContentProof;
import io.holdfast.archive.internal.tree.TreeWriter;
import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.OpenArchive.ExtractReport;
import io.holdfast.core.catalog.ProgressListener;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes entries into a directory, and the account of it. */
final class Extraction implements AutoCloseable {
  /** An archive may be nothing but entries that cannot be written. */
  private static final int MOST_LISTED = 1000;

  private final TreeWriter writer;
  private final ProgressListener progress;

  /** By the number of the entry: some come to light when later entries are written already. */
  private final SortedMap<Long, String> problems = new TreeMap<>();

  private long count;
  private long unlisted;
  private long entries;
  private long bytes;

  Extraction(Path into, boolean overwrite, ProgressListener progress) {
    this(into, 0, overwrite, progress);
  }

  /**
   * Begins.
   *
   * @param unfollowed how many of the last names of {@code into} another source may have brought
   */
  Extraction(Path into, int unfollowed, boolean overwrite, ProgressListener progress) {
    writer = new TreeWriter(into, unfollowed, overwrite);
    this.progress = progress;
  }

  /**
   * Writes one entry.
   *
   * @param sha256 hex digest that its content must have
   * @param content what {@code contents} can check
   * @throws IOException only when {@code content} throws it
   */
  void add(Entry entry, Optional<String> sha256, LentBytes content, ContentCheck contents)
      throws IOException, DestinationException, InterruptedException {
    if (sha256.isPresent()) {
      CheckedContent checked = contents.check(content, sha256.get(), entry);
      add(entry, Optional.of(checked), checked);
    } else {
      add(entry, content);
    }
  }

  /**
   * Writes one entry whose content cannot be proven.
   *
   * @throws IOException only when {@code content} throws it
   */
  void add(Entry entry, InputStream content)
      throws IOException, DestinationException, InterruptedException {
    add(entry, Optional.empty(), content);
  }

  private void add(Entry entry, Optional<ContentProof> proof, InputStream content)
      throws IOException, DestinationException, InterruptedException {
    long number = count++;
    writer.write(entry, content, proof, problem -> note(number, entry, problem));
    progress.advanced(entry.size());
  }

  private void note(long number, Entry entry, Optional<String> problem) {
    if (problem.isPresent()) {
      list(number, problem.get());
    } else {
      entries++;
      bytes += entry.size();
    }
  }

  /** Notes what was not written, for people. */
  void skip(String problem) {
    list(count++, problem);
  }

  private void list(long number, String problem) {
    if (problems.size() < MOST_LISTED) {
      problems.put(number, problem);
    } else {
      unlisted++;
    }
  }

  /** Waits until all contents are proven. */
  ExtractReport finish() throws DestinationException {
    List<String> ofDirectories = writer.finish();
    List<String> all = new ArrayList<>(problems.values());
    if (unlisted > 0) {
      all.add("and " + unlisted + " more");
    }
    all.addAll(ofDirectories);
    return new ExtractReport(entries, bytes, all, writer.notes());
  }

  @Override
  public void close() {
    writer.close();
  }
}
