package io.holdfast.docker;

import com.github.dockerjava.api.DockerClient;
import com.google.common.base.Throwables;
import io.holdfast.core.DestinationException;
import io.holdfast.core.EngineException;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.engine.ContainerEngine.TarProducer;
import java.io.ByteArrayInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Writes a tar into a volume through the engine's archive endpoint, on a container that is never
 * started. The producer runs on the caller's thread and is at most one megabyte ahead of the
 * engine.
 *
 * <p>The engine skips the entry of the volume's root; that one is sent again, under the name by
 * which the container knows the volume.
 */
final class VolumeImport {
  /** The producer may take as long as it likes. */
  private static final Duration UNLIMITED = Duration.ofDays(10_000);

  private final Connection connection;
  private final Owner owner;
  private final EmptyImage image;

  VolumeImport(Connection connection, Owner owner, EmptyImage image) {
    this.connection = connection;
    this.owner = owner;
    this.image = image;
  }

  /**
   * Writes a tar.
   *
   * @throws EngineException when the engine refused it, or when the producer failed, with its
   *     exception as the cause; what was written so far stays
   * @throws DestinationException when the volume is full
   */
  void write(String volume, TarProducer producer)
      throws EngineException, DestinationException, InterruptedException {
    String what = "writing volume '" + Printable.of(volume) + "'";
    boolean begun = false;
    try (HelperContainer container =
        HelperContainer.holding(connection, owner, image.require(), volume, false)) {
      RootEntry root = new RootEntry();
      begun = true;
      send(what, container, producer, root);
      Optional<byte[]> attributes = root.named(HelperContainer.MOUNT.substring(1));
      if (attributes.isPresent()) {
        connection.call(
            what + ": the root's owner and mode",
            connection.limits().stall(),
            engine ->
                engine
                    .copyArchiveToContainerCmd(container.name())
                    .withRemotePath("/")
                    .withTarInputStream(new ByteArrayInputStream(attributes.get()))
                    .exec());
      }
    } catch (EngineException e) {
      if (String.valueOf(e.getMessage()).contains(DockerErrors.DISK_FULL)) {
        throw new DestinationException(
            what + " failed: its file system is full" + (begun ? partlyWritten(volume) : ""), e);
      }
      if (!begun) {
        throw e;
      }
      // the producer's own failure stays the cause
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String message = String.valueOf(e.getMessage());
      String named = message.startsWith(what) ? message : what + " failed: " + message;
      throw new EngineException(e.kind(), named + partlyWritten(volume), cause);
    }
  }

  private static String partlyWritten(String volume) {
    return "; what was written until then stays in volume '"
        + Printable.of(volume)
        + "', which is not complete: remove it, or restore again with --overwrite";
  }

  private void send(String what, HelperContainer container, TarProducer producer, RootEntry root)
      throws EngineException, DestinationException, InterruptedException {
    Duration stall = connection.limits().stall();
    BoundedPipe pipe =
        new BoundedPipe(
            UNLIMITED,
            stall,
            what + " came to a halt: the engine took nothing for " + stall.toSeconds() + " s");
    AtomicReference<Exception> refusal = new AtomicReference<>();
    Future<Boolean> sending = connection.begin(engine -> put(engine, container, pipe, refusal));
    boolean sent = false;
    try {
      producer.writeTo(new TeeOutputStream(pipe.sink(), root));
      pipe.end();
      connection.await(what, stall, sending);
      sent = true;
    } catch (InterruptedIOException e) {
      throw BoundedPipe.interruption(e);
    } catch (IOException e) {
      // the engine's refusal makes the producer fail, not the other way round
      Exception first = refusal.get();
      if (first != null) {
        throw DockerErrors.translate(what, connection.address(), first);
      }
      if (Throwables.getRootCause(e) instanceof BoundedPipe.StallException) {
        throw new EngineException(EngineException.Kind.OTHER, String.valueOf(e.getMessage()), e);
      }
      throw new EngineException(EngineException.Kind.OTHER, what + " failed: " + e.getMessage(), e);
    } finally {
      if (!sent) {
        pipe.failReader(new IOException("the upload was given up"));
        sending.cancel(true);
      }
    }
  }

  private static boolean put(
      DockerClient engine,
      HelperContainer container,
      BoundedPipe pipe,
      AtomicReference<Exception> refusal) {
    try {
      engine
          .copyArchiveToContainerCmd(container.name())
          .withRemotePath(HelperContainer.MOUNT)
          .withTarInputStream(pipe.source())
          .exec();
      return true;
    } catch (RuntimeException e) {
      refusal.compareAndSet(null, e);
      pipe.failWriter(new IOException("the engine takes no more", e));
      throw e;
    }
  }

  /** Shows the root's entry to its collector on the way. */
  private static final class TeeOutputStream extends FilterOutputStream {
    private final RootEntry root;

    TeeOutputStream(OutputStream out, RootEntry root) {
      super(out);
      this.root = root;
    }

    @Override
    public void write(int b) throws IOException {
      root.write(b);
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      root.write(bytes, offset, length);
      out.write(bytes, offset, length);
    }
  }
}
