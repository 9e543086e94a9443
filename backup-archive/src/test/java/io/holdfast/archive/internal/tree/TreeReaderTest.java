package io.holdfast.archive.internal.tree;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.holdfast.core.DestinationException;
import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.catalog.SourceIssue;
import io.holdfast.core.plan.Selection;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeReaderTest {
  private static final String CACHE_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# mine\n";

  @TempDir private Path root;

  private final Issues issues = new Issues();
  private final RecordedTree read = new RecordedTree();

  @Test
  void entersDirectoriesInOrderOfTheirBytes() throws Exception {
    for (String name : List.of("b/z", "b/a", "b-c", "a", "B", "\u00e4", "b.d/x")) {
      file(name, name);
    }

    readAll();

    assertThat(read.paths())
        .containsExactly("", "B", "a", "b", "b/a", "b/z", "b-c", "b.d", "b.d/x", "\u00e4");
    assertThat(read.text("b/z")).isEqualTo("b/z");
    assertThat(read.entry("").type()).isEqualTo(EntryType.DIRECTORY);
    assertThat(issues.count()).isZero();
  }

  @Test
  void keepsNamesThatAreNoText() throws Exception {
    List<EntryPath> names =
        List.of(
            new EntryPath("\n\t\u001b[31m"),
            new EntryPath(" -lead"),
            new EntryPath("caf\u00e9"),
            new EntryPath("latin\u00ff\u00fe"),
            EntryPath.of("\u202egpj.exe"),
            EntryPath.of("\u65e5\u672c"));
    for (EntryPath name : names) {
      Files.writeString(RawNames.of(root.getFileSystem()).child(root, name.latin1()), "x");
    }
    Path directory = RawNames.of(root.getFileSystem()).child(root, "d\u00ff%20");
    Files.createDirectory(directory);
    Files.createSymbolicLink(directory.resolve("link"), directory.getFileName());

    readAll();

    assertThat(read.entries()).extracting(e -> e.path()).containsAll(names);
    assertThat(read.entry(new EntryPath("d\u00ff%20/link")).linkTarget())
        .contains(new EntryPath("d\u00ff%20"));
    assertThat(issues.count()).isZero();
  }

  @Test
  void keepsTheTextOfLinksAndFollowsNone() throws Exception {
    Files.createSymbolicLink(root.resolve("away"), Path.of("/no/where"));
    Files.createSymbolicLink(root.resolve("dangling"), Path.of("../no/such"));
    Files.createSymbolicLink(root.resolve("self"), Path.of("self"));
    run("ln", "-s", "a//b/", root.resolve("slashes").toString());

    readAll();

    assertThat(read.paths()).containsExactly("", "away", "dangling", "self", "slashes");
    assertThat(read.entry("away").type()).isEqualTo(EntryType.SYMLINK);
    assertThat(read.entry("away").linkTarget()).contains(EntryPath.of("/no/where"));
    assertThat(read.entry("dangling").linkTarget()).contains(EntryPath.of("../no/such"));
    assertThat(read.entry("slashes").linkTarget()).contains(EntryPath.of("a//b/"));
  }

  @Test
  void keepsModeOwnerAndTimes() throws Exception {
    Path file = file("f", "content");
    Files.setAttribute(file, "unix:mode", 06751);
    Instant time = Instant.ofEpochSecond(-86400, 500_000_000);
    // The JDK can read such a time, but not set it.
    run("touch", "-d", "@-86399.500000000", file.toString());

    readAll();

    assertThat(read.entry("f").mode()).isEqualTo(06751);
    assertThat(read.entry("f").modified()).isEqualTo(time);
    assertThat(read.entry("f").size()).isEqualTo(7);
    assertThat(read.entry("f").uid())
        .isEqualTo(((Number) Files.getAttribute(file, "unix:uid")).longValue());
  }

  @Test
  void furtherNamesOfAFileAreHardLinks() throws Exception {
    Path file = file("m/first", "content");
    Files.createLink(root.resolve("m/second"), file);
    Files.createLink(root.resolve("a-earlier"), file);
    file("single", "content");

    readAll();

    assertThat(read.entry("a-earlier").type()).isEqualTo(EntryType.FILE);
    assertThat(read.text("a-earlier")).isEqualTo("content");
    for (String path : List.of("m/first", "m/second")) {
      assertThat(read.entry(path).type()).isEqualTo(EntryType.HARD_LINK);
      assertThat(read.entry(path).linkTarget()).contains(EntryPath.of("a-earlier"));
      assertThat(read.entry(path).size()).isZero();
    }
    assertThat(read.entry("single").type()).isEqualTo(EntryType.FILE);
  }

  @Test
  void aLinkWhoseFirstNameIsExcludedIsAFile() throws Exception {
    Path file = file("a.tmp", "content");
    Files.createLink(root.resolve("b"), file);

    read(new Selection(List.of("*.tmp"), false), Set.of());

    assertThat(read.paths()).containsExactly("", "b");
    assertThat(read.text("b")).isEqualTo("content");
  }

  @Test
  void leavesOutWhatIsExcludedWithAllThatIsInIt() throws Exception {
    for (String name : List.of("logs/a.log", "logs/keep.log", "cache/x", "sub/cache/y", "z")) {
      file(name, name);
    }
    TreeReader reader =
        reader(new Selection(List.of("*.log", "!keep.log", "cache/"), false), Set.of());

    reader.read(read);

    assertThat(read.paths()).containsExactly("", "logs", "logs/keep.log", "sub", "z");
    assertThat(reader.remarks())
        .containsExactly("left out 3 excluded objects: cache, logs/a.log, sub/cache");
    assertThat(issues.count()).isZero();
  }

  @Test
  void leavesOutTheContentOfCaches() throws Exception {
    file("c/CACHEDIR.TAG", CACHE_TAG);
    file("c/big", "x");
    file("c/sub/x", "x");
    file("d/CACHEDIR.TAG", "Signature: something else, as long as the one that counts");
    file("d/big", "x");
    TreeReader reader = reader(new Selection(List.of(), true), Set.of());

    reader.read(read);

    assertThat(read.paths())
        .containsExactly("", "c", "c/CACHEDIR.TAG", "d", "d/CACHEDIR.TAG", "d/big");
    assertThat(reader.remarks()).containsExactly("left out 1 cache directory: c");
  }

  @Test
  void leavesOutOtherSourcesAndTheDestination() throws Exception {
    file("a/inner/x", "x");
    file("a/innermost", "x");
    file("backups/old", "x");

    read(
        Selection.EVERYTHING,
        Set.of(root.resolve("a/inner"), root.resolve("backups"), Path.of("/elsewhere"), root));

    assertThat(read.paths()).containsExactly("", "a", "a/innermost");
    assertThat(issues.count()).isZero();
  }

  @Test
  void leavesSocketsOutAndSaysSo() throws Exception {
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(root.resolve("app.sock")));
      TreeReader reader = reader(Selection.EVERYTHING, Set.of());

      reader.read(read);

      assertThat(read.paths()).containsExactly("");
      assertThat(reader.remarks()).containsExactly("left out 1 socket: app.sock");
      assertThat(issues.count()).isZero();
    }
  }

  @Test
  void neverOpensAFifo() throws Exception {
    run("mkfifo", "-m", "640", root.resolve("pipe").toString());

    readAll();

    assertThat(read.entry("pipe").type()).isEqualTo(EntryType.FIFO);
    assertThat(read.entry("pipe").mode()).isEqualTo(0640);
    assertThat(read.entry("pipe").size()).isZero();
  }

  @Test
  void knowsTheNumbersOfDevices() throws Exception {
    TreeReader reader =
        new TreeReader(
            new SourceContent.Tree(Path.of("/dev"), new Selection(List.of("/*/"), false), Set.of()),
            issues);

    reader.read(read);

    assertThat(read.entry("null").type()).isEqualTo(EntryType.CHARACTER_DEVICE);
    assertThat(read.entry("null").device().major()).isEqualTo(1);
    assertThat(read.entry("null").device().minor()).isEqualTo(3);
    assertThat(read.entry("zero").device().minor()).isEqualTo(5);
  }

  @Test
  void readsFilesOfAllSizesExactly() throws Exception {
    int[] sizes = {
      0, 1, 511, FileCapture.BUFFERED - 1, FileCapture.BUFFERED, FileCapture.BUFFERED + 1, 3_000_001
    };
    for (int size : sizes) {
      byte[] content = new byte[size];
      new Random(size).nextBytes(content);
      Files.write(root.resolve("s" + size), content);
    }

    readAll();

    for (int size : sizes) {
      assertThat(read.content("s" + size)).isEqualTo(Files.readAllBytes(root.resolve("s" + size)));
    }
    assertThat(issues.listed()).isEmpty();
  }

  @Test
  void aMissingRootIsTroubleWithTheSource() {
    Path missing = root.resolve("no\nsuch");
    TreeReader reader =
        new TreeReader(new SourceContent.Tree(missing, Selection.EVERYTHING, Set.of()), issues);

    assertThatThrownBy(() -> reader.read(read))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("no\\x0asuch")
        .hasMessageEndingWith(": it does not exist");
    assertThat(read.paths()).isEmpty();
  }

  @Test
  void aFileAsRootIsTroubleWithTheSource() throws Exception {
    Path file = file("f", "x");
    TreeReader reader =
        new TreeReader(new SourceContent.Tree(file, Selection.EVERYTHING, Set.of()), issues);

    assertThatThrownBy(() -> reader.read(read))
        .isInstanceOf(SourceException.class)
        .hasMessageEndingWith(": it is not a directory");
  }

  @Test
  void readsADirectoryThatTheRootIsALinkTo() throws Exception {
    file("real/x", "x");
    Path link = Files.createSymbolicLink(root.resolve("link"), Path.of("real"));

    new TreeReader(
            new SourceContent.Tree(link, Selection.EVERYTHING, Set.of(link.resolve("y"))), issues)
        .read(read);

    assertThat(read.paths()).containsExactly("", "x");
    assertThat(read.entry("").type()).isEqualTo(EntryType.DIRECTORY);
  }

  @Test
  void goesDeeperThanHandlesAreHeldAndComesBack() throws Exception {
    Path directory = root;
    for (int i = 0; i < 300; i++) {
      directory = Files.createDirectory(directory.resolve("d"));
      Files.writeString(directory.resolve("after"), "" + i);
      Files.writeString(directory.resolve("z"), "" + i);
    }

    readAll();

    assertThat(read.entries()).hasSize(901);
    assertThat(read.text("d/".repeat(300) + "z")).isEqualTo("299");
    assertThat(read.text("d/z")).isEqualTo("0");
    assertThat(issues.listed()).isEmpty();
  }

  @Test
  void aPathTooLongForTheKernelIsAnIssue() throws Exception {
    run(
        "sh",
        "-c",
        "cd \"$1\" && n=$(printf '%0250d' 7) && for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18;"
            + " do mkdir $n && cd -P $n || exit 1; done",
        "sh",
        root.toString());

    readAll();

    assertThat(issues.count()).isEqualTo(1);
    assertThat(issues.listed().get(0).kind()).isEqualTo(SourceIssue.Kind.UNREADABLE);
    run("sh", "-c", "rm -rf \"$1\"/0*", "sh", root.toString());
  }

  @Test
  void aDirectoryThatContainsItselfIsAnIssue() throws Exception {
    Files.createDirectories(root.resolve("a/b"));
    assumeTrue(
        new ProcessBuilder(
                    "mount", "--bind", root.resolve("a").toString(), root.resolve("a/b").toString())
                .start()
                .waitFor()
            == 0,
        "needs the right to mount");
    try {
      readAll();
    } finally {
      run("umount", root.resolve("a/b").toString());
    }

    assertThat(read.paths()).containsExactly("", "a");
    assertThat(issues.listed())
        .containsExactly(
            new SourceIssue(
                SourceIssue.Kind.UNREADABLE,
                Optional.of(EntryPath.of("a/b")),
                "not saved: a mount makes the directory contain itself"));
  }

  @Test
  void measuresWhatItWouldRead() throws Exception {
    Path file = file("a/f", "12345");
    Files.createLink(root.resolve("a/g"), file);
    file("x.tmp", "left out");
    file("h", "123");

    var extent = reader(new Selection(List.of("*.tmp"), false), Set.of()).measure();

    assertThat(extent.entries()).isEqualTo(5);
    assertThat(extent.bytes()).isEqualTo(8);
  }

  @Test
  void readsFileSystemsInMemory() throws Exception {
    try (FileSystem memory =
        Jimfs.newFileSystem(
            Configuration.unix().toBuilder().setAttributeViews("posix", "owner", "unix").build())) {
      Path base = Files.createDirectories(memory.getPath("/data/\u00e4/sub"));
      Files.writeString(base.resolve("f"), "content");
      Files.createLink(base.resolve("g"), base.resolve("f"));
      Files.createSymbolicLink(base.resolve("l"), memory.getPath("../\u00e4"));

      new TreeReader(
              new SourceContent.Tree(memory.getPath("/data"), Selection.EVERYTHING, Set.of()),
              issues)
          .read(read);

      assertThat(read.paths())
          .containsExactly(
              "", "\u00e4", "\u00e4/sub", "\u00e4/sub/f", "\u00e4/sub/g", "\u00e4/sub/l");
      assertThat(read.text("\u00e4/sub/f")).isEqualTo("content");
      assertThat(read.entry("\u00e4/sub/g").type()).isEqualTo(EntryType.HARD_LINK);
      assertThat(read.entry("\u00e4/sub/l").linkTarget()).contains(EntryPath.of("../\u00e4"));
    }
  }

  @Test
  void stopsWhenInterrupted() throws Exception {
    file("a", "x");
    Thread.currentThread().interrupt();

    assertThatThrownBy(this::readAll).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void anInterruptInsideALargeFileIsNoIssue() throws Exception {
    Files.write(root.resolve("a"), new byte[FileCapture.BUFFERED * 2]);

    assertThatThrownBy(
            () ->
                reader(Selection.EVERYTHING, Set.of())
                    .read(
                        (entry, content) -> {
                          if (entry.size() > 0) {
                            Thread.currentThread().interrupt();
                            try {
                              content.read(ByteBuffer.allocate(1));
                            } catch (IOException e) {
                              throw new DestinationException("copying failed", e);
                            }
                          }
                        }))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(issues.count()).isZero();
  }

  private Path file(String name, String content) throws IOException {
    Path file = RawNames.of(root.getFileSystem()).child(root, EntryPath.of(name).latin1());
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private void readAll() throws Exception {
    read(Selection.EVERYTHING, Set.of());
  }

  private void read(Selection selection, Set<Path> leaveOut) throws Exception {
    reader(selection, leaveOut).read(read);
  }

  private TreeReader reader(Selection selection, Set<Path> leaveOut) {
    return new TreeReader(new SourceContent.Tree(root, selection, leaveOut), issues);
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), US_ASCII);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
