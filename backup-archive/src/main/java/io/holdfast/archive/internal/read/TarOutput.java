package io.holdfast.archive.internal.read;

import io.holdfast.archive.internal.tar.TarEncoder;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * A tar that is written to somebody's stream. Keeps failures of that stream apart from those of the
 * archive that is read.
 */
final class TarOutput {
  private static final byte[] ZEROS = new byte[TarEncoder.END];

  private final OutputStream target;
  private final TarEncoder encoder = new TarEncoder();
  private final byte[] buffer = new byte[1 << 16];

  private TarOutput(OutputStream target) {
    this.target = target;
  }

  /** Writes the entries of a tar. */
  interface Body {
    void writeTo(TarOutput out)
        throws IOException, ArchiveException, DestinationException, InterruptedException;
  }

  /**
   * Writes a whole tar.
   *
   * @param archive the file that is read, for messages
   * @throws IOException when {@code target} fails
   */
  static void write(OutputStream target, Path archive, Body body)
      throws IOException, ArchiveException, InterruptedException {
    TarOutput out = new TarOutput(target);
    try {
      body.writeTo(out);
      out.put(ZEROS, TarEncoder.END);
    } catch (TargetFailed e) {
      throw e.failure;
    } catch (DestinationException e) {
      throw new IllegalStateException("a tar is written to a stream", e);
    } catch (IOException e) {
      throw Reading.failed(archive, e);
    }
  }

  /** Adds an entry below {@code ./} with its content. */
  void add(Entry entry, InputStream content) throws IOException {
    byte[] header = encoder.encode("./", entry);
    put(header, header.length);
    addRaw(content);
    put(ZEROS, TarEncoder.padding(entry.dataLength()));
  }

  /** Adds bytes that are entries already. */
  void addRaw(InputStream bytes) throws IOException {
    int got;
    while ((got = bytes.read(buffer, 0, buffer.length)) > 0) {
      put(buffer, got);
    }
  }

  private void put(byte[] bytes, int length) throws TargetFailed {
    try {
      target.write(bytes, 0, length);
    } catch (IOException e) {
      throw new TargetFailed(e);
    }
  }

  /** The target failed. */
  private static final class TargetFailed extends IOException {
    private static final long serialVersionUID = 1L;

    private final IOException failure;

    TargetFailed(IOException failure) {
      super(failure);
      this.failure = failure;
    }
  }
}
