package io.holdfast.archive.internal.read;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.archive.ArchiveFixture;
import io.holdfast.archive.StockTools;
import io.holdfast.archive.internal.format.ArchivePaths;
import io.holdfast.archive.internal.format.Footer;
import io.holdfast.archive.internal.format.Index;
import io.holdfast.archive.internal.tar.TarEncoder;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.VerificationResult;
import io.holdfast.core.plan.Selection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Parts of an archive that are whole by themselves, but missing, there twice, elsewhere, or another
 * archive's: gzip members, and tar entries with all offsets and checksums made right for them.
 */
final class RearrangedArchiveTest {
  private static final int DIRECTORY = 0;
  private static final int VOLUME = 1;

  @TempDir Path temp;

  private byte[] good = {};

  /** The same without a file of several chunks: it is put together many times. */
  private byte[] small = {};

  @BeforeEach
  void makeAnArchive() throws Exception {
    Path tree = Files.createDirectories(temp.resolve("tree/sub")).getParent();
    Files.writeString(tree.resolve("hello"), "hello world\n".repeat(50));
    Files.writeString(tree.resolve("sub/data"), "0123456789".repeat(300));
    Files.createLink(tree.resolve("sub/twin"), tree.resolve("hello"));
    Files.createSymbolicLink(tree.resolve("link"), Path.of("hello"));
    Path other = Files.createDirectories(temp.resolve("other"));
    Files.writeString(other.resolve("hello"), "another hello");
    small = archived("small", tree, other);
    Files.write(tree.resolve("sub/large"), new byte[(1 << 20) + 1234]);
    good = archived("good", tree, other);
    assertThat(verdict(good)).isEmpty();
  }

  private byte[] archived(String name, Path tree, Path last) throws Exception {
    Path file = temp.resolve(name + ".tar.gz");
    try (ArchiveFixture archive = new ArchiveFixture(file)) {
      archive.directory("dir", tree);
      archive.volume("vol", StockTools.tarOf(tree).getInputStream(), Selection.EVERYTHING);
      archive.directory("last", last);
      archive.finish();
    }
    return Files.readAllBytes(file);
  }

  // Gzip members

  @Test
  void aMemberThatIsMissingIsFound() throws Exception {
    List<byte[]> members = members(good);
    assertThat(members).hasSizeGreaterThan(8);
    for (int i = 0; i < members.size(); i++) {
      List<byte[]> rest = new ArrayList<>(members);
      rest.remove(i);
      assertThat(verdict(join(rest))).as("without member %d", i).isPresent();
    }
  }

  @Test
  void aMemberThatIsThereTwiceIsFound() throws Exception {
    List<byte[]> members = members(good);
    for (int i = 0; i < members.size(); i++) {
      for (int to = 0; to <= members.size(); to++) {
        List<byte[]> more = new ArrayList<>(members);
        more.add(to, members.get(i));
        assertThat(verdict(join(more))).as("member %d again at %d", i, to).isPresent();
      }
    }
  }

  @Test
  void membersInAnotherOrderAreFound() throws Exception {
    List<byte[]> members = members(good);
    for (int i = 0; i < members.size(); i++) {
      for (int j = i + 1; j < members.size(); j++) {
        if (!Arrays.equals(members.get(i), members.get(j))) {
          List<byte[]> swapped = new ArrayList<>(members);
          swapped.set(i, members.get(j));
          swapped.set(j, members.get(i));
          assertThat(verdict(join(swapped))).as("members %d and %d", i, j).isPresent();
        }
      }
    }
  }

  @Test
  void aForeignMemberIsFoundWhereverItIs() throws Exception {
    Path tree = Files.createDirectories(temp.resolve("foreign"));
    Files.writeString(tree.resolve("hello"), "not this one");
    List<byte[]> strange = new ArrayList<>(members(archived("strange", tree, tree)));
    strange.add(gzip(new byte[0]));
    strange.add(gzip(new byte[TarEncoder.END]));
    List<byte[]> members = members(good);
    for (byte[] foreign : strange) {
      for (int to = 0; to <= members.size(); to++) {
        List<byte[]> more = new ArrayList<>(members);
        more.add(to, foreign);
        boolean same = Arrays.equals(join(more), good);
        assertThat(verdict(join(more)).isPresent() || same).as("before member %d", to).isTrue();
        if (to < members.size() && !Arrays.equals(members.get(to), foreign)) {
          more.remove(to + 1);
          assertThat(verdict(join(more))).as("in place of member %d", to).isPresent();
        }
      }
    }
  }

