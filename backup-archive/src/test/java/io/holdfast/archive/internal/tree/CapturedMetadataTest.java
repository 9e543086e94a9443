package io.holdfast.archive.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.archive.AttributedDisk;
import io.holdfast.archive.Required;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.ExtendedAttributes;
import io.holdfast.core.catalog.ExtendedAttributes.Attribute;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.catalog.SourceIssue;
import io.holdfast.core.catalog.SparseMap;
import io.holdfast.core.catalog.SparseMap.Region;
import io.holdfast.core.plan.Selection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Extended attributes and holes, as they are read from real files. */
class CapturedMetadataTest {
  private static final int MIB = 1 << 20;

  @TempDir private Path temporary;
  private Path root = Path.of("");
  private @Nullable AttributedDisk disk;
  private final Issues issues = new Issues();
  private final RecordedTree read = new RecordedTree();

  @BeforeEach
  void requireTools() throws Exception {
    Path place = Files.createDirectory(temporary.resolve("disk"));
    disk = AttributedDisk.at(place);
    root = Files.createDirectory(place.resolve("root"));
  }

  @AfterEach
  void unmount() throws Exception {
    if (disk != null) {
      disk.close();
    }
  }

  @Test
  void attributesAreReadAsBytes() throws Exception {
    Shell.sh(
        """
        cd "$1"; mkdir d; echo x > d/f; : > empty; ln d/f twin; ln -s nowhere link; mkfifo pipe
        setfattr -n user.raw -v 0x00ff0a3d d/f; setfattr -n user.b d/f
        setfattr -n user.e -v 1 empty; setfattr -n user.d -v 2 d; setfattr -n user.root -v 3 .
        """,
        root);

    read(path -> {});

    assertThat(attributes("d/f"))
        .containsExactly(new Attribute("user.b", ""), new Attribute("user.raw", "\0\u00ff\n="));
    assertThat(attributes("empty")).containsExactly(new Attribute("user.e", "1"));
    assertThat(attributes("d")).containsExactly(new Attribute("user.d", "2"));
    assertThat(attributes("")).containsExactly(new Attribute("user.root", "3"));
    assertThat(attributes("link")).isEmpty();
    assertThat(attributes("pipe")).isEmpty();
    assertThat(attributes("twin")).as("a hard link").isEmpty();
    assertThat(issues.count()).isZero();
  }

  @Test
  void aclsAreReadInTheKernelsForm() throws Exception {
    Shell.sh("mkdir \"$1\"/d; : > \"$1\"/f; setfacl -m u:1234:r \"$1\"/f", root);
    Shell.sh("setfacl -d -m g:77:rx \"$1\"/d", root);

    read(path -> {});

    assertThat(attributes("f"))
        .extracting(Attribute::name)
        .containsExactly(ExtendedAttributes.ACCESS_ACL);
    assertThat(attributes("d"))
        .extracting(Attribute::name)
        .containsExactly(ExtendedAttributes.DEFAULT_ACL);
  }

  @Test
  void whatWouldBreakTheFileWhenItIsWrittenBackIsLeftOutAndCounted() throws Exception {
    Shell.sh("cd \"$1\"; : > a; : > b; setfattr -n user.a -v 1 a", root);
    Required.of(
        Shell.can("cd \"$1\"; for f in a b; do setfattr -n security.ima -v x $f; done", root),
        "needs root");
    TreeReader reader = new TreeReader(tree(), issues);

    reader.read(read);

    assertThat(attributes("a")).containsExactly(new Attribute("user.a", "1"));
    assertThat(reader.remarks())
        .containsExactly(
            "left out 2 extended attributes security.ima, which are bound to their files or file"
                + " system: a, b");
    assertThat(issues.count()).isZero();
  }

  @Test
  void attributesThatChangeAreReadAgain() throws Exception {
    Path file = Files.writeString(root.resolve("f"), "content");
    Shell.sh("setfattr -n user.a -v before \"$1\"", file);
    boolean[] done = {false};

    read(
        path -> {
          if (!done[0]) {
            done[0] = true;
            sh("setfattr -n user.a -v after \"$1\"", file);
          }
        });

    assertThat(attributes("f")).containsExactly(new Attribute("user.a", "after"));
    assertThat(issues.count()).isZero();
  }

  @Test
  void holesAreReadAsTheyAre() throws Exception {
    sparse("middle", 64L * MIB, 10L * MIB, 40L * MIB);
    sparse("none", 3L * MIB);
    sparse("small", MIB, MIB / 2);
    Files.write(root.resolve("full"), new byte[3 * MIB]);

    read(path -> {});

    SparseMap map = read.entry("middle").sparse().orElseThrow();
    assertThat(map.regions()).extracting(Region::offset).containsExactly(10L * MIB, 40L * MIB);
    assertThat(read.entry("middle").size()).isEqualTo(64L * MIB);
    byte[] data = read.content("middle");
    assertThat(data).hasSize((int) read.entry("middle").dataLength());
    assertThat(Arrays.copyOf(data, 4)).isEqualTo(new byte[] {'d', 'a', 't', 'a'});
    int second = (int) map.regions().get(0).length();
    assertThat(Arrays.copyOfRange(data, second, second + 4))
        .isEqualTo(new byte[] {'d', 'a', 't', 'a'});
    assertThat(read.entry("none").sparse()).contains(new SparseMap(List.of()));
    assertThat(read.entry("small").sparse()).isEmpty();
    assertThat(read.content("small")).hasSize(MIB);
    assertThat(read.entry("full").sparse()).isEmpty();
    assertThat(issues.count()).isZero();
  }

