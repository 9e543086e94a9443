package io.holdfast.archive.internal.reuse;

import io.holdfast.archive.internal.format.Index.Section;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;

/** The text of a manifest in a predecessor. */
final class ManifestText extends InputStream {
  private final TarWindow tar;
  private final long end;
  private long at;

  ManifestText(Predecessor archive, Section section) {
    tar = archive.manifests();
    at = section.manifestStart();
    end = at + section.manifestLength();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (at == end) {
      return -1;
    }
    ByteBuffer part;
    try {
      part = tar.at(at, (int) Math.min(length, end - at));
    } catch (InterruptedException e) {
      throw new InterruptedIOException(e.getMessage());
    }
    if (part == null) {
      throw new IOException("the manifest is damaged");
    }
    int got = part.remaining();
    part.get(into, offset, got);
    at += got;
    return got;
  }
}
