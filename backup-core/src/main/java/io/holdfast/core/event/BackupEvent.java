package io.holdfast.core.event;

import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.ArchiveName;
import io.holdfast.core.catalog.Reuse;
import io.holdfast.core.catalog.SourceRecord;
import io.holdfast.core.catalog.VerificationResult;
import io.holdfast.core.retention.Decision;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * Something that happened in a run, a restore or a verification, at an instant of the injected
 * clock.
 */
public sealed interface BackupEvent {

  /** {@return when it happened} */
  Instant at();

  /**
   * A run has the lock and begins.
   *
   * @param at when it happened
   * @param plan the plan's name
   * @param destination where the archive will be
   */
  record RunStarted(Instant at, String plan, Path destination) implements BackupEvent {}

  /**
   * Things that dead runs left were removed.
   *
   * @param at when it happened
   * @param what files and containers, for people
   */
  record LeftoversRemoved(Instant at, List<String> what) implements BackupEvent {}

  /**
   * The preflight compared what is needed with what is free.
   *
   * @param at when it happened
   * @param estimatedArchive bytes the archive is expected to have
   * @param required bytes that must be free
   * @param free bytes that are free
   * @param where the destination
   */
  record SpaceChecked(Instant at, long estimatedArchive, long required, long free, Path where)
      implements BackupEvent {}

  /**
   * Something a person should know; the run goes on.
   *
   * @param at when it happened
   * @param message one line
   */
  record Warning(Instant at, String message) implements BackupEvent {}

  /**
   * Something worth a line in the log.
   *
   * @param at when it happened
   * @param message one line
   */
  record Note(Instant at, String message) implements BackupEvent {}

  /**
   * Reading or restoring a source begins.
   *
   * @param at when it happened
   * @param source its name
   * @param how for people: "directory", or "volume, direct"
   * @param expectedBytes content bytes, where known
   * @param index which of the sources, from 1 on
   * @param count how many sources there are
   */
  record SourceStarted(
      Instant at, String source, String how, OptionalLong expectedBytes, int index, int count)
      implements BackupEvent {}

  /**
   * Bytes of the current phase went by. Not for logs.
   *
   * @param at when it happened
   * @param bytes content bytes since the last of these events
   */
  record Progressed(Instant at, long bytes) implements BackupEvent {}

  /**
   * A source is done, or given up.
   *
   * @param at when it happened
   * @param source what became of it
   * @param took since it started
   */
  record SourceFinished(Instant at, SourceRecord source, Duration took) implements BackupEvent {}

  /**
   * Containers were stopped or paused.
   *
   * @param at when it happened
   * @param containers their names
   * @param how for people: "stopped" or "paused"
   */
  record Quiesced(Instant at, List<String> containers, String how) implements BackupEvent {}

  /**
   * Containers are back.
   *
   * @param at when it happened
   * @param containers their names
   * @param downtime how long they stood still
   */
  record Resumed(Instant at, List<String> containers, Duration downtime) implements BackupEvent {}

  /**
   * All sources are in the draft, some of it taken from an earlier archive.
   *
   * @param at when it happened
   * @param reuse how much was taken, and from which
   */
  record Reused(Instant at, Reuse reuse) implements BackupEvent {}

  /**
   * Verification begins.
   *
   * @param at when it happened
   * @param archive its file name
   * @param expectedBytes content bytes it will compare, where known
   */
  record VerificationStarted(Instant at, String archive, OptionalLong expectedBytes)
      implements BackupEvent {}

  /**
   * The archive is whole.
   *
   * @param at when it happened
   * @param archive its file name
   * @param entries file system objects that were compared
   * @param bytes content bytes that were compared
   * @param medium where it was read from, as in {@link VerificationResult.Verified}
   * @param took since verification began
   */
  record Verified(
      Instant at, String archive, long entries, long bytes, String medium, Duration took)
      implements BackupEvent {}

  /**
   * The archive has its final name.
   *
   * @param at when it happened
   * @param archive as the catalog now lists it
   */
  record Published(Instant at, Archive archive) implements BackupEvent {}

  /**
   * Retention has decided.
   *
   * @param at when it happened
   * @param decisions one per archive, newest first
   * @param dryRun whether nothing will be removed whatever was decided
   */
  record RetentionEvaluated(Instant at, List<Decision> decisions, boolean dryRun)
      implements BackupEvent {}

  /**
   * An archive was deleted by retention.
   *
   * @param at when it happened
   * @param archive its name
   * @param size bytes of its file
   * @param why one line for people: "older than 7d"
   */
  record Removed(Instant at, ArchiveName archive, long size, String why) implements BackupEvent {}

  /**
   * The run is over.
   *
   * @param at when it happened
   * @param outcome one line for people
   * @param good whether an archive was published
   * @param took since the run began
   */
  record RunFinished(Instant at, String outcome, boolean good, Duration took)
      implements BackupEvent {}
}
