package io.holdfast.archive.internal.tar;

import io.holdfast.archive.FuzzSample;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Any bytes as a tar: read to the end, or refused. */
public final class TarReaderFuzz {
  private TarReaderFuzz() {}

  public static List<byte[]> seeds() throws Exception {
    byte[] ours = FuzzSample.archive();
    return List.of(
        FuzzSample.hostileTar(),
        new GZIPInputStream(new ByteArrayInputStream(ours)).readAllBytes());
  }

  public static void fuzzerTestOneInput(byte[] bytes) {
    TarReader tar = new TarReader(new ByteArrayInputStream(bytes));
    byte[] piece = new byte[700];
    try {
      for (Optional<TarHeader> next = tar.next(); next.isPresent(); next = tar.next()) {
        TarHeader header = next.get();
        require(!header.name().isEmpty() && header.size() >= 0);
        require(tar.entryStart() < tar.position() && tar.position() <= tar.entryEnd());
        // Some contents are read whole, of others a part, or nothing
        while (header.mode() % 3 > 0 && tar.content().read(piece) > 0 && header.mode() % 3 > 1) {
          require(tar.position() <= bytes.length);
        }
      }
      if (tar.endSeen()) {
        tar.drain();
      }
    } catch (IOException refused) {
      require(refused.getMessage() != null);
    }
    require(tar.position() <= bytes.length);
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalStateException("the reader broke its promise");
    }
  }
}
