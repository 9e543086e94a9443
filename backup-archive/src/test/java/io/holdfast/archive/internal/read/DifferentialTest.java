package io.holdfast.archive.internal.read;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.archive.StockTools;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.OpenArchive.ArchivedSource;
import io.holdfast.core.catalog.OpenArchive.EntryFilter;
import io.holdfast.core.catalog.ProgressListener;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Archives whose headers can be read in several ways, or that want to leave their target, restored
 * by GNU tar, by bsdtar and by us. What we restore is what both of them do; anything else is
 * refused.
 */
final class DifferentialTest {
  private static final int BLOCK = 512;

  @TempDir private Path temp;
  private Path victim = Path.of("");

  @BeforeEach
  void makeVictim() throws Exception {
    assumeTrue(StockTools.has("bsdtar"), "needs bsdtar");
    victim = Files.createDirectories(temp.resolve("victim"));
    Files.writeString(victim.resolve("file"), "victim");
  }

  static Stream<Arguments> readOneWay() {
    return Stream.of(
        Arguments.of("plain", new Tar().file("d/a", "abc")),
        Arguments.of("a comment for all", new Tar().pax('g', "comment=x").file("d/a", "abc")),
        Arguments.of("a pax name", new Tar().pax('x', "path=d/long").file("short", "abc")),
        Arguments.of("a GNU name", new Tar().longName("d/long").file("short", "abc")),
        Arguments.of(
            "the last of two names", new Tar().pax('x', "path=d/1", "path=d/2").file("s", "x")),
        Arguments.of(
            "a size in pax only", new Tar().pax('x', "size=3").header("d/a", '0', "0").data("abc")),
        Arguments.of("a prefix", new Tar().file("d/a", "abc").prefix("d/deep")),
        Arguments.of("a size in base 256", new Tar().header("d/a", '0', base256(3)).data("abc")),
        Arguments.of("the same name twice", new Tar().file("d/a", "one").file("d/a", "other")),
        Arguments.of("a contiguous file", new Tar().header("d/a", '7', "3").data("abc")));
  }

  static Stream<Arguments> readInSeveralWays() {
    Tar hidden = new Tar().file("d/hidden", "hidden");
    return Stream.of(
        Arguments.of(
            "sizes that differ",
            new Tar().pax('x', "size=1024").header("d/a", '0', "0").data(hidden)),
        Arguments.of(
            "sizes that differ the other way",
            new Tar().pax('x', "size=0").header("d/a", '0', "2000").data(hidden)),
        Arguments.of(
            "a pax size for a GNU name",
            new Tar().pax('x', "size=9").longName("d/long").file("short", "abc")),
        Arguments.of(
            "two long names", new Tar().pax('x', "path=d/p").longName("d/g").file("s", "abc")),
        Arguments.of("a name for all", new Tar().pax('g', "path=d/all").file("d/a", "abc")),
        Arguments.of("a size for all", new Tar().pax('g', "size=0").file("d/a", "abc")),
        Arguments.of("a negative size", new Tar().header("d/a", '0', base256(-512)).data(hidden)),
        Arguments.of(
            "a size beyond 64 bits",
            new Tar().header("d/a", '0', "\u0081" + base256(3).substring(1)).data("abc")),
        Arguments.of("a negative pax size", new Tar().pax('x', "size=-1").file("d/a", "abc")),
        Arguments.of("a signed pax size", new Tar().pax('x', "size=+0").file("d/a", "abc")),
        Arguments.of("a short record", new Tar().records('x', "5 path=d/b\n").file("d/a", "abc")),
        Arguments.of("a long record", new Tar().records('x', "99 path=d/b\n").file("d/a", "abc")),
        Arguments.of(
            "a record without end", new Tar().records('x', "11 path=d/bc").file("d/a", "a")),
        Arguments.of("a NUL in a name", new Tar().pax('x', "path=d/b\0c").file("d/a", "abc")),
        Arguments.of(
            "a directory with content", new Tar().header("d/a/", '5', "2000").data(hidden)),
        Arguments.of("a link with content", new Tar().link("d/l", '2', "a", "2000").data(hidden)));
  }

