package io.holdfast.testkit;

import com.google.common.collect.ImmutableList;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.BackupException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.EngineException;
import io.holdfast.core.LockedException;
import io.holdfast.core.SourceException;
import java.util.List;

/** A call that the doubles record and can be told to fail at. */
public enum Operation {
  // FakeContainerEngine; the target is the volume, the containers, or nothing
  INFO(EngineException.class),
  VOLUMES(EngineException.class),
  VOLUME(EngineException.class),
  SIZE_OF(EngineException.class),
  READ(EngineException.class),
  /** {@code VolumeReader.finish}. */
  FINISH_READ(SourceException.class),
  /** {@code VolumeReader.close}: cannot fail. */
  CLOSE_READER,
  CREATE(EngineException.class),
  REMOVE(EngineException.class),
  HELPER_IMAGE(EngineException.class),
  IS_EMPTY(EngineException.class),
  MOUNTPOINT(EngineException.class),
  WRITE(EngineException.class, DestinationException.class),
  USERS(EngineException.class),
  QUIESCE(EngineException.class),
  /** {@code Quiesced.close}. */
  RESUME(EngineException.class),
  /** {@code ContainerEngine.recover}. */
  RECOVER_ENGINE(EngineException.class),

  // FakeDirectories; the target is the path
  /** {@code DirectoryProbe.look}: cannot fail. */
  LOOK,
  MEASURE(SourceException.class),

  // InMemoryCatalog; the target is the archive, the source, or nothing
  LOCK(DestinationException.class, LockedException.class),
  /** {@code Catalog.Lock.close}. */
  UNLOCK(DestinationException.class),
  /** {@code Catalog.recover}. */
  RECOVER_CATALOG(DestinationException.class),
  LIST(DestinationException.class),
  FREE_SPACE(DestinationException.class),
  BEGIN(DestinationException.class),
  APPEND(DestinationException.class, SourceException.class),
  ROLLBACK(DestinationException.class),
  FINISH(DestinationException.class),
  VERIFY(DestinationException.class, ArchiveException.class),
  PUBLISH(DestinationException.class),
  /** {@code ArchiveDraft.close}. */
  CLOSE_DRAFT(DestinationException.class),
  OPEN(ArchiveException.class),
  DELETE(DestinationException.class),

  // The archives that InMemoryCatalog opens; the target is the archive, or the source in it
  ENTRIES(ArchiveException.class),
  VERIFY_ARCHIVE(ArchiveException.class),
  EXTRACT(ArchiveException.class, DestinationException.class),
  WRITE_TAR(ArchiveException.class),
  COMPARE(ArchiveException.class, SourceException.class);

  private final ImmutableList<Class<? extends BackupException>> failures;

  Operation() {
    this.failures = ImmutableList.of();
  }

  Operation(Class<? extends BackupException> failure) {
    this.failures = ImmutableList.of(failure);
  }

  Operation(Class<? extends BackupException> usual, Class<? extends BackupException> other) {
    this.failures = ImmutableList.of(usual, other);
  }

  /** The exceptions that the port lets this call throw, the usual one first. */
  public List<Class<? extends BackupException>> failures() {
    return failures;
  }
}
