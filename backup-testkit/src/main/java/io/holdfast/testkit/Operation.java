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

  /** {@code ContainerEngine.info}. */
  INFO(EngineException.class),

  /** {@code ContainerEngine.volumes}. */
  VOLUMES(EngineException.class),

  /** {@code ContainerEngine.volume}. */
  VOLUME(EngineException.class),

  /** {@code ContainerEngine.sizeOf}. */
  SIZE_OF(EngineException.class),

  /** {@code ContainerEngine.read}. */
  READ(EngineException.class),
  /** {@code VolumeReader.finish}. */
  FINISH_READ(SourceException.class),
  /** {@code VolumeReader.close}: cannot fail. */
  CLOSE_READER,

  /** {@code ContainerEngine.create}. */
  CREATE(EngineException.class),

  /** {@code ContainerEngine.remove}. */
  REMOVE(EngineException.class),

  /** {@code ContainerEngine.hasHelperImage}. */
  HELPER_IMAGE(EngineException.class),

  /** {@code ContainerEngine.isEmpty}. */
  IS_EMPTY(EngineException.class),

  /** {@code ContainerEngine.mountpoint}. */
  MOUNTPOINT(EngineException.class),

  /** {@code ContainerEngine.write}. */
  WRITE(EngineException.class, DestinationException.class),

  /** {@code ContainerEngine.users}. */
  USERS(EngineException.class),

  /** {@code ContainerEngine.quiesce}. */
  QUIESCE(EngineException.class),
  /** {@code Quiesced.close}. */
  RESUME(EngineException.class),
  /** {@code ContainerEngine.recover}. */
  RECOVER_ENGINE(EngineException.class),

  // FakeDirectories; the target is the path
  /** {@code DirectoryProbe.look}: cannot fail. */
  LOOK,

  /** {@code DirectoryProbe.measure}. */
  MEASURE(SourceException.class),

  // InMemoryCatalog; the target is the archive, the source, or nothing

  /** {@code Catalog.lock}. */
  LOCK(DestinationException.class, LockedException.class),
  /** {@code Catalog.Lock.close}. */
  UNLOCK(DestinationException.class),
  /** {@code Catalog.recover}. */
  RECOVER_CATALOG(DestinationException.class),

  /** {@code Catalog.list}. */
  LIST(DestinationException.class),

  /** {@code Catalog.freeSpace}. */
  FREE_SPACE(DestinationException.class),

  /** {@code Catalog.begin}. */
  BEGIN(DestinationException.class),

  /** {@code ArchiveDraft.append}. */
  APPEND(DestinationException.class, SourceException.class),

  /** {@code ArchiveDraft.rollback}. */
  ROLLBACK(DestinationException.class),

  /** {@code ArchiveDraft.finish}. */
  FINISH(DestinationException.class),

  /** {@code ArchiveDraft.verify}. */
  VERIFY(DestinationException.class, ArchiveException.class),

  /** {@code ArchiveDraft.publish}. */
  PUBLISH(DestinationException.class),
  /** {@code ArchiveDraft.close}. */
  CLOSE_DRAFT(DestinationException.class),

  /** {@code Catalog.open}. */
  OPEN(ArchiveException.class),

  /** {@code Catalog.delete}. */
  DELETE(DestinationException.class),

  // The archives that InMemoryCatalog opens; the target is the archive, or the source in it

  /** {@code OpenArchive.entries}. */
  ENTRIES(ArchiveException.class),

  /** {@code OpenArchive.verify}. */
  VERIFY_ARCHIVE(ArchiveException.class),

  /** {@code OpenArchive.extract}. */
  EXTRACT(ArchiveException.class, DestinationException.class),

  /** {@code OpenArchive.writeTar}. */
  WRITE_TAR(ArchiveException.class),

  /** {@code OpenArchive.compare}. */
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

  /** {@return the exceptions that the port lets this call throw, the usual one first} */
  public List<Class<? extends BackupException>> failures() {
    return failures;
  }
}
