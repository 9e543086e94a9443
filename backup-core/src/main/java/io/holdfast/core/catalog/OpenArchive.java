package io.holdfast.core.catalog;

import io.holdfast.core.ArchiveException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.SourceException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An archive opened for reading: one of ours, or any other {@code .tar.gz}. Not thread-safe.
 * Methods may be interrupted, and then throw {@link InterruptedException}.
 */
public interface OpenArchive extends AutoCloseable {

  /** {@return where the archive is} */
  Path file();

  /** {@return what the archive says about itself; empty when it is not one of ours} */
  Optional<ArchiveInfo> info();

  /**
   * The sources that are in it. For an archive that is not ours: each top-level directory is a
   * source, and so is each top-level {@code .tar} file, as a volume.
   *
   * @return in archive order
   * @throws ArchiveException when the archive cannot be read, or is damaged there
   * @throws InterruptedException when the thread was interrupted
   */
  List<ArchivedSource> sources() throws ArchiveException, InterruptedException;

  /**
   * Tells every selected entry, contents unread where possible.
   *
   * @param filter chooses; may be asked about an entry more than once
   * @param visitor called on this thread, in archive order
   * @throws ArchiveException when the archive cannot be read, or is damaged there
   * @throws InterruptedException when the thread was interrupted
   */
  void entries(EntryFilter filter, EntryVisitor visitor)
      throws ArchiveException, InterruptedException;

  /**
   * Verifies the whole archive.
   *
   * @param progress hears of content bytes as they are compared
   * @return what was found; damage is a result, not an exception
   * @throws ArchiveException when the file cannot be read as an archive at all
   * @throws InterruptedException when the thread was interrupted
   */
  VerificationResult verify(ProgressListener progress)
      throws ArchiveException, InterruptedException;

  /**
   * The same archive, of which devices, set-user-ID and set-group-ID bits of programs, and
   * attributes that only root can set are restored too. Of an archive that a manifest proves to be
   * ours they always are; of others they are left out, which the reports count.
   *
   * @return closed with this one
   */
  default OpenArchive privileged() {
    return this;
  }

  /**
   * Counts the content of the selected entries without the holes in it: what they take on a disk
   * that has nothing of them yet.
   *
   * @param source as {@link #sources} gave it
   * @param filter chooses what is counted
   * @return bytes; never less than is written, and at most {@link Long#MAX_VALUE}
   * @throws ArchiveException when the archive cannot be read, or is damaged there
   * @throws InterruptedException when the thread was interrupted
   */
  default long dataLength(ArchivedSource source, EntryFilter filter)
      throws ArchiveException, InterruptedException {
    long[] sum = new long[1];
    entries(
        (of, path) -> of.equals(source) && filter.includes(of, path),
        (of, entry) -> sum[0] += Math.min(entry.dataLength(), Long.MAX_VALUE - sum[0]));
    return sum[0];
  }

  /**
   * Writes the selected entries of one source into a directory, with their metadata. Every file is
   * compared with the manifest before it gets its name.
   *
   * @param source as {@link #sources} gave it
   * @param filter chooses what is written
   * @param into the directory that becomes the source's root; made if missing
   * @param overwrite whether files that are there may be replaced; otherwise they are problems of
   *     the report
   * @param progress hears of content bytes as they are written
   * @return what was written, and what was not
   * @throws DestinationException when the directory cannot be written at all; trouble with single
   *     entries is in the report
   * @throws ArchiveException when the archive cannot be read, or is damaged there
   * @throws InterruptedException when the thread was interrupted
   */
  ExtractReport extract(
      ArchivedSource source,
      EntryFilter filter,
      Path into,
      boolean overwrite,
      ProgressListener progress)
      throws ArchiveException, DestinationException, InterruptedException;

  /**
   * Writes the selected entries of one source as a tar with entries {@code ./...}.
   *
   * @param source as {@link #sources} gave it
   * @param filter chooses what is written
   * @param out not closed
   * @throws IOException when {@code out} fails
   * @throws ArchiveException when the archive cannot be read, or is damaged there
   * @throws InterruptedException when the thread was interrupted
   */
  void writeTar(ArchivedSource source, EntryFilter filter, OutputStream out)
      throws ArchiveException, IOException, InterruptedException;

  /**
   * Compares what stands in a directory or volume with what the archive holds of a source.
   *
   * @param source as {@link #sources} gave it
   * @param filter chooses what is compared
   * @param with what stands there; a stream in it is read to its end and not closed
   * @return one line for each selected entry that is missing or different, at most 100; content
   *     that the archive does not know is no difference
   * @throws ArchiveException when the archive cannot be read, or is damaged there
   * @throws SourceException when what stands there cannot be read as a whole
   * @throws InterruptedException when the thread was interrupted
   */
  List<String> compare(ArchivedSource source, EntryFilter filter, SourceContent with)
      throws ArchiveException, SourceException, InterruptedException;

  /** Closes the file. Nothing is lost when that fails, so it does not say so. */
  @Override
  void close();

  /**
   * A source that is in the archive.
   *
   * @param name the source's name in the archive, for volumes the full volume name
   * @param kind its layout
   */
  record ArchivedSource(String name, SourceKind kind) {}

  /** Chooses entries. */
  @FunctionalInterface
  interface EntryFilter {
    /** Chooses everything. */
    EntryFilter ALL = (source, path) -> true;

    /**
     * Tells whether an entry is chosen.
     *
     * @param source the source it belongs to
     * @param path relative to the source; the root is asked for too
     * @return whether the entry is chosen; what is below it is asked for on its own
     */
    boolean includes(ArchivedSource source, EntryPath path);
  }

  /** Hears of entries. */
  @FunctionalInterface
  interface EntryVisitor {
    /**
     * Hears of one entry.
     *
     * @param source the source it belongs to
     * @param entry without content
     */
    void visit(ArchivedSource source, Entry entry);
  }

  /**
   * What was written.
   *
   * @param entries file system objects that were written
   * @param bytes content bytes that were written
   * @param problems entries that were skipped or failed, with the reason, for people
   * @param notes what was not kept of restored entries, summed up, for people
   */
  record ExtractReport(long entries, long bytes, List<String> problems, List<String> notes) {
    /**
     * A report with copies of its lists.
     *
     * @param problems entries that were skipped or failed, with the reason, for people
     * @param entries file system objects that were written
     * @param bytes content bytes that were written
     * @param notes what was not kept of restored entries, summed up, for people
     */
    public ExtractReport {
      problems = List.copyOf(problems);
      notes = List.copyOf(notes);
    }
  }
}
