package io.holdfast.archive.internal.format;

import io.holdfast.archive.FuzzSample;
import io.holdfast.archive.internal.tar.TarHeader;
import io.holdfast.archive.internal.tar.TarReader;
import io.holdfast.core.ArchiveException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Any bytes as a manifest. What was read is read again from what is written of it. */
public final class ManifestReaderFuzz {
  private ManifestReaderFuzz() {}

  public static List<byte[]> seeds() throws Exception {
    TarReader tar =
        new TarReader(new GZIPInputStream(new ByteArrayInputStream(FuzzSample.archive())));
    List<byte[]> seeds = new ArrayList<>();
    for (Optional<TarHeader> next = tar.next(); next.isPresent(); next = tar.next()) {
      byte[] content = tar.content().readAllBytes();
      if (new String(content, StandardCharsets.ISO_8859_1).startsWith(ManifestWriter.SIGNATURE)) {
        seeds.add(content);
      }
    }
    return seeds;
  }

  public static void fuzzerTestOneInput(byte[] bytes) throws Exception {
    List<ManifestEntry> entries = new ArrayList<>();
    try {
      read(new ByteArrayInputStream(bytes), entries);
    } catch (ArchiveException refused) {
      // what was read before has to be good nevertheless
    }
    try (ManifestWriter writer = new ManifestWriter()) {
      entries.forEach(writer::add);
      List<ManifestEntry> again = new ArrayList<>();
      try (InputStream text = writer.finish().open()) {
        read(text, again);
      }
      if (!again.equals(entries)) {
        throw new IllegalStateException("other entries come back: " + entries + again);
      }
    }
  }

  private static void read(InputStream text, List<ManifestEntry> entries)
      throws ArchiveException, IOException {
    ManifestReader manifest = new ManifestReader(text);
    for (Optional<ManifestEntry> next = manifest.next(); next.isPresent(); next = manifest.next()) {
      entries.add(next.get());
    }
  }
}
