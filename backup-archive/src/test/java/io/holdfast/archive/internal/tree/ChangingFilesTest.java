package io.holdfast.archive.internal.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.catalog.SourceIssue;
import io.holdfast.core.plan.Selection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources that do not hold still while they are read. */
class ChangingFilesTest {
  private static final int LARGE = FileCapture.BUFFERED * 3;

  @TempDir private Path temporary;

  private final Issues issues = new Issues();
  private final RecordedTree read = new RecordedTree();

  /** Something that happens to the source. */
  @FunctionalInterface
  private interface Change {
    void happen() throws IOException, InterruptedException;
  }

  @Test
  void aSmallFileThatChangesOnceIsReadAgain() throws Exception {
    Path file = file("f", "first");

    readWith(once(() -> Files.writeString(file, "the second content")));

    assertThat(read.text("f")).isEqualTo("the second content");
    assertThat(read.entry("f").size()).isEqualTo(18);
    assertThat(read.entry("f").modified()).isEqualTo(Files.getLastModifiedTime(file).toInstant());
    assertThat(issues.count()).isZero();
  }

  @Test
  void aSmallFileThatNeverRestsIsSavedAndFlagged() throws Exception {
    Path file = file("f", "x");
    AtomicInteger counter = new AtomicInteger();

    readWith(() -> Files.writeString(file, "y".repeat(counter.incrementAndGet() + 1)));

    assertThat(kinds()).containsExactly(SourceIssue.Kind.CHANGED);
    assertThat(counter.get()).isGreaterThan(1);
    assertThat(read.content("f").length).isEqualTo((int) read.entry("f").size());
  }

  @Test
  void rewritingWithTheSameSizeAndTimeIsNoticed() throws Exception {
    Path file = file("f", "abc");
    FileTime time = FileTime.fromMillis(1_000_000_000_000L);
    Files.setLastModifiedTime(file, time);

    readWith(
        () -> {
          Files.writeString(file, "xyz");
          Files.setLastModifiedTime(file, time);
        });

    assertThat(kinds()).containsExactly(SourceIssue.Kind.CHANGED);
    assertThat(read.text("f")).isEqualTo("xyz");
  }

  @Test
  void aFileThatIsReplacedIsReadAgain() throws Exception {
    Path file = file("f", "old");
    Path other = Files.writeString(temporary.resolve("other"), "new and longer");

    readWith(once(() -> Files.move(other, file, StandardCopyOption.REPLACE_EXISTING)));

    assertThat(read.text("f")).isEqualTo("new and longer");
    assertThat(issues.count()).isZero();
  }

  /** If the wrong file were remembered, the other name of the old one would lead to new content. */
  @Test
  void theOtherNameOfAReplacedFileKeepsItsContent() throws Exception {
    Path file = file("f", "old");
    Files.createLink(tree().resolve("g"), file);
    Path other = Files.writeString(temporary.resolve("other"), "new");

    readWith(once(() -> Files.move(other, file, StandardCopyOption.REPLACE_EXISTING)));

    assertThat(read.text("f")).isEqualTo("new");
    assertThat(read.entry("g").type()).isEqualTo(EntryType.FILE);
    assertThat(read.text("g")).isEqualTo("old");
  }

  @Test
  void aFileThatOutgrowsTheBufferIsReadAsALargeOne() throws Exception {
    Path file = file("f", "x");

    readWith(once(() -> Files.write(file, new byte[LARGE])));

    assertThat(read.content("f")).hasSize(LARGE);
    assertThat(issues.count()).isZero();
  }

  @Test
  void aLinkInPlaceOfAFileIsNeverFollowed() throws Exception {
    Path secret = Files.writeString(temporary.resolve("secret"), "secret");
    Path file = file("f", "x");

    readWith(
        () -> {
          Files.delete(file);
          Files.createSymbolicLink(file, secret);
        });

    assertThat(read.entry("f").type()).isEqualTo(EntryType.SYMLINK);
    assertThat(read.content("f")).isEmpty();
  }

  @Test
  void aFifoInPlaceOfAFileDoesNotHoldTheReader() throws Exception {
    Path small = file("f", "x");
    Path large = large("large");

    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () ->
            readWith(
                () -> {
                  for (Path file : List.of(small, large)) {
                    Files.deleteIfExists(file);
                    assertThat(Shell.can("mkfifo \"$1\"", file)).isTrue();
                  }
                }));