  static Stream<Arguments> leavingTheTarget() {
    return Stream.of(
        Arguments.of("up", new Tar().file("d/../../victim/file", "evil")),
        Arguments.of("absolute", new Tar().file("/victim/file", "evil")),
        Arguments.of(
            "through a link", new Tar().link("d", '2', "../victim", "0").file("d/file", "evil")),
        Arguments.of(
            "through two links",
            new Tar()
                .link("d/up", '2', "..", "0")
                .link("d/out", '2', "up/../victim", "0")
                .file("d/out/file", "evil")),
        Arguments.of(
            "a hard link to outside, written to",
            new Tar().link("d/a", '1', "../victim/file", "0").file("d/a", "evil")),
        Arguments.of(
            "a hard link through a link",
            new Tar()
                .link("d/out", '2', "../../victim", "0")
                .link("d/a", '1', "d/out/file", "0")
                .file("d/a", "evil")),
        Arguments.of(
            "a directory that becomes a link",
            new Tar()
                .header("d/", '5', "0")
                .link("d", '2', "../victim", "0")
                .file("d/file", "evil")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("readOneWay")
  void whatBothRestoreIsRestored(String what, Tar tar) throws Exception {
    Path file = archive(tar);

    Optional<Map<String, String>> ours = ours(file);

    assertThat(ours).isPresent().isEqualTo(by("tar", file)).isEqualTo(by("bsdtar", file));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"readInSeveralWays", "leavingTheTarget"})
  void whatIsReadDifferentlyIsRefused(String what, Tar tar) throws Exception {
    Path file = archive(tar);

    Optional<Map<String, String>> ours = ours(file);

    assertThat(Files.readString(victim.resolve("file"))).isEqualTo("victim");
    assertThat(content(victim)).containsOnlyKeys("", "file");
    if (ours.isPresent()) {
      assertThat(ours).isEqualTo(by("tar", file)).isEqualTo(by("bsdtar", file));
    }
  }

  private Path archive(Tar tar) throws Exception {
    Path file = temp.resolve("hostile.tar.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(tar.ended());
    }
    return file;
  }

  /** What is restored; empty when it is refused, in whole or in part. */
  private Optional<Map<String, String>> ours(Path file) throws Exception {
    Path target = temp.resolve("ours");
    try (OpenArchive archive = ArchiveReader.open(file)) {
      for (ArchivedSource source : archive.sources()) {
        Path into = source.name().equals(".") ? target : target.resolve(source.name());
        if (!archive
            .extract(source, EntryFilter.ALL, into, true, ProgressListener.NONE)
            .problems()
            .isEmpty()) {
          return Optional.empty();
        }
      }
    } catch (ArchiveException | DestinationException e) {
      return Optional.empty();
    }
    return Optional.of(content(target));
  }

  private Optional<Map<String, String>> by(String tool, Path file) throws Exception {
    Path target = Files.createDirectories(temp.resolve(tool));
    Process process =
        new ProcessBuilder(tool, "-xzf", file.toString(), "-C", target.toString())
            .redirectErrorStream(true)
            .start();
    process.getInputStream().readAllBytes();
    return process.waitFor() == 0 ? Optional.of(content(target)) : Optional.empty();
  }

  private static Map<String, String> content(Path root) throws Exception {
    Map<String, String> content = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.toList()) {
        String name = root.relativize(path).toString();
        if (Files.isSymbolicLink(path)) {
          content.put(name, "-> " + Files.readSymbolicLink(path));
        } else {
          content.put(name, Files.isDirectory(path) ? "/" : Files.readString(path, ISO_8859_1));
        }
      }
    }
    return content;
  }

  private static String base256(long number) {
    StringBuilder field =
        new StringBuilder(number < 0 ? "\u00ff\u00ff\u00ff\u00ff" : "\u0080\0\0\0");
    for (int shift = 56; shift >= 0; shift -= 8) {
      field.append((char) (number >> shift & 0xff));
    }
    return field.toString();
  }

  /** A tar made block by block, with nothing that checks it. */
  private static final class Tar {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Tar file(String name, String content) {
      return header(name, '0', Integer.toOctalString(content.length())).data(content);
    }

    Tar link(String name, char type, String target, String size) {
      bytes.writeBytes(block(name, type, size, target, ""));
      return this;
    }

    /** Puts the first header's name behind a prefix. */
    Tar prefix(String prefix) {
      byte[] all = bytes.toByteArray();
      byte[] first = block("a", '0', "3", "", prefix);
      System.arraycopy(first, 0, all, 0, BLOCK);
      bytes.reset();
      bytes.writeBytes(all);
      return this;
    }

    Tar header(String name, char type, String size) {
      bytes.writeBytes(block(name, type, size, "", ""));
      return this;
    }

    Tar pax(char type, String... records) {
      StringBuilder text = new StringBuilder();
      for (String record : records) {
        int length = record.length() + 4;
        text.append(length < 10 ? length - 1 : length).append(' ').append(record).append('\n');
      }
      return records(type, text.toString());
    }

    Tar records(char type, String text) {
      return header("PaxHeaders/x", type, Integer.toOctalString(text.length())).data(text);
    }

    Tar longName(String name) {
      return header("././@LongLink", 'L', Integer.toOctalString(name.length() + 1))
          .data(name + "\0");
    }

    Tar data(String content) {
      byte[] raw = content.getBytes(ISO_8859_1);
      bytes.writeBytes(Arrays.copyOf(raw, (raw.length + BLOCK - 1) / BLOCK * BLOCK));
      return this;
    }

    Tar data(Tar content) {
      bytes.writeBytes(content.bytes.toByteArray());
      return this;
    }

    byte[] ended() {
      byte[] all = bytes.toByteArray();
      return Arrays.copyOf(all, all.length + 2 * BLOCK);
    }

    private static byte[] block(String name, char type, String size, String link, String prefix) {
      byte[] block = new byte[BLOCK];
      put(block, 0, name);
      put(block, 100, type == '5' ? "0000755" : "0000644");
      put(block, 108, "0000000");
      put(block, 116, "0000000");
      put(block, 124, size);
      put(block, 136, "14570000000");
      put(block, 148, "        ");
      block[156] = (byte) type;
      put(block, 157, link);
      put(block, 257, "ustar\00000");
      put(block, 345, prefix);
      int sum = 0;
      for (byte b : block) {
        sum += b & 0xff;
      }
      put(block, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
      return block;
    }

    private static void put(byte[] block, int at, String text) {
      byte[] raw = text.getBytes(ISO_8859_1);
      System.arraycopy(raw, 0, block, at, raw.length);
    }
  }
}
