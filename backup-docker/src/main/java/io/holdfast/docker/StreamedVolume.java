package io.holdfast.docker;

import io.holdfast.core.EngineException;
import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.engine.ContainerEngine.Content;
import io.holdfast.core.engine.ContainerEngine.VolumeReader;
import io.holdfast.core.plan.VolumeAccess;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;

/**
 * A volume that comes as a tar through the engine. A thread of the connection fetches it, one
 * megabyte ahead of the reader at most. The stream ends cleanly only when the tar is complete;
 * otherwise reading it fails with the reason.
 */
final class StreamedVolume implements VolumeReader {
  /** The reader may take as long as it likes. */
  private static final Duration UNLIMITED = Duration.ofDays(10_000);

  /** What may follow the end of a tar: padding to a tape record. */
  private static final int PADDING = 1 << 20;

  private final Connection connection;
  private final VolumeAccess access;
  private final Transfer transfer;
  private final BoundedPipe pipe;
  private final InputStream tar;
  private final TarEndScanner scanner = new TarEndScanner();
  private final String volume;
  private final Future<?> fetching;
  private volatile boolean closed;

  /** Where a tar comes from. */
  interface Transfer extends AutoCloseable {
    /** Writes the tar; runs on a thread of its own. */
    void copyTo(OutputStream out) throws IOException;

    /**
     * The other side's verdict, after the tar was written.
     *
     * @param tar what went by
     * @return single objects that could not be read, for people
     */
    List<String> verdict(TarEndScanner tar)
        throws SourceException, EngineException, InterruptedException;

    /** Ends the transfer at once if it is not over, and cleans up. */
    @Override
    void close();
  }

  /**
   * @param transfer closed with this
   */
  StreamedVolume(Connection connection, VolumeAccess access, String volume, Transfer transfer) {
    this.access = access;
    this.volume = "volume '" + Printable.of(volume) + "'";
    this.transfer = transfer;
    Duration stall = connection.limits().stall();
    this.pipe =
        new BoundedPipe(
            stall,
            UNLIMITED,
            "reading "
                + this.volume
                + " came to a halt: the engine sent nothing for "
                + stall.toSeconds()
                + " s; see 'docker ps' and the engine's log, then run again");
    this.tar = pipe.source();
    this.connection = connection;
    this.fetching = connection.start(this::fetch);
    connection.opened(this);
  }

  private boolean fetch() {
    try {
      transfer.copyTo(new Watched(pipe.sink()));
      if (scanner.isComplete()) {
        pipe.end();
      } else {
        transfer.verdict(scanner);
        throw new IOException("reading " + volume + " ended " + scanner.describeEnd());
      }
    } catch (SourceException | EngineException e) {
      pipe.failReader(new IOException(e.getMessage(), e));
    } catch (IOException | RuntimeException e) {
      pipe.failReader(
          new IOException(
              closed
                  ? "reading " + volume + " was given up"
                  : "reading "
                      + volume
                      + " ended "
                      + scanner.describeEnd()
                      + ": "
                      + DockerErrors.broken(connection.address(), e),
              e));
    } catch (InterruptedException e) {
      pipe.failReader(new IOException("reading " + volume + " was given up", e));
    }
    return true;
  }

  @Override
  public VolumeAccess access() {
    return access;
  }

  @Override
  public Content content() {
    return new Content.TarStream(tar);
  }

  @Override
  public List<String> finish() throws SourceException, InterruptedException {
    try {
      int after = tar.readNBytes(PADDING).length;
      if (after == PADDING) {
        throw new SourceException(volume + " was not read to its end");
      }
      return transfer.verdict(scanner);
    } catch (InterruptedIOException e) {
      throw BoundedPipe.interruption(e);
    } catch (IOException | EngineException e) {
      throw new SourceException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    closed = true;
    pipe.failWriter(new IOException("reading " + volume + " was given up"));
    transfer.close();
    fetching.cancel(true);
    connection.released(this);
  }

  /** Shows the scanner everything that goes by. */
  private final class Watched extends OutputStream {
    private final OutputStream out;

    Watched(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      scanner.accept(bytes, offset, length);
      out.write(bytes, offset, length);
    }
  }
}