  @Test
  void aMemberOfAnotherRunOfTheSameSourcesIsFound() throws Exception {
    Path tree = temp.resolve("tree");
    Files.writeString(tree.resolve("hello"), "HELLO world\n".repeat(50));
    Files.setLastModifiedTime(tree.resolve("hello"), FileTime.fromMillis(1));
    List<byte[]> members = members(good);
    List<byte[]> later = members(archived("later", tree, temp.resolve("other")));
    assertThat(later).hasSameSizeAs(members);
    int differences = 0;
    for (int i = 0; i < members.size(); i++) {
      if (!Arrays.equals(members.get(i), later.get(i))) {
        List<byte[]> mixed = new ArrayList<>(members);
        mixed.set(i, later.get(i));
        assertThat(verdict(join(mixed))).as("member %d", i).isPresent();
        differences++;
      }
    }
    assertThat(differences).isPositive();
  }

  // Damage at random in an archive of several sources

  @Test
  void severalFlippedBitsAreFound() throws Exception {
    Random random = new Random(11);
    for (int round = 0; round < 300; round++) {
      byte[] bad = good.clone();
      int at = random.nextInt(bad.length);
      for (int i = random.nextInt(4); i >= 0; i--) {
        bad[Math.min(bad.length - 1, at + i)] ^= (byte) (1 + random.nextInt(255));
      }
      assertThat(verdict(bad)).as("at byte %d", at).isPresent();
    }
  }

  @Test
  void lostAndOverwrittenStretchesAreFound() throws Exception {
    Random random = new Random(12);
    for (int round = 0; round < 100; round++) {
      int from = random.nextInt(good.length - 1);
      int to = from + 1 + random.nextInt(good.length - from);
      assertThat(verdict(Arrays.copyOf(good, from))).as("cut at %d", from).isPresent();
      byte[] gap = new byte[good.length - (to - from)];
      System.arraycopy(good, 0, gap, 0, from);
      System.arraycopy(good, to, gap, from, good.length - to);
      assertThat(verdict(gap)).as("without %d to %d", from, to).isPresent();
      byte[] zeros = good.clone();
      Arrays.fill(zeros, from, to, (byte) 0);
      boolean same = Arrays.equals(zeros, good); // there are zeros in the footer
      assertThat(verdict(zeros).isPresent() || same).as("zeros %d to %d", from, to).isTrue();
    }
  }

  // Tar entries, with an index and checksums that are right for them

  @Test
  void whatIsPutTogetherUnchangedIsWhole() throws Exception {
    assertThat(verdict(new Entries(small).archive())).isEmpty();
  }

  @Test
  void anEntryThatIsMissingIsNamed() throws Exception {
    for (int source = 0; source < 3; source++) {
      int count = new Entries(small).of(source).size();
      for (int i = 0; i < count; i++) {
        Entries entries = new Entries(small);
        entries.of(source).remove(i);
        assertThat(verdict(entries.archive()).orElse("whole"))
            .as("entry %d of source %d", i, source)
            .contains(entries.name(source))
            .contains(entries.path(source, i));
      }
    }
  }

  @Test
  void anEntryThatIsThereTwiceIsFound() throws Exception {
    for (int source = 0; source < 3; source++) {
      int count = new Entries(small).of(source).size();
      for (int i = 0; i < count; i++) {
        for (int to = 0; to <= count; to++) {
          Entries entries = new Entries(small);
          entries.of(source).add(to, entries.of(source).get(i));
          assertThat(verdict(entries.archive()).orElse("whole"))
              .as("entry %d of source %d again at %d", i, source, to)
              .contains(entries.name(source));
        }
      }
    }
  }

  @Test
  void entriesInAnotherOrderAreFound() throws Exception {
    for (int source = 0; source < 3; source++) {
      int count = new Entries(small).of(source).size();
      for (int i = 0; i < count; i++) {
        for (int j = i + 1; j < count; j++) {
          Entries entries = new Entries(small);
          byte[] one = entries.of(source).get(i);
          entries.of(source).set(i, entries.of(source).get(j));
          entries.of(source).set(j, one);
          assertThat(verdict(entries.archive()).orElse("whole"))
              .as("entries %d and %d of source %d", i, j, source)
              .contains(entries.name(source))
              .contains(entries.path(source, i));
        }
      }
    }
  }

  @Test
  void anEntryOfAnotherSourceIsFound() throws Exception {
    for (int from = 0; from < 3; from++) {
      for (int into = 0; into < 3; into++) {
        int count = new Entries(small).of(into).size();
        for (int to = 0; from != into && to <= count; to++) {
          Entries entries = new Entries(small);
          entries.of(into).add(to, entries.of(from).get(1));
          assertThat(verdict(entries.archive()).orElse("whole"))
              .as("of source %d into %d at %d", from, into, to)
              .contains(entries.name(into));
        }
      }
    }
  }

