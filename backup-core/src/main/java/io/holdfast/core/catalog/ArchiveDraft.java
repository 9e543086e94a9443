package io.holdfast.core.catalog;

import io.holdfast.core.ArchiveException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.SourceException;

/**
 * An archive that is being written. The order of calls is: {@link #append} for each source, {@link
 * #finish}, {@link #verify}, {@link #publish}. {@link #close} without {@code publish} leaves
 * nothing behind.
 *
 * <p>Not thread-safe. Every method may be interrupted, and then throws {@link
 * InterruptedException}.
 */
public interface ArchiveDraft extends AutoCloseable {

  /** {@return the name the archive will be published under, unless it is taken meanwhile} */
  ArchiveName name();

  /**
   * {@return the names of what compressed its content, here or before, for {@link
   * ArchiveInfo#codec}}
   */
  String codec();

  /** {@return what compresses the draft, and why that: a few words for people, of one line} */
  String codecRemark();

  /**
   * Writes one source. A {@link SourceException} takes the source out again: the draft is then as
   * it was before the call, and the next source can be appended.
   *
   * @param name the source's name in the archive
   * @param kind decides the layout: a directory's files stand under its name, a volume is one
   *     nested tar
   * @param content what is read; a stream in it is read to its end and not closed
   * @param progress hears of content bytes as they are read
   * @return what was written, for the source's record
   * @throws SourceException the source as a whole could not be read; trouble with single files is
   *     in the summary instead
   * @throws DestinationException when the draft cannot be written, which ends it
   * @throws InterruptedException when the thread was interrupted
   */
  AppendSummary append(
      String name, SourceKind kind, SourceContent content, ProgressListener progress)
      throws SourceException, DestinationException, InterruptedException;

  /**
   * Takes the last appended source out again. For content whose end tells that it was no good, such
   * as the exit status of a helper's {@code tar}.
   *
   * @throws DestinationException when the file cannot be cut, which ends the draft
   * @throws InterruptedException when the thread was interrupted
   */
  void rollback() throws DestinationException, InterruptedException;

  /**
   * Writes the records and makes the file durable. Nothing can be appended after it.
   *
   * @param info what the archive says about itself, sources that are not in it included
   * @throws DestinationException when the draft cannot be written, which ends it
   * @throws InterruptedException when the thread was interrupted
   */
  void finish(ArchiveInfo info) throws DestinationException, InterruptedException;

  /** {@return what was taken from an earlier archive; known when the draft is finished} */
  Reuse reuse();

  /**
   * Reads the finished file back in full and compares it with the manifests.
   *
   * @param progress hears of content bytes as they are compared
   * @return what was found; damage is a result, not an exception
   * @throws ArchiveException when the file cannot be read as an archive at all
   * @throws DestinationException when the file cannot be read
   * @throws InterruptedException when the thread was interrupted
   */
  VerificationResult verify(ProgressListener progress)
      throws ArchiveException, DestinationException, InterruptedException;

  /**
   * Gives the verified archive its final name, never over an existing file.
   *
   * @return the archive as {@link Catalog#list} would now list it
   * @throws IllegalStateException when {@link #verify} has not found the draft whole
   * @throws DestinationException when the file cannot get its name, or that cannot be made durable
   */
  Archive publish() throws DestinationException;

  /**
   * Removes the draft if it was not published.
   *
   * @throws DestinationException when its file cannot be removed; the next {@link Catalog#recover}
   *     tries again
   */
  @Override
  void close() throws DestinationException;
}
