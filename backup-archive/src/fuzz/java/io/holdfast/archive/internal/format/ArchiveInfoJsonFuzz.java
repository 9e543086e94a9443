package io.holdfast.archive.internal.format;

import io.holdfast.archive.FuzzSample;
import io.holdfast.archive.internal.tar.TarReader;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.catalog.ArchiveInfo;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Any bytes as the record of an archive. What was read is read again from what is written. */
public final class ArchiveInfoJsonFuzz {
  private ArchiveInfoJsonFuzz() {}

  public static List<byte[]> seeds() throws Exception {
    byte[] archive = FuzzSample.archive();
    int end = archive.length - Footer.LENGTH;
    Footer footer = Footer.decode(Arrays.copyOfRange(archive, end, archive.length)).orElseThrow();
    int offset = (int) footer.infoOffset();
    TarReader records =
        new TarReader(new GZIPInputStream(new ByteArrayInputStream(archive, offset, end - offset)));
    if (records.next().isEmpty()) {
      throw new IllegalStateException("the sample has no records");
    }
    return List.of(records.content().readAllBytes());
  }

  public static void fuzzerTestOneInput(byte[] bytes) {
    ArchiveInfo info;
    try {
      info = ArchiveInfoJson.read(bytes);
    } catch (ArchiveException refused) {
      return;
    }
    try {
      if (!ArchiveInfoJson.read(ArchiveInfoJson.write(info)).equals(info)) {
        throw new IllegalStateException("another record comes back of " + info);
      }
    } catch (ArchiveException e) {
      throw new IllegalStateException("what was written is refused", e);
    }
  }
}