  @Test
  void sourcesThatTradedTheirEntriesAreFound() throws Exception {
    Entries entries = new Entries(small);
    List<byte[]> one = List.copyOf(entries.of(DIRECTORY));
    entries.of(DIRECTORY).clear();
    entries.of(DIRECTORY).addAll(entries.of(VOLUME));
    entries.of(VOLUME).clear();
    entries.of(VOLUME).addAll(one);
    assertThat(verdict(entries.archive()).orElse("whole")).contains("dir");
  }

  private static List<byte[]> members(byte[] archive) throws Exception {
    List<byte[]> members = new ArrayList<>();
    byte[] header = Arrays.copyOf(archive, 10);
    int begin = 0;
    for (int at = 1; at < archive.length - Footer.LENGTH; at++) {
      if (Arrays.equals(archive, at, at + header.length, header, 0, header.length)) {
        members.add(Arrays.copyOfRange(archive, begin, at));
        begin = at;
      }
    }
    members.add(Arrays.copyOfRange(archive, begin, archive.length - Footer.LENGTH));
    members.add(Arrays.copyOfRange(archive, archive.length - Footer.LENGTH, archive.length));
    return members;
  }

  private static byte[] join(List<byte[]> parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    parts.forEach(out::writeBytes);
    return out.toByteArray();
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    return out.toByteArray();
  }

  /** What verification says against these bytes; empty when it says they are whole. */
  private Optional<String> verdict(byte[] bytes) throws Exception {
    Path file = Files.write(temp.resolve("candidate.tar.gz"), bytes);
    try (OpenArchive archive = ArchiveReader.open(file)) {
      VerificationResult result = archive.verify(ProgressListener.NONE);
      return result instanceof VerificationResult.Verified
          ? Optional.empty()
          : Optional.of(result.toString());
    } catch (ArchiveException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** The entries of an archive's sources, to be put together again in any way. */
  private static final class Entries {
    private final Forgery forgery;
    private final List<Index.Section> before;
    private final byte[] tar;
    private final List<List<byte[]>> entries = new ArrayList<>();
    private final List<List<String>> paths = new ArrayList<>();

    Entries(byte[] archive) throws Exception {
      forgery = Forgery.of(archive);
      before = forgery.sections();
      tar = forgery.tar();
      for (Index.Section section : before) {
        List<Long> starts = EntryStarts.of(section);
        List<byte[]> own = new ArrayList<>();
        for (int i = 0; i + 1 < starts.size(); i++) {
          own.add(Arrays.copyOfRange(tar, starts.get(i).intValue(), starts.get(i + 1).intValue()));
        }
        entries.add(own);
        paths.add(EntryStarts.paths(section, tar));
      }
    }

    List<byte[]> of(int source) {
      return entries.get(source);
    }

    String name(int source) {
      return before.get(source).source().name();
    }

    /** The path that stood at a place at first. */
    String path(int source, int entry) {
      return paths.get(source).get(entry);
    }

    /** Everything together; only manifests and the record are as they were. */
    byte[] archive() throws Exception {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      List<Index.Section> sections = new ArrayList<>();
      long at = 0;
      long moved = tar.length;
      for (int i = 0; i < before.size(); i++) {
        Index.Section old = before.get(i);
        out.write(tar, (int) at, (int) (old.entriesStart() - at));
        long grown = size(entries.get(i)) - (old.entriesEnd() - old.entriesStart());
        byte[] bytes = out.toByteArray();
        if (i == VOLUME) {
          long size = sizeInHeader(bytes, bytes.length - TarEncoder.BLOCK) + grown;
          byte[] header = TarEncoder.plain(ArchivePaths.tarOf(name(i)), size, ArchiveFixture.START);
          System.arraycopy(header, 0, bytes, bytes.length - header.length, header.length);
        }
        out.reset();
        out.writeBytes(bytes);
        sections.add(EntryStarts.moved(old, out.size(), entries.get(i)));
        entries.get(i).forEach(out::writeBytes);
        at = old.entriesEnd();
      }
      out.write(tar, (int) at, tar.length - (int) at);
      moved = out.size() - moved;
      List<Index.Section> after = new ArrayList<>();
      for (Index.Section section : sections) {
        after.add(EntryStarts.withManifestMoved(section, moved));
      }
      forgery.tar(out.toByteArray());
      forgery.sections(after);
      return forgery.archive();
    }

    private static long size(List<byte[]> parts) {
      return parts.stream().mapToLong(part -> part.length).sum();
    }

    private static long sizeInHeader(byte[] bytes, int header) {
      String octal = new String(bytes, header + 124, 11, US_ASCII);
      return Long.parseLong(octal.trim(), 8);
    }
  }
}
