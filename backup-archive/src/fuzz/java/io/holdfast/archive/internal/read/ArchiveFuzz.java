package io.holdfast.archive.internal.read;

import io.holdfast.archive.ArchiveFile;
import io.holdfast.archive.FuzzSample;
import io.holdfast.archive.internal.format.Index;
import io.holdfast.archive.internal.format.Sha256;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.OpenArchive.ArchivedSource;
import io.holdfast.core.catalog.OpenArchive.EntryFilter;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.VerificationResult;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A whole archive, verified and restored beside a victim. The first byte of the input says of which
 * part the others are; all checksums are made to hold, so that the reader gets as far as it can.
 */
public final class ArchiveFuzz {
  private static final Sample SAMPLE = Sample.make();
  private static final Path TARGET = SAMPLE.home().resolve("target");
  private static final Path VICTIM = SAMPLE.home().resolve("victim");
  private static final Path FILE = SAMPLE.home().resolve("candidate.tar.gz");
  private static final Map<String, String> VICTIM_BEFORE = makeVictim();

  private ArchiveFuzz() {}

  public static List<byte[]> seeds() throws Exception {
    byte[] archive = FuzzSample.archive();
    Forgery parts = Forgery.of(archive);
    Index.Section first = parts.sections().get(0);
    byte[] manifest =
        Arrays.copyOfRange(
            parts.tar(),
            (int) first.manifestStart(),
            (int) (first.manifestStart() + first.manifestLength()));
    return List.of(
        Sample.input(0, archive),
        Sample.input(0, FuzzSample.gzip(FuzzSample.hostileTar())),
        Sample.input(1, FuzzSample.hostileTar()),
        Sample.input(1, parts.tar()),
        Sample.input(2, parts.tar()),
        Sample.input(3, parts.index()),
        Sample.input(4, parts.info()),
        Sample.input(5, manifest));
  }

  public static void fuzzerTestOneInput(byte[] bytes) throws Exception {
    if (bytes.length == 0) {
      return;
    }
    Files.write(FILE, file(bytes[0], Arrays.copyOfRange(bytes, 1, bytes.length)));
    try {
      use();
      if (!contents(VICTIM).equals(VICTIM_BEFORE)) {
        throw new IllegalStateException("the victim was touched: " + contents(VICTIM));
      }
      try (Stream<Path> all = Files.list(SAMPLE.home())) {
        if (!List.of(FILE, TARGET, VICTIM).containsAll(all.toList())) {
          throw new IllegalStateException("something was written beside the target");
        }
      }
    } finally {
      Sample.delete(TARGET);
    }
  }

  private static byte[] file(int kind, byte[] part) throws Exception {
    Forgery forgery = Forgery.of(SAMPLE.archive());
    switch (kind) {
      case 0 -> {
        return part;
      }
      case 1 -> {
        return FuzzSample.gzip(part);
      }
      case 2 -> forgery.tar(part);
      case 3 -> {
        return forgery.archive(part);
      }
      case 4 -> forgery.info(part);
      default -> manifest(forgery, part);
    }
    return forgery.archive();
  }

  /** Puts another manifest of the same length in the place of the first one. */
  private static void manifest(Forgery forgery, byte[] part) {
    Index.Section section = forgery.sections().get(0);
    byte[] tar = forgery.tar();
    int start = (int) section.manifestStart();
    int length = (int) section.manifestLength();
    String before = digest(Arrays.copyOfRange(tar, start, start + length));
    byte[] manifest = Arrays.copyOf(part, length);
    System.arraycopy(manifest, 0, tar, start, length);
    String info = new String(forgery.info(), StandardCharsets.UTF_8);
    forgery.info(info.replace(before, digest(manifest)).getBytes(StandardCharsets.UTF_8));
  }

  private static String digest(byte[] bytes) {
    return HexFormat.of().formatHex(Sha256.create().digest(bytes));
  }

  /** Whatever goes wrong has to be said by the right exception, and nothing if it is whole. */
  private static void use() throws Exception {
    boolean whole = false;
    try (OpenArchive archive = ArchiveFile.open(FILE)) {
      whole = archive.verify(ProgressListener.NONE) instanceof VerificationResult.Verified;
      for (ArchivedSource source : archive.sources()) {
        archive.writeTar(source, EntryFilter.ALL, OutputStream.nullOutputStream());
        try {
          archive.extract(source, EntryFilter.ALL, TARGET, true, ProgressListener.NONE);
        } catch (DestinationException refused) {
          // two sources in one place: what the first one made may be no directory
        }
      }
    } catch (ArchiveException refused) {
      if (whole) {
        throw new IllegalStateException("whole, and cannot be read", refused);
      }
    }
  }

  private static Map<String, String> makeVictim() {
    try {
      Files.createDirectories(VICTIM.resolve("dir"));
      Files.writeString(VICTIM.resolve("file"), "precious");
      Files.createSymbolicLink(VICTIM.resolve("link"), Path.of("file"));
      return contents(VICTIM);
    } catch (IOException e) {
      throw new IllegalStateException("the victim cannot be made", e);
    }
  }

  /** All that would change if anything was written, linked or set there. */
  private static Map<String, String> contents(Path root) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.toList()) {
        contents.put(
            path.toString(),
            Files.readAttributes(path, "unix:ctime,mode,nlink,size,ino", LinkOption.NOFOLLOW_LINKS)
                .toString());
      }
    }
    return contents;
  }
}
