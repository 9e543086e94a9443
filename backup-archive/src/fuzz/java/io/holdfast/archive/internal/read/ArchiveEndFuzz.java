package io.holdfast.archive.internal.read;

import io.holdfast.archive.FuzzSample;
import io.holdfast.core.ArchiveException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Any bytes as the end of an archive, with the right digest where the first byte asks for it: as
 * the file, the index, or the record.
 */
public final class ArchiveEndFuzz {
  private static final Sample SAMPLE = Sample.make();

  private ArchiveEndFuzz() {}

  public static List<byte[]> seeds() throws Exception {
    byte[] archive = FuzzSample.archive();
    Forgery parts = Forgery.of(archive);
    return List.of(
        Sample.input(0, archive), Sample.input(1, parts.index()), Sample.input(2, parts.info()));
  }

  public static void fuzzerTestOneInput(byte[] bytes) throws Exception {
    if (bytes.length == 0) {
      return;
    }
    byte[] part = Arrays.copyOfRange(bytes, 1, bytes.length);
    Forgery forgery = Forgery.of(SAMPLE.archive());
    byte[] file =
        switch (bytes[0]) {
          case 0 -> part;
          case 1 -> forgery.archive(part);
          default -> {
            forgery.info(part);
            yield forgery.archive();
          }
        };
    Path path = Files.write(SAMPLE.home().resolve("end.tar.gz"), file);
    try (FileChannel channel = FileChannel.open(path)) {
      ArchiveEnd.read(path, channel);
    } catch (ArchiveException refused) {
      if (refused.getMessage() == null) {
        throw refused;
      }
    }
  }
}
