package io.holdfast.core.catalog;

import java.util.List;
import java.util.Optional;

/**
 * What a draft took from an earlier archive instead of compressing it, or even reading it, again.
 *
 * @param from the earlier archive; empty when there was none that could be used
 * @param bytes of the draft's chunks that were taken as they are, compressed
 * @param ofBytes of all its chunks, compressed
 * @param unreadFiles files whose content was taken unread, because they had not changed
 * @param files all archived files with content of their own
 * @param warnings what was wrong with earlier archives, for people, each of one line
 */
public record Reuse(
    Optional<ArchiveName> from,
    long bytes,
    long ofBytes,
    long unreadFiles,
    long files,
    List<String> warnings) {
  /** Nothing was taken, and nothing could be. */
  public static final Reuse NONE = new Reuse(Optional.empty(), 0, 0, 0, 0, List.of());

  /**
   * What was taken, with a copy of the warnings.
   *
   * @param warnings what was wrong with earlier archives, for people, each of one line
   * @param from the earlier archive; empty when there was none that could be used
   * @param bytes of the draft's chunks that were taken as they are, compressed
   * @param ofBytes of all its chunks, compressed
   * @param unreadFiles files whose content was taken unread, because they had not changed
   * @param files all archived files with content of their own
   */
  public Reuse {
    warnings = List.copyOf(warnings);
  }
}
