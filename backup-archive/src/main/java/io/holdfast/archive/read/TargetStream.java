package io.holdfast.archive.read;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Marks failures of the stream that is written to, so that they are not taken for damage of the
 * archive.
 */
final class TargetStream extends FilterOutputStream {

  TargetStream(OutputStream out) {
    super(out);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      throw new TargetFailed(e);
    }
  }

  /** The target failed. */
  static final class TargetFailed extends IOException {
    private static final long serialVersionUID = 1L;

    private final IOException cause;

    TargetFailed(IOException cause) {
      super(cause);
      this.cause = cause;
    }

    IOException cause() {
      return cause;
    }
  }
}
