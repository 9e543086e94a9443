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

  Path file();

  /** What the archive says about itself; empty when it is not one of ours. */
  Optional<ArchiveInfo> info();

  /**
   * The sources that are in it, in archive order. For an archive that is not ours: each top-level
   * directory is a source, and so is each top-level {@code .tar} file, as a volume.
   */
  List<ArchivedSource> sources() throws ArchiveException, InterruptedException;

  /**
   * Calls {@code visitor} for every selected entry, in archive order, contents unread where
   * possible.
   */
  void entries(EntryFilter filter, EntryVisitor visitor)
      throws ArchiveException, InterruptedException;

  /** Verifies the whole archive. Damage is a result, not an exception. */
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
   * Writes the selected entries of one source into a directory, with their metadata. Every file is
   * compared with the manifest before it gets its name.
   *
   * @param into the directory that becomes the source's root; made if missing
   * @throws DestinationException when the directory cannot be written at all; trouble with single
   *     entries is in the report
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
   * @param out not closed
   * @throws IOException when {@code out} fails
   */
  void writeTar(ArchivedSource source, EntryFilter filter, OutputStream out)
      throws ArchiveException, IOException, InterruptedException;

  /**
   * Compares what stands in a directory or volume with what the archive holds of a source.
   *
   * @return one line for each selected entry that is missing or different, at most 100; content
   *     that the archive does not know is no difference
   */
  List<String> compare(ArchivedSource source, EntryFilter filter, SourceContent with)
      throws ArchiveException, SourceException, InterruptedException;

  @Override
  void close();

  /** A source that is in the archive. */
  record ArchivedSource(String name, SourceKind kind) {}

  /** Chooses entries. */
  @FunctionalInterface
  interface EntryFilter {
    /** Chooses everything. */
    EntryFilter ALL = (source, path) -> true;

    boolean includes(ArchivedSource source, EntryPath path);
  }

  /** Hears of entries. */
  @FunctionalInterface
  interface EntryVisitor {
    void visit(ArchivedSource source, Entry entry);
  }

  /**
   * What was written.
   *
   * @param problems entries that were skipped or failed, with the reason, for people
   * @param notes what was not kept of restored entries, summed up, for people
   */
  record ExtractReport(long entries, long bytes, List<String> problems, List<String> notes) {
    public ExtractReport {
      problems = List.copyOf(problems);
      notes = List.copyOf(notes);
    }
  }
}
