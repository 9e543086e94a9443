package io.holdfast.core.engine;

import io.holdfast.core.DestinationException;
import io.holdfast.core.EngineException;
import io.holdfast.core.SourceException;
import io.holdfast.core.plan.QuiesceMode;
import io.holdfast.core.plan.Selection;
import io.holdfast.core.plan.VolumeAccess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The port to a container engine. Opening an implementation costs nothing: the first call connects.
 * Thread-safe. Waiting calls can be interrupted and then throw {@link InterruptedException}.
 */
public interface ContainerEngine extends AutoCloseable {

  /** Asks the engine who it is. */
  EngineInfo info() throws EngineException, InterruptedException;

  /** All volumes, by name. */
  List<Volume> volumes() throws EngineException, InterruptedException;

  /** Looks a volume up without ever creating it. */
  Optional<Volume> volume(String name) throws EngineException, InterruptedException;

  /** The bytes that saving the volume would read, as far as the engine can tell. */
  long sizeOf(Volume volume, Selection selection) throws EngineException, InterruptedException;

  /**
   * Opens a volume's content.
   *
   * @param access {@code AUTO} takes the first that works, any other forces that one
   * @return closed by the caller; closing early ends the transfer at once
   */
  VolumeReader read(Volume volume, VolumeAccess access, Selection selection)
      throws EngineException, InterruptedException;

  /** Creates a volume with the given driver, options and labels. */
  void create(Volume volume) throws EngineException, InterruptedException;

  /**
   * Removes a volume with all its content. Nothing that saves or restores does that; it is for
   * whoever has made the volume.
   *
   * @throws EngineException when a container uses it, among others
   */
  void remove(Volume volume) throws EngineException, InterruptedException;

  /** Whether {@code HELPER} has the image it needs, without asking a registry for it. */
  boolean hasHelperImage() throws EngineException, InterruptedException;

  /** Whether a volume has anything but its root directory. */
  boolean isEmpty(Volume volume) throws EngineException, InterruptedException;

  /** The volume's directory on this host, where it can be read and written directly. */
  Optional<Path> mountpoint(Volume volume) throws EngineException, InterruptedException;

  /**
   * Writes a tar, entries {@code ./...}, into a volume. The root entry's owner, mode and time are
   * set too. What the tar does not name stays as it is.
   *
   * @param tar runs on the caller's thread
   * @throws EngineException when the engine refused what it got, or when the producer failed, with
   *     its exception as the cause; what was written until then stays
   * @throws DestinationException when the volume is full
   */
  void write(Volume volume, TarProducer tar)
      throws EngineException, DestinationException, InterruptedException;

  /** The containers that mount any of the volumes, in no particular order. */
  List<Container> users(Collection<Volume> volumes) throws EngineException, InterruptedException;

  /**
   * Stops or pauses those of the containers that are running.
   *
   * @return closed by the caller, which starts or unpauses exactly those that were running before
   */
  Quiesced quiesce(Collection<Container> containers, QuiesceMode mode)
      throws EngineException, InterruptedException;

  /**
   * Clears what dead runs left: removes helper containers and images, and brings containers back
   * that a dead run had quiesced. Touches nothing of a live process.
   *
   * @return what was done, for people, each a line
   */
  List<String> recover() throws EngineException, InterruptedException;

  @Override
  void close();

  /**
   * Who the engine is.
   *
   * @param address where it was reached
   */
  record EngineInfo(String address, String version, String apiVersion) {}

  /** A volume's content while it is read. */
  interface VolumeReader extends AutoCloseable {

    /** How it is read: never {@code AUTO}. */
    VolumeAccess access();

    /** Where to read it from. */
    Content content();

    /**
     * To be called after the content was read to its end: waits for the transfer's own verdict.
     *
     * @return single objects that could not be read, for people, each a line
     * @throws SourceException when what was read is not all of the volume
     */
    List<String> finish() throws SourceException, InterruptedException;

    @Override
    void close();
  }

  /** Where a volume's content can be read. */
  sealed interface Content {
    /** In a directory of this host. */
    record Tree(Path root) implements Content {}

    /** As a tar with entries {@code ./...}; the stream belongs to the reader. */
    record TarStream(InputStream tar) implements Content {}
  }

  /** Writes a tar to where it is needed. */
  @FunctionalInterface
  interface TarProducer {
    void writeTo(OutputStream out) throws IOException, InterruptedException;
  }

  /** Containers that are stopped or paused for a while. */
  interface Quiesced extends AutoCloseable {
    /** Names of the containers that were stopped or paused. */
    List<String> containers();

    /** Brings them back. */
    @Override
    void close() throws EngineException;
  }
}
