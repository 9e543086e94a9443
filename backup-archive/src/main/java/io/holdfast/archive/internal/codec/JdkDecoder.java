package io.holdfast.archive.internal.codec;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The JDK's {@link Inflater}. */
final class JdkDecoder implements ChunkDecoder {
  private final Inflater inflater = new Inflater(true);
  private final byte[] more = new byte[1];

  @Override
  public void decompress(ByteBuffer in, int offset, int size, ByteBuffer out, int length)
      throws DataFormatException {
    inflater.reset();
    inflater.setInput(in.duplicate().limit(offset + size).position(offset));
    int got = inflater.inflate(out.duplicate().limit(length).position(0));
    // the end of the stream may be due yet when the content is there
    if (got < length || (!inflater.finished() && inflater.inflate(more) != 0)) {
      throw new DataFormatException("it does not hold the " + length + " bytes it should");
    }
    if (!inflater.finished()) {
      throw new DataFormatException("it does not end");
    }
    if (inflater.getRemaining() != 0) {
      throw new DataFormatException("bytes follow its end");
    }
  }

  @Override
  public void close() {
    inflater.end();
  }
}
