package io.holdfast.archive.internal.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import io.holdfast.core.catalog.SparseMap;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeWriterTest {
  private static final Instant TIME = Instant.parse("2024-05-06T07:08:09.123456789Z");

  @TempDir private Path temporary;
  private Path victim;
  private Path root;
  private TreeWriter writer;

  /** Beside the target stands a directory that must be neither read nor written nor deleted. */
  @BeforeEach
  void makeVictim() throws Exception {
    victim = Files.createDirectories(temporary.resolve("victim"));
    Files.writeString(victim.resolve("file"), "victim");
    root = temporary.resolve("target");
    writer = new TreeWriter(root, false);
  }

  @AfterEach
  void close() {
    writer.close();
  }

  @Test
  void makesTheRootAndItsParents() throws Exception {
    writer = new TreeWriter(root.resolve("a/b"), false);

    assertThat(file("f", "x")).isEmpty();

    assertThat(root.resolve("a/b/f")).hasContent("x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../victim/x",
        "a/../../victim/x",
        "/victim/x",
        "a//b",
        "a/./b",
        "./a",
        "a/",
        "..",
        ".",
        "//x",
        "a\0b"
      })
  void refusesPathsThatLeaveTheTarget(String path) throws Exception {
    for (Entry entry :
        List.of(
            entry(path, EntryType.FILE, ""),
            entry(path, EntryType.DIRECTORY, ""),
            entry(path, EntryType.SYMLINK, "x"))) {
      assertThat(write(entry, "")).hasValueSatisfying(p -> assertThat(p).contains("its path "));
    }

    assertThat(list(root)).isEmpty();
    assertVictimUntouched();
  }

  @Test
  void writesThroughNoLinkThatAnEntryBrought() throws Exception {
    assertThat(symlink("up", "../victim")).isEmpty();
    assertThat(symlink("here", ".")).isEmpty();
    assertThat(symlink("chain", "up")).isEmpty();

    for (String path : List.of("up/x", "here/up/x", "chain/x", "up/d/e")) {
      assertThat(file(path, "x"))
          .hasValueSatisfying(
              p -> assertThat(p).endsWith("is a symbolic link, which is not followed"));
    }
    assertThat(directory("up/file")).isPresent();
    assertThat(hardLink("mine", "up/file")).isPresent();

    assertVictimUntouched();
    assertThat(list(root)).containsExactly("chain", "here", "up");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void writesThroughNoLinkThatStoodThere(boolean overwrite) throws Exception {
    Files.createDirectories(root);
    Files.createSymbolicLink(root.resolve("x"), victim);
    Files.createSymbolicLink(root.resolve("dangling"), victim.resolve("new"));
    writer = new TreeWriter(root, overwrite);

    assertThat(file("x/file", "evil")).isPresent();
    assertThat(file("dangling", "evil").isPresent()).isEqualTo(!overwrite);
    assertThat(hardLink("mine", "x/file")).isPresent();
    assertThat(hardLink("mine", "../victim/file")).isPresent();
    assertThat(hardLink("mine", "/etc/hostname")).isPresent();

    assertVictimUntouched();
  }

  @Test
  void aDirectoryReplacesTheLinkThatStandsInItsPlaceOnlyWhenTold() throws Exception {
    Files.createDirectories(root);
    Files.createSymbolicLink(root.resolve("x"), victim);

    assertThat(directory("x")).hasValue("x: not written: something stands there already");
    writer = new TreeWriter(root, true);
    assertThat(directory("x")).isEmpty();
    assertThat(file("x/file", "mine")).isEmpty();
    writer.finish();

    assertThat(root.resolve("x")).isDirectory();
    assertThat(root.resolve("x/file")).hasContent("mine");
    assertVictimUntouched();
  }

  @Test
  void aDirectoryThatBecomesALinkIsNoLongerEntered() throws Exception {
    assertThat(directory("d")).isEmpty();
    assertThat(symlink("d", "../victim")).isEmpty();
    assertThat(file("d/file", "evil")).isPresent();
    assertThat(writer.finish()).isEmpty();

    assertVictimUntouched();
  }

  @Test
  void metadataOfADirectoryThatWasReplacedGoesNowhere() throws Exception {
    assertThat(directory("d")).isEmpty();
    Files.delete(root.resolve("d"));
    Files.createSymbolicLink(root.resolve("d"), victim);

    assertThat(writer.finish()).containsExactly("d: owner, mode and time not set: it is gone");

    assertVictimUntouched();
  }

  @Test
  void anExistingHardLinkIsReplacedAndNotWrittenThrough() throws Exception {
    Files.createDirectories(root);
    Files.createLink(root.resolve("f"), victim.resolve("file"));
    writer = new TreeWriter(root, true);

    assertThat(file("f", "mine")).isEmpty();

    assertThat(root.resolve("f")).hasContent("mine");
    assertVictimUntouched();
  }

  @Test
  void hardLinksToLinksAndSpecialFilesItWrote() throws Exception {
    Files.createDirectories(root);
    Files.writeString(root.resolve("other"), "x");
    Files.createSymbolicLink(root.resolve("planted"), Path.of("../victim/file"));
    writer = new TreeWriter(root, true);
    symlink("symbolic", "../victim/file");
    directory("d");

    assertThat(hardLink("a", "planted")).isPresent();
    assertThat(hardLink("d/b", "symbolic")).isEmpty();
    assertThat(hardLink("c", "d/b")).isEmpty();

    assertThat(Files.readSymbolicLink(root.resolve("d/b"))).hasToString("../victim/file");
    assertThat(links(root.resolve("symbolic"))).isEqualTo(3);
    assertVictimUntouched();
  }

  @Test
  void hardLinksOnlyToFilesItWrote() throws Exception {
    Files.createDirectories(root);
    Files.createLink(root.resolve("planted"), victim.resolve("file"));
    writer = new TreeWriter(root, true);
    file("written", "x");
    symlink("symbolic", "../victim/file");
    directory("d");
    file("d/in", "y");

    assertThat(hardLink("a", "planted")).isPresent();
    assertThat(hardLink("c", "c")).isPresent();
    assertThat(hardLink("c", "later")).hasValueSatisfying(p -> assertThat(p).contains("later"));
    assertThat(hardLink("c", "d")).isPresent();
    assertThat(hardLink("good", "written")).isEmpty();
    assertThat(hardLink("d/good", "d/in")).isEmpty();
    assertThat(hardLink("good", "written")).isEmpty();

    assertThat(links(root.resolve("written"))).isEqualTo(2);
    assertThat(list(root)).containsExactly("d", "good", "planted", "symbolic", "written");
    assertVictimUntouched();
  }

  @Test
  void ofEntriesWithTheSamePathTheLastOneStays() throws Exception {
    file("a", "first");
    assertThat(file("a", "second")).isEmpty();
    file("b", "file");
    assertThat(directory("b")).isEmpty();
    assertThat(file("b/x", "x")).isEmpty();
    assertThat(file("b", "file again"))
        .hasValue("b: not written: a directory that is not empty stands there");
    directory("c");
    assertThat(file("c", "file")).isEmpty();
    assertThat(file("c/x", "x")).hasValue("c/x: not written: its directory c is not a directory");

    assertThat(root.resolve("a")).hasContent("second");
    assertThat(root.resolve("b/x")).hasContent("x");
    assertThat(root.resolve("c")).hasContent("file");
  }

  @Test
  void leavesWhatStandsThereUnlessTold() throws Exception {
    Files.createDirectories(root.resolve("full/x"));
    Files.createDirectories(root.resolve("hollow"));
    Files.writeString(root.resolve("f"), "old");

    assertThat(file("f", "new")).hasValue("f: not written: something stands there already");
    assertThat(symlink("f", "new")).isPresent();
    assertThat(file("hollow", "new")).isPresent();
    assertThat(directory("full")).isPresent();
    assertThat(file("full/y", "new")).isEmpty();
    assertThat(root.resolve("f")).hasContent("old");

    writer = new TreeWriter(root, true);
    assertThat(file("f", "new")).isEmpty();
    assertThat(file("hollow", "new")).isEmpty();
    assertThat(file("full", "new")).isPresent();
    assertThat(root.resolve("f")).hasContent("new");
    assertThat(root.resolve("hollow")).hasContent("new");
    assertThat(list(root)).containsExactly("f", "full", "hollow");
  }

  @Test
  void damagedContentNeverGetsItsName() throws Exception {
    List<String> outcomes = new ArrayList<>();
    for (Proof proof : List.of(new Proof("good", true), new Proof("bad", false))) {
      later(proof.name, proof, outcomes);
      proof.ready = true;
    }
    assertThat(write(entry("h", EntryType.FILE, "", 9), content("short")))
        .hasValue("h: not written: its content has 5 bytes instead of 9");

    assertThat(outcomes).containsExactly("good", "bad: not written: it is bad");
    assertThat(list(root)).containsExactly("good");
  }

  @Test
  void aFileGetsItsNameOnceItIsProvenAndNotBefore() throws Exception {
    List<String> outcomes = new ArrayList<>();
    Proof good = new Proof("good", true);
    later("good", good, outcomes);
    later("bad", new Proof("bad", false), outcomes);
    assertThat(directory("d")).isEmpty();

    assertThat(root.resolve("good")).doesNotExist();
    assertThat(outcomes).isEmpty();
    good.ready = true;
    assertThat(directory("e")).isEmpty();
    assertThat(root.resolve("good")).hasContent("good");
    assertThat(outcomes).containsExactly("good");
    assertThat(writer.finish()).isEmpty();
    assertThat(outcomes).containsExactly("good", "bad: not written: it is bad");
    assertThat(list(root)).containsExactly("d", "e", "good");
  }

  @Test
  void whatDependsOnAFileWaitsForItsProof() throws Exception {
    List<String> outcomes = new ArrayList<>();
    later("good", new Proof("good", true), outcomes);
    assertThat(hardLink("link", "good")).isEmpty();
    later("bad", new Proof("bad", false), outcomes);
    assertThat(hardLink("other", "bad"))
        .hasValue("other: not written: it is a hard link to bad, which was not restored");
    later("twice", new Proof("twice", false), outcomes);
    later("twice", new Proof("again", true), outcomes);
    later("file", new Proof("file", true), outcomes);
    assertThat(file("file/below", "x"))
        .hasValue("file/below: not written: its directory file is not a directory");
    assertThat(symlink("good", "file")).isEmpty();
    later("last", new Proof("last", true), outcomes);
    assertThat(directory("d")).isEmpty();
    later("d", new Proof("d", true), outcomes);
    assertThat(writer.finish()).isEmpty();

    assertThat(outcomes)
        .containsExactly(
            "good",
            "bad: not written: it is bad",
            "twice: not written: it is twice",
            "twice",
            "file",
            "last",
            "d");
    assertThat(list(root)).containsExactly("d", "file", "good", "last", "link", "twice");
    assertThat(root.resolve("twice")).hasContent("again");
    assertThat(Files.isSymbolicLink(root.resolve("good"))).isTrue();
    assertThat(root.resolve("link")).hasContent("good");
    assertThat(root.resolve("d")).hasContent("d");
  }

  @Test
  void onlySoManyFilesWaitAtOnce() throws Exception {
    List<String> outcomes = new ArrayList<>();
    for (int i = 0; i < TreeWriter.MOST_UNPROVEN; i++) {
      later("f" + i, new Proof("", true), outcomes);
    }
    assertThat(outcomes).isEmpty();

    later("more", new Proof("", true), outcomes);

    assertThat(outcomes).containsExactly("f0");
    writer.close();
    assertThat(outcomes).endsWith("more");
  }

  @Test
  void whatIsProvenStaysAndNothingElseWhenTheWritingEndsEarly() throws Exception {
    Files.createDirectories(root);
    Files.writeString(root.resolve("bad"), "old");
    writer = new TreeWriter(root, true);
    List<String> outcomes = new ArrayList<>();
    later("good", new Proof("good", true), outcomes);
    later("bad", new Proof("bad", false), outcomes);
    later("fine", new Proof("fine", true), outcomes);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> file("more", "x")).isInstanceOf(InterruptedException.class);

    writer.close();

    assertThat(list(root)).containsExactly("bad", "fine", "good");
    assertThat(root.resolve("bad")).hasContent("old");
  }

  @Test
  void passesOnWhatTheContentThrows() throws Exception {
    IOException damage = new IOException("chunk 7 is damaged");
    InputStream broken =
        new SequenceInputStream(
            content("begin"),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw damage;
              }

              @Override
              public int read(byte[] into, int offset, int length) throws IOException {
                throw damage;
              }
            });

    assertThatThrownBy(() -> write(entry("f", EntryType.FILE, "", 9), broken)).isSameAs(damage);

    assertThat(list(root)).isEmpty();
  }

  @Test
  void directoriesCanBeWrittenIntoUntilTheyAreFinished() throws Exception {
    write(entry("", EntryType.DIRECTORY, "", 0, 0555), "");
    write(entry("d", EntryType.DIRECTORY, "", 0, 0500), "");
    assertThat(file("d/f", "x")).isEmpty();
    assertThat(file("implied/f", "x")).isEmpty();
    assertThat(writer.finish()).isEmpty();

    for (Path directory : List.of(root, root.resolve("d"))) {
      assertThat(Files.getLastModifiedTime(directory).toInstant()).isEqualTo(TIME);
    }
    assertThat(mode(root.resolve("d"))).isEqualTo(0500);
    assertThat(mode(root)).isEqualTo(0555);
  }

  @Test
  void aMissingOwnerIsNotedOnceAndTakesTheSetUserIdBitAway() throws Exception {
    // No system can give this number away.
    for (String path : List.of("a", "b\u001b")) {
      Entry entry =
          new Entry(
              EntryPath.of(path),
              EntryType.FILE,
              0,
              06755,
              4294967295L,
              4294967295L,
              TIME,
              Optional.empty(),
              Entry.Device.NONE);
      assertThat(write(entry, "")).isEmpty();
    }

    assertThat(mode(root.resolve("a"))).isEqualTo(0755);
    assertThat(writer.notes())
        .containsExactly(
            "owner or group not kept for 2 entries, the first is a",
            "set-user-ID or set-group-ID bit dropped with the owner for 2 entries, the first is a");
  }

  @Test
  void aTimeTheFileSystemBendsIsNoted() throws Exception {
    Entry entry =
        new Entry(
            EntryPath.of("far"),
            EntryType.FILE,
            0,
            0644,
            0,
            0,
            Instant.parse("9999-12-31T23:59:59.5Z"),
            Optional.empty(),
            Entry.Device.NONE);

    assertThat(write(entry, "")).isEmpty();

    Instant kept = Files.getLastModifiedTime(root.resolve("far")).toInstant();
    assumeTrue(!kept.equals(entry.modified()), "this file system has room for the year 9999");
    assertThat(writer.notes()).anyMatch(n -> n.startsWith("time of modification not kept exactly"));
  }

  @Test
  void aTargetThatCannotBeWrittenEndsTheRestore() throws Exception {
    Files.writeString(root, "a file");

    assertThatThrownBy(() -> file("f", "x"))
        .isInstanceOf(DestinationException.class)
        .hasMessageStartingWith("cannot write into " + root + ": ");
  }

  @Test
  void aFullTargetEndsTheRestoreAndLeavesNoHalfFile() throws Exception {
    Files.createDirectories(root);
    assumeTrue(
        Shell.can("mount -t tmpfs -o size=1m none \"$1\"", root), "needs the right to mount");
    try {
      assertThat(file("small", "x")).isEmpty();

      assertThatThrownBy(
              () ->
                  write(
                      entry("big", EntryType.FILE, "", 4 << 20),
                      new ByteArrayInputStream(new byte[4 << 20])))
          .isInstanceOf(DestinationException.class)
          .hasMessageContaining("No space left");
      assertThat(list(root)).containsExactly("small");
    } finally {
      writer.close();
      Shell.sh("umount \"$1\"", root);
    }
  }

  @Test
  void whatCannotFitIsRefusedBeforeItIsRead() throws Exception {
    InputStream neverRead =
        new InputStream() {
          @Override
          public int read() {
            throw new AssertionError("read");
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            throw new AssertionError("read");
          }
        };

    assertThatThrownBy(() -> write(entry("bomb", EntryType.FILE, "", 1L << 60), neverRead))
        .isInstanceOf(DestinationException.class)
        .hasMessageStartingWith("cannot write into " + root + ": No space left for a file of ");
    assertThat(list(root)).isEmpty();
  }

  @Test
  void aFileOfHolesTakesNoRoom() throws Exception {
    Entry entry =
        entry("holes", EntryType.FILE, "", 1L << 40).with(Optional.of(new SparseMap(List.of())));

    assertThat(write(entry, "")).isEmpty();

    assertThat(Files.size(root.resolve("holes"))).isEqualTo(1L << 40);
  }

  @Test
  void aHoleOfAManifestTakesNoDataAway() throws Exception {
    String content = "\0".repeat(100_000) + "data" + "\0".repeat(200_000) + "x";
    int size = content.length();
    SparseMap lie = SparseMap.filled(List.of(new SparseMap.Region(0, size)), size);

    assertThat(write(entry("f", EntryType.FILE, "", size).with(Optional.of(lie)), content))
        .isEmpty();

    assertThat(Files.readString(root.resolve("f"))).isEqualTo(content);
  }

  @Test
  void aFilledFileThatEndsEarlyIsRefused() throws Exception {
    SparseMap map = SparseMap.filled(List.of(new SparseMap.Region(4, 6)), 10);

    assertThat(write(entry("f", EntryType.FILE, "", 10).with(Optional.of(map)), "1234\0"))
        .hasValue("f: not written: its content has 5 bytes instead of 10");
    assertThat(list(root)).isEmpty();
  }

  @Test
  void dataBehindTheEndOfAFileIsRefused() throws Exception {
    SparseMap map = new SparseMap(List.of(new SparseMap.Region(8, 8)));

    assertThat(write(entry("f", EntryType.FILE, "", 9).with(Optional.of(map)), "12345678"))
        .hasValue("f: not written: it has data behind its end");
    assertThat(list(root)).isEmpty();
  }

  @Test
  void whatGivesRightsIsProvenBeforeItGetsThem() throws Exception {
    List<String> outcomes = new ArrayList<>();
    Entry entry = entry("program", EntryType.FILE, "", 3, 04755);
    Proof bad =
        new Proof("bad", false) {
          @Override
          public Optional<String> await() throws IOException {
            assertThat(modesIn(root)).isNotEmpty().allMatch(mode -> mode == 0600);
            return super.await();
          }
        };

    writer.write(
        entry,
        content("bad"),
        Optional.of(bad),
        problem -> outcomes.add(problem.orElse("written")));
    writer.finish();

    assertThat(outcomes).containsExactly("program: not written: it is bad");
    assertThat(list(root)).isEmpty();
  }

  @Test
  void aFileThatWhoeverProvesItCannotWriteEndsTheRestore() throws Exception {
    Proof broken =
        new Proof("f", true) {
          @Override
          public boolean writeTo(Receiver file) {
            return true;
          }

          @Override
          public Optional<String> await() throws IOException {
            throw new IOException("No space left on device");
          }
        };
    later("f", broken, new ArrayList<>());

    assertThatThrownBy(() -> writer.finish())
        .isInstanceOf(DestinationException.class)
        .hasMessageContaining("No space left on device");
    writer.close();
    assertThat(list(root)).isEmpty();
  }

  @Test
  void aContentThatEndsEarlyIsNotWrittenAnyMoreWhenItsFileIsClosed() throws Exception {
    List<String> calls = new ArrayList<>();
    Proof written =
        new Proof("f", true) {
          @Override
          public boolean writeTo(Receiver file) {
            return true;
          }

          @Override
          public void abandon() {
            calls.add("abandoned with " + modesIn(root).size() + " file");
          }
        };

    writer.write(
        entry("f", EntryType.FILE, "", 5),
        content("123"),
        Optional.of(written),
        problem -> calls.add(problem.orElse("written")));

    assertThat(calls)
        .containsExactly(
            "abandoned with 1 file", "f: not written: its content has 3 bytes instead of 5");
    assertThat(list(root)).isEmpty();
  }

  @Test
  void moreDirectoriesThanFitIntoMemoryEndTheRestore() throws Exception {
    Files.createDirectories(root);
    RawNames names = RawNames.of(root.getFileSystem());
    try (TargetDirectories directories =
        new TargetDirectories(new PathDirectory(root, names), true, 3)) {
      directories.place(EntryPath.of("a/b/x"));

      assertThatThrownBy(() -> directories.place(EntryPath.of("a/b/c/x")))
          .isInstanceOf(DestinationException.class)
          .hasMessageContaining("more than 3 directories");
    }
  }

  @Test
  void aTargetWithoutRoomForNamesEndsTheRestore() throws Exception {
    Files.createDirectories(root);
    assumeTrue(
        Shell.can("mount -t tmpfs -o nr_inodes=4 none \"$1\"", root), "needs the right to mount");
    try {
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 9; i++) {
                  assertThat(file("f" + i, "x")).isEmpty();
                }
              })
          .isInstanceOf(DestinationException.class)
          .hasMessageContaining("No space left");
    } finally {
      writer.close();
      Shell.sh("umount \"$1\"", root);
    }
  }

  @Test
  void aNameThatIsTooLongCostsItsEntryOnly() throws Exception {
    assertThat(file("x".repeat(256), "x"))
        .hasValueSatisfying(p -> assertThat(p).contains("too long"));
    assertThat(file(("x".repeat(250) + "/").repeat(20) + "f", "x")).isPresent();
    assertThat(file("f", "x")).isEmpty();
  }

  @Test
  void stopsWhenInterruptedAndLeavesNoHalfFile() throws Exception {
    InputStream interrupting =
        new InputStream() {
          private int left = 1 << 20;

          @Override
          public int read() {
            Thread.currentThread().interrupt();
            return left-- > 0 ? 0 : -1;
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            Thread.currentThread().interrupt();
            int count = Math.min(length, left);
            left -= count;
            return count == 0 ? -1 : count;
          }
        };

    assertThatThrownBy(() -> write(entry("f", EntryType.FILE, "", 1 << 20), interrupting))
        .isInstanceOf(InterruptedException.class);

    assertThat(Thread.interrupted()).isFalse();
    assertThat(list(root)).isEmpty();
  }

  @Test
  void writesIntoFileSystemsInMemory() throws Exception {
    try (FileSystem memory =
        Jimfs.newFileSystem(
            Configuration.unix().toBuilder().setAttributeViews("posix", "owner", "unix").build())) {
      Path base = memory.getPath("/restored");
      writer = new TreeWriter(base, false);

      assertThat(directory("d\u00e4")).isEmpty();
      assertThat(file("d\u00e4/f", "x")).isEmpty();
      assertThat(hardLink("d\u00e4/g", "d\u00e4/f")).isEmpty();
      assertThat(symlink("l", "d\u00e4/f")).isEmpty();
      assertThat(write(entry(new EntryPath("\u00ff"), EntryType.FILE, "", 0, 0644), ""))
          .hasValue("\\xff: not written: this file system cannot have such a name: not UTF-8");
      assertThat(writer.finish()).isEmpty();

      assertThat(Files.readString(base.resolve("l"))).isEqualTo("x");
      assertThat(Files.getLastModifiedTime(base.resolve("d\u00e4/g"))).isNotNull();
      assertThat(Files.getPosixFilePermissions(base.resolve("d\u00e4/f"))).hasSize(3);
    }
  }

  private Optional<String> file(String path, String content) throws Exception {
    return write(entry(path, EntryType.FILE, "", content.length()), content);
  }

  private Optional<String> directory(String path) throws Exception {
    return write(entry(path, EntryType.DIRECTORY, "", 0, 0755), "");
  }

  private Optional<String> symlink(String path, String target) throws Exception {
    return write(entry(path, EntryType.SYMLINK, target), "");
  }

  private Optional<String> hardLink(String path, String target) throws Exception {
    return write(entry(path, EntryType.HARD_LINK, target), "");
  }

  private Optional<String> write(Entry entry, String content) throws Exception {
    return write(entry, content(content));
  }

  private Optional<String> write(Entry entry, InputStream content) throws Exception {
    List<Optional<String>> outcome = new ArrayList<>();
    writer.write(entry, content, Optional.empty(), outcome::add);
    assertThat(outcome).hasSize(1);
    return outcome.get(0);
  }

  /** Writes the proof's name as a file whose outcome is its path or its problem. */
  private void later(String path, Proof proof, List<String> outcomes) throws Exception {
    Entry entry = entry(path, EntryType.FILE, "", proof.name.length());
    writer.write(
        entry,
        content(proof.name),
        Optional.of(proof),
        problem -> outcomes.add(problem.orElse(path)));
  }

  /** A proof that is ready when it is told to be, or waited for. */
  private static class Proof implements ContentProof {
    private final String name;
    private final boolean good;
    private boolean ready;

    Proof(String name, boolean good) {
      this.name = name;
      this.good = good;
    }

    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public Optional<String> await() throws IOException {
      ready = true;
      return good ? Optional.empty() : Optional.of("it is " + name);
    }
  }

  private static InputStream content(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  private static Entry entry(String path, EntryType type, String target) {
    return entry(path, type, target, 0);
  }

  private static Entry entry(String path, EntryType type, String target, long size) {
    return entry(path, type, target, size, 0640);
  }

  private static Entry entry(String path, EntryType type, String target, long size, int mode) {
    return entry(EntryPath.of(path), type, target, size, mode);
  }

  private static Entry entry(EntryPath path, EntryType type, String target, long size, int mode) {
    return new Entry(
        path,
        type,
        size,
        mode,
        0,
        0,
        TIME,
        target.isEmpty() ? Optional.empty() : Optional.of(EntryPath.of(target)),
        Entry.Device.NONE);
  }

  private static List<String> list(Path directory) throws IOException {
    try (Stream<Path> content = Files.list(directory)) {
      return content.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  private static int mode(Path path) throws IOException {
    return (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
  }

  private static List<Integer> modesIn(Path directory) {
    try (Stream<Path> content = Files.list(directory)) {
      List<Integer> modes = new ArrayList<>();
      for (Path path : content.toList()) {
        modes.add(mode(path));
      }
      return modes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int links(Path path) throws IOException {
    return (int) Files.getAttribute(path, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
  }

  private void assertVictimUntouched() throws IOException {
    assertThat(list(victim)).containsExactly("file");
    assertThat(victim.resolve("file")).hasContent("victim");
    assertThat(Files.getLastModifiedTime(victim).toInstant()).isNotEqualTo(TIME);
    assertThat(Files.getLastModifiedTime(victim.resolve("file")).toInstant()).isNotEqualTo(TIME);
  }
}