  @Test
  void holesAreFilledWithZerosWhereThatIsWanted() throws Exception {
    sparse("middle", 64L * MIB, 10L * MIB, 40L * MIB);
    sparse("none", 3L * MIB);
    sparse("large", (4L << 30) + 1, MIB);
    TreeReader reader = TreeReader.fillingHoles(tree(), issues);

    reader.read(read);

    byte[] data = read.content("middle");
    assertThat(data).isEqualTo(Files.readAllBytes(root.resolve("middle")));
    Entry middle = read.entry("middle");
    assertThat(middle.dataLength()).isEqualTo(64L * MIB);
    SparseMap map = middle.sparse().orElseThrow();
    assertThat(map.regions()).extracting(Region::offset).containsExactly(10L * MIB, 40L * MIB);
    assertThat(map.holes(64L * MIB)).hasSize(3);
    assertThat(read.content("none")).isEqualTo(new byte[3 * MIB]);
    assertThat(read.entry("large").omitsHoles()).isTrue();
    assertThat(reader.limits()).startsWith("has 1 large file with holes, ").endsWith(": large");
    assertThat(issues.count()).isZero();
  }

  @Test
  void holesThatComeToTooMuchAreLeftOut() {
    LeftOut leftOut = new LeftOut();
    FilledHoles filled = new FilledHoles(true, leftOut);
    SparseMap nothing = new SparseMap(List.of());
    for (int i = 0; i < FilledHoles.MOST / FilledHoles.LARGEST; i++) {
      assertThat(filled.choose(EntryPath.of("f"), FilledHoles.LARGEST, nothing).filled()).isTrue();
    }
    assertThat(leftOut.limits()).isEmpty();
    assertThat(filled.choose(EntryPath.of("f"), MIB, nothing).filled()).isFalse();
    assertThat(leftOut.limits()).isNotEmpty();
  }

  @Test
  void holesTakeNoSpaceInAnEstimate() throws Exception {
    sparse("holes", 1L << 40, MIB);
    Files.write(root.resolve("full"), new byte[2 * MIB]);

    assertThat(new TreeReader(tree(), issues).measure().bytes()).isBetween(2L * MIB, 3L * MIB);
  }

  @Test
  void aFileWithHolesThatChangesIsFlagged() throws Exception {
    Path file = sparse("f", 64L * MIB, 10L * MIB, 40L * MIB);

    read(path -> write(file, 20L * MIB));

    Entry entry = read.entry("f");
    assertThat(read.content("f")).hasSize((int) entry.dataLength());
    assertThat(issues.listed())
        .extracting(SourceIssue::kind)
        .containsExactly(SourceIssue.Kind.CHANGED);
  }

  @Test
  void aFileWithHolesThatShrinksEndsInZerosAndIsFlagged() throws Exception {
    Path file = sparse("f", 64L * MIB, 10L * MIB, 40L * MIB);
    EntrySinkThatCuts cuts = new EntrySinkThatCuts(file);

    new TreeReader(tree(), issues).read(cuts);

    assertThat(cuts.left).isZero();
    assertThat(issues.listed())
        .extracting(SourceIssue::kind)
        .containsExactly(SourceIssue.Kind.SHORT);
  }

  /** Cuts a file off before it is read, and counts what it is given less than was promised. */
  private static final class EntrySinkThatCuts implements EntrySink {
    private final Path file;
    private long left;

    EntrySinkThatCuts(Path file) {
      this.file = file;
    }

    @Override
    public void accept(Entry entry, ReadableByteChannel content) {
      if (entry.sparse().isEmpty()) {
        return;
      }
      sh("truncate -s 20M \"$1\"", file);
      ByteBuffer bytes = ByteBuffer.allocate(MIB);
      left = entry.dataLength();
      try {
        while (content.read(bytes.clear()) >= 0) {
          left -= bytes.position();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private List<Attribute> attributes(String path) {
    return read.entry(path).attributes().all().stream()
        .filter(attribute -> !attribute.name().equals("security.selinux"))
        .toList();
  }

  private SourceContent.Tree tree() {
    return new SourceContent.Tree(root, Selection.EVERYTHING, Set.of());
  }

  private void read(Consumer<EntryPath> beforeOpen) throws Exception {
    new TreeReader(tree(), issues, false, Clock.systemUTC(), beforeOpen).read(read);
  }

  private Path sparse(String name, long size, long... places) throws Exception {
    Path file = Files.createFile(root.resolve(name));
    for (long place : places) {
      write(file, place);
    }
    Shell.sh("truncate -s \"$1\" \"$2\"", size, file);
    return file;
  }

  private static void write(Path file, long place) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {'d', 'a', 't', 'a'}), place);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void sh(String script, Path file) {
    try {
      Shell.sh(script, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
