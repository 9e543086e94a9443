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

  /**
   * Asks the engine who it is.
   *
   * @return also when the engine is too old or new for the rest
   * @throws EngineException when the engine does not answer, or does not do it
   * @throws InterruptedException when the thread was interrupted
   */
  EngineInfo info() throws EngineException, InterruptedException;

  /**
   * All volumes.
   *
   * @return sorted by name
   * @throws EngineException when the engine does not answer, or does not do it
   * @throws InterruptedException when the thread was interrupted
   */
  List<Volume> volumes() throws EngineException, InterruptedException;

  /**
   * Looks a volume up without ever creating it.
   *
   * @param name the volume's full name
   * @return empty when there is none
   * @throws EngineException when the engine does not answer, or does not do it
   * @throws InterruptedException when the thread was interrupted
   */
  Optional<Volume> volume(String name) throws EngineException, InterruptedException;

  /**
   * The bytes that saving the volume would read, as far as the engine can tell.
   *
   * @param volume one that exists
   * @param selection what is left out; not every way of measuring can heed it
   * @return 0 or more; an estimate
   * @throws EngineException when the engine does not answer, or does not do it
   * @throws InterruptedException when the thread was interrupted
   */
  long sizeOf(Volume volume, Selection selection) throws EngineException, InterruptedException;

  /**
   * Opens a volume's content.
   *
   * @param volume one that exists
   * @param access {@code AUTO} takes the first that works, any other forces that one
   * @param selection what is left out
   * @return closed by the caller; closing early ends the transfer at once
   * @throws EngineException when the engine does not answer, or does not do it
   * @throws InterruptedException when the thread was interrupted
   */
  VolumeReader read(Volume volume, VolumeAccess access, Selection selection)
      throws EngineException, InterruptedException;

  /**
   * Creates a volume with the given driver, options and labels.
   *
   * @param volume one whose name is free
   * @throws EngineException when the engine does not answer, or does not do it
   * @throws InterruptedException when the thread was interrupted
   */
  void create(Volume volume) throws EngineException, InterruptedException;

  /**
   * Removes a volume with all its content. Nothing that saves or restores does that; it is for
   * whoever has made the volume.
   *
   * @param volume one that exists
   * @throws EngineException when a container uses it, among others
   * @throws InterruptedException when the thread was interrupted
   */
  void remove(Volume volume) throws EngineException, InterruptedException;

  /**
   * Tells whether {@code HELPER} has the image it needs, without asking a registry for it.
   *
   * @return whether that access can work
   * @throws EngineException when the engine does not answer, or does not do it
   * @throws InterruptedException when the thread was interrupted
   */
  boolean hasHelperImage() throws EngineException, InterruptedException;

  /**
   * Tells whether a volume has nothing but its root directory.
   *
   * @param volume one that exists
   * @return whether a restore would replace nothing
   * @throws EngineException when the engine does not answer, or does not do it
   * @throws InterruptedException when the thread was interrupted
   */
  boolean isEmpty(Volume volume) throws EngineException, InterruptedException;

  /**
   * The volume's directory on this host.
   *
   * @param volume one that exists
   * @return empty where it cannot be read and written directly by this process
   * @throws EngineException when the engine does not answer, or does not do it
   * @throws InterruptedException when the thread was interrupted
   */
  Optional<Path> mountpoint(Volume volume) throws EngineException, InterruptedException;

  /**
   * Writes a tar, entries {@code ./...}, into a volume. The root entry's owner, mode and time are
   * set too. What the tar does not name stays as it is.
   *
   * @param volume one that exists
   * @param tar runs on the caller's thread
   * @throws EngineException when the engine refused what it got, or when the producer failed, with
   *     its exception as the cause; what was written until then stays
   * @throws DestinationException when the volume is full
   * @throws InterruptedException when the thread was interrupted
   */
  void write(Volume volume, TarProducer tar)
      throws EngineException, DestinationException, InterruptedException;

  /**
   * The containers that mount any of the volumes.
   *
   * @param volumes none are used by none
   * @return each once, in no particular order, those that do not run included
   * @throws EngineException when the engine does not answer, or does not do it
   * @throws InterruptedException when the thread was interrupted
   */
  List<Container> users(Collection<Volume> volumes) throws EngineException, InterruptedException;

  /**
   * Stops or pauses those of the containers that are running.
   *
   * @param containers those that do not run are left alone
   * @param mode with {@code NONE}, nothing is done
   * @return closed by the caller, which starts or unpauses exactly those that were running before
   * @throws EngineException when the engine does not answer, or does not do it
   * @throws InterruptedException when the thread was interrupted
   */
  Quiesced quiesce(Collection<Container> containers, QuiesceMode mode)
      throws EngineException, InterruptedException;

  /**
   * Clears what dead runs left: removes helper containers and images, and brings containers back
   * that a dead run had quiesced. Touches nothing of a live process.
   *
   * @return what was done, for people, each a line
   * @throws EngineException when the engine does not answer, or does not do it
   * @throws InterruptedException when the thread was interrupted
   */
  List<String> recover() throws EngineException, InterruptedException;

  /**
   * Closes connections. What readers and quiesced containers hold is up to those who opened them.
   */
  @Override
  void close();

  /**
   * Who the engine is.
   *
   * @param address where it was reached
   * @param version of the engine, in its own words
   * @param apiVersion the version of the protocol that is spoken with it
   */
  record EngineInfo(String address, String version, String apiVersion) {}

  /** A volume's content while it is read. */
  interface VolumeReader extends AutoCloseable {

    /** {@return how it is read: never {@code AUTO}} */
    VolumeAccess access();

    /** {@return where to read it from, until this reader is closed} */
    Content content();

    /**
     * To be called after the content was read to its end: waits for the transfer's own verdict.
     *
     * @return single objects that could not be read, for people, each a line
     * @throws SourceException when what was read is not all of the volume
     * @throws InterruptedException when the thread was interrupted
     */
    List<String> finish() throws SourceException, InterruptedException;

    /** Ends the transfer, at once if it is not over, and removes what was made for it. */
    @Override
    void close();
  }

  /** Where a volume's content can be read. */
  sealed interface Content {
    /**
     * In a directory of this host.
     *
     * @param root absolute
     */
    record Tree(Path root) implements Content {}

    /**
     * As a tar with entries {@code ./...}; the stream belongs to the reader.
     *
     * @param tar may be read once, by one thread
     */
    record TarStream(InputStream tar) implements Content {}
  }

  /** Writes a tar to where it is needed. */
  @FunctionalInterface
  interface TarProducer {
    /**
     * Writes one tar.
     *
     * @param out not closed by the producer
     * @throws IOException when {@code out} fails, or what is written cannot be read
     * @throws InterruptedException when the thread was interrupted
     */
    void writeTo(OutputStream out) throws IOException, InterruptedException;
  }

  /** Containers that are stopped or paused for a while. */
  interface Quiesced extends AutoCloseable {
    /** {@return names of the containers that were stopped or paused} */
    List<String> containers();

    /**
     * Brings them back; a second close does nothing.
     *
     * @throws EngineException when one of them did not come back; the others did, and the message
     *     names it
     */
    @Override
    void close() throws EngineException;
  }
}
