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

  Instant at();

  /** A run has the lock and begins. */
  record RunStarted(Instant at, String plan, Path destination) implements BackupEvent {}

  /** Things that dead runs left were removed. */
  record LeftoversRemoved(Instant at, List<String> what) implements BackupEvent {}

  /** The preflight compared what is needed with what is free. */
  record SpaceChecked(Instant at, long estimatedArchive, long required, long free, Path where)
      implements BackupEvent {}

  /** Something a person should know; the run goes on. */
  record Warning(Instant at, String message) implements BackupEvent {}

  /** Something worth a line in the log. */
  record Note(Instant at, String message) implements BackupEvent {}

  /**
   * Reading or restoring a source begins.
   *
   * @param how for people: "directory", or "volume, direct"
   * @param expectedBytes where known
   */
  record SourceStarted(
      Instant at, String source, String how, OptionalLong expectedBytes, int index, int count)
      implements BackupEvent {}

  /** Bytes of the current phase went by. Not for logs. */
  record Progressed(Instant at, long bytes) implements BackupEvent {}

  /** A source is done, or given up. */
  record SourceFinished(Instant at, SourceRecord source, Duration took) implements BackupEvent {}

  /** Containers were stopped or paused. */
  record Quiesced(Instant at, List<String> containers, String how) implements BackupEvent {}

  /** Containers are back. */
  record Resumed(Instant at, List<String> containers, Duration downtime) implements BackupEvent {}

  /** All sources are in the draft, some of it taken from an earlier archive. */
  record Reused(Instant at, Reuse reuse) implements BackupEvent {}

  /**
   * Verification begins.
   *
   * @param expectedBytes content bytes it will compare
   */
  record VerificationStarted(Instant at, String archive, OptionalLong expectedBytes)
      implements BackupEvent {}

  /**
   * The archive is whole.
   *
   * @param medium where it was read from, as in {@link VerificationResult.Verified}
   */
  record Verified(
      Instant at, String archive, long entries, long bytes, String medium, Duration took)
      implements BackupEvent {}

  /** The archive has its final name. */
  record Published(Instant at, Archive archive) implements BackupEvent {}

  /** Retention has decided; {@code dryRun} says that nothing will be removed. */
  record RetentionEvaluated(Instant at, List<Decision> decisions, boolean dryRun)
      implements BackupEvent {}

  /** An archive was deleted by retention; {@code why} is one line for people: "older than 7d". */
  record Removed(Instant at, ArchiveName archive, long size, String why) implements BackupEvent {}

  /** The run is over; {@code outcome} is one line for people. */
  record RunFinished(Instant at, String outcome, boolean good, Duration took)
      implements BackupEvent {}
}
