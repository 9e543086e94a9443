package io.holdfast.archive.internal.read;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A part of a file as a stream. Does not move the file's position and does not close it. */
final class FileRange extends InputStream {
  private final FileChannel file;
  private long at;
  private final long end;

  FileRange(FileChannel file, long offset, long length) {
    this.file = file;
    at = offset;
    end = offset + length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (at >= end) {
      return -1;
    }
    int got = file.read(ByteBuffer.wrap(bytes, offset, (int) Math.min(length, end - at)), at);
    if (got > 0) {
      at += got;
    }
    return got;
  }
}