    assertThat(read.entry("f").type()).isEqualTo(EntryType.FIFO);
    assertThat(read.entry("large").type()).isEqualTo(EntryType.FIFO);
    assertThat(issues.listed()).isEmpty();
  }

  @Test
  void aFileThatVanishesIsAnIssue() throws Exception {
    Path file = file("f", "x");
    file("g", "y");

    readWith(() -> Files.deleteIfExists(file));

    assertThat(read.paths()).containsExactly("", "g");
    assertThat(kinds()).containsExactly(SourceIssue.Kind.VANISHED);
  }

  @Test
  void aDirectoryThatBecomesALinkToSomewhereElseIsLeft() throws Exception {
    Path outside = Files.createDirectories(temporary.resolve("outside"));
    Files.writeString(outside.resolve("b"), "secret");
    Files.writeString(outside.resolve("c"), "secret");
    file("d/a", "x");
    file("d/b", "inside");
    file("d/c", "inside");

    readWith(
        once(
            () -> {
              Files.move(tree().resolve("d"), tree().resolve("moved"));
              Files.createSymbolicLink(tree().resolve("d"), outside);
            }));

    for (String path : read.paths()) {
      assertThat(read.text(path)).doesNotContain("secret");
    }
    assertThat(kinds()).contains(SourceIssue.Kind.UNREADABLE);
  }

  @Test
  void aLargeFileThatGrowsIsCutAtItsSize() throws Exception {
    Path file = large("f");

    readWhileSaving(() -> append(file, "more"));

    assertThat(read.entry("f").size()).isEqualTo(LARGE);
    assertThat(read.content("f")).hasSize(LARGE);
    assertThat(kinds()).containsExactly(SourceIssue.Kind.CHANGED);
  }

  @Test
  void aLargeFileThatShrinksIsFilledWithZeros() throws Exception {
    Path file = large("f");

    readWhileSaving(() -> truncate(file, LARGE / 2));

    byte[] content = read.content("f");
    assertThat(content).hasSize(LARGE);
    assertThat(content[0]).isEqualTo((byte) 7);
    assertThat(content[LARGE - 1]).isZero();
    assertThat(kinds()).containsExactly(SourceIssue.Kind.SHORT);
    assertThat(issues.listed().get(0).detail())
        .isEqualTo(
            "it became shorter while it was read: "
                + LARGE / 2
                + " of "
                + LARGE
                + " bytes, the rest is zeros");
  }

  @Test
  void aLargeFileThatIsRewrittenIsFlagged() throws Exception {
    Path file = large("f");

    readWhileSaving(() -> Files.write(file, new byte[LARGE]));

    assertThat(kinds()).containsExactly(SourceIssue.Kind.CHANGED);
  }

  @Test
  void aLargeFileThatIsDeletedIsSavedAndFlagged() throws Exception {
    Path file = large("f");

    readWhileSaving(() -> Files.delete(file));

    assertThat(read.content("f")).hasSize(LARGE).containsOnly(7);
    assertThat(kinds()).containsExactly(SourceIssue.Kind.CHANGED);
  }

  @Test
  void aNewHardLinkIsNoChange() throws Exception {
    Path file = large("f");

    readWhileSaving(() -> Files.createLink(temporary.resolve("link"), file));

    assertThat(issues.listed()).isEmpty();
  }

  /** A user's own rights only: root reads everything. */
  @Test
  void whatCannotBeOpenedIsAnIssue() throws Exception {
    assumeFalse(Shell.can("test $(id -u) = 0"), "root can open everything");
    Files.setAttribute(file("closed/x", "x").getParent(), "unix:mode", 0);
    Files.setAttribute(file("f", "x"), "unix:mode", 0);
    file("g", "x");
    try {
      readWith(() -> {});
    } finally {
      Files.setAttribute(tree().resolve("closed"), "unix:mode", 0700);
    }

    assertThat(read.paths()).containsExactly("", "closed", "g");
    assertThat(kinds()).containsExactly(SourceIssue.Kind.UNREADABLE, SourceIssue.Kind.UNREADABLE);
    assertThat(issues.listed().get(1).detail()).isEqualTo("not saved: permission denied");
  }

  /** Linux answers reads from its own memory at offset 0 with an I/O error. */
  @Test
  void aReadErrorInAFileIsAnIssueAndZeros() throws Exception {
    Path memory = Path.of("/proc/self/mem");
    byte[] content;
    try (FileChannel file = FileChannel.open(memory, StandardOpenOption.READ)) {
      FileContent stream = new FileContent(file, 10);
      content = Channels.newInputStream(stream).readAllBytes();
      assertThat(stream.failure()).isPresent();
      assertThat(stream.bytesRead()).isZero();
    }

    assertThat(content).hasSize(10).containsOnly(0);
  }

  @Test
  void aFileTouchedJustNowIsLeftToSettle() throws Exception {
    file("f", "x");
    AtomicInteger asked = new AtomicInteger();
    Clock clock =
        new Clock() {
          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            asked.incrementAndGet();
            try {
              return ((FileTime) Files.getAttribute(tree().resolve("f"), "unix:ctime")).toInstant();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    long start = System.nanoTime();

    new TreeReader(content(), issues, false, clock, path -> {}).read(read);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(20));
    assertThat(asked.get()).isPositive();
    assertThat(read.text("f")).isEqualTo("x");
  }

  @Test
  void survivesSourcesThatSwapTypesAllTheTime() throws Exception {
    Path secret = Files.writeString(temporary.resolve("secret"), "secret");
    Path elsewhere = Files.createDirectories(temporary.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("f"), "secret");
    file("d/f", "inside");
    file("f", "inside");
    AtomicBoolean stop = new AtomicBoolean();
    Thread swapper =
        new Thread(
            () -> {
              while (!stop.get()) {
                try {
                  swap(tree().resolve("f"), secret);
                  swap(tree().resolve("d"), elsewhere);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              }
            });
    swapper.start();
    try {
      assertTimeoutPreemptively(
          Duration.ofSeconds(60),
          () -> {
            for (int i = 0; i < 150; i++) {
              new TreeReader(content(), issues)
                  .read(
                      (entry, in) -> {
                        try {
                          assertThat(text(in)).isNotEqualTo("secret");
                        } catch (IOException e) {
                          throw new UncheckedIOException(e);
                        }
                      });
            }
          });
    } finally {
      stop.set(true);
      swapper.join();
    }
  }

  private static String text(ReadableByteChannel content) throws IOException {
    return new String(Channels.newInputStream(content).readAllBytes(), UTF_8);
  }

  /** Puts a link in the place of an object, and then the object back. */
  private static void swap(Path path, Path target) throws IOException {
    Path aside = path.resolveSibling("." + path.getFileName());
    Files.move(path, aside);
    Files.createSymbolicLink(path, target);
    Files.delete(path);
    Files.move(aside, path);
  }

  private Path tree() {
    return temporary.resolve("tree");
  }

  private SourceContent.Tree content() {
    return new SourceContent.Tree(tree(), Selection.EVERYTHING, Set.of());
  }

  private Path file(String name, String content) throws IOException {
    Path file = tree().resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private Path large(String name) throws IOException {
    byte[] content = new byte[LARGE];
    Arrays.fill(content, (byte) 7);
    Files.createDirectories(tree());
    return Files.write(tree().resolve(name), content);
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }

  private static void truncate(Path file, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
  }

  private static Change once(Change change) {
    AtomicBoolean happened = new AtomicBoolean();
    return () -> {
      if (!happened.getAndSet(true)) {
        change.happen();
      }
    };
  }

  /** Reads; the change happens whenever a file is about to be opened. */
  private void readWith(Change change) throws Exception {
    new TreeReader(content(), issues, false, Clock.systemUTC(), path -> happen(change)).read(read);
  }

  /** Reads; the change happens when the header of a file is out and its content is not. */
  private void readWhileSaving(Change change) throws Exception {
    new TreeReader(content(), issues)
        .read(
            (entry, in) -> {
              if (entry.type() == EntryType.FILE) {
                happen(change);
              }
              read.accept(entry, in);
            });
  }

  private static void happen(Change change) {
    try {
      change.happen();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<SourceIssue.Kind> kinds() {
    return issues.listed().stream().map(SourceIssue::kind).toList();
  }

  @Test
  void issuesAreCountedBeyondTheList() {
    for (int i = 0; i < 1200; i++) {
      issues.add(SourceIssue.Kind.CHANGED, EntryPath.of("f" + i), "x");
    }

    assertThat(issues.count()).isEqualTo(1200);
    assertThat(issues.listed()).hasSize(1000);
    assertThat(issues.listed().get(999).path()).hasValue(EntryPath.of("f999"));
  }
}
