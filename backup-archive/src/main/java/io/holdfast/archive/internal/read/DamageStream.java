package io.holdfast.archive.internal.read;

import io.holdfast.core.ArchiveException;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;

/** A stream of decompressed data whose failures all say that the archive is damaged. */
final class DamageStream extends FilterInputStream {

  DamageStream(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      return super.read(bytes, offset, length);
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (EOFException e) {
      throw new DamageException(new ArchiveException("its compressed data is cut off", e), -1);
    } catch (IOException e) {
      throw new DamageException(
          new ArchiveException("its compressed data is damaged (" + e.getMessage() + ")", e), -1);
    }
  }

  @Override
  public long skip(long count) throws IOException {
    byte[] waste = new byte[(int) Math.min(count, 1 << 16)];
    return Math.max(0, read(waste, 0, waste.length));
  }
}
