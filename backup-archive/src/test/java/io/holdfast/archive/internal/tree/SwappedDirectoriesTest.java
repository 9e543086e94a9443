package io.holdfast.archive.internal.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.archive.StockTools;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Somebody swaps directories of the target for links to a victim beside it, all the time, while the
 * target is written. The victim has what the entries are called, so that whatever is led astray
 * replaces, deletes or changes something there.
 */
class SwappedDirectoriesTest {
  private static final int ROUNDS = 400;
  private static final Instant TIME = Instant.parse("2001-02-03T04:05:06Z");

  @TempDir private Path temporary;
  private Path victim;
  private Path root;

  @BeforeEach
  void makeVictim() throws Exception {
    assumeTrue(
        HeldDirectory.Calls.load(RawNames.of(temporary.getFileSystem())).isPresent(),
        "directories can be held by handles on Linux only");
    victim = temporary.resolve("victim");
    root = Files.createDirectories(temporary.resolve("target"));
    Files.createDirectories(victim.resolve("in/empty"));
    Files.createDirectories(victim.resolve("empty"));
    for (String file : new String[] {"link", "hard", "in/file"}) {
      Files.writeString(victim.resolve(file), "victim");
    }
    // Whoever opens it to read waits for ever, and a link to it is another name of it.
    StockTools.run("mkfifo", victim.resolve("file").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"d", "d/in"})
  @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void nothingIsLedAstrayWhileDirectoriesAreSwapped(String swapped) throws Exception {
    Files.createDirectories(root.resolve("d/in"));
    SortedMap<String, String> before = stateOfVictim();

    Swapper swapper = new Swapper(root.resolve(swapped), victim);
    try {
      for (int round = 0; round < ROUNDS || swapper.swaps() < ROUNDS; round++) {
        restore();
      }
    } finally {
      swapper.stop();
    }

    assertThat(stateOfVictim()).isEqualTo(before);
  }

  @Test
  void whatIsLinkedToIsWhatThisWriterWrote() throws Exception {
    TreeWriter writer = new TreeWriter(root, true);
    write(writer, "d", EntryType.DIRECTORY, "");
    write(writer, "d/file", EntryType.FILE, "");
    Object written = Files.getAttribute(root.resolve("d/file"), "unix:ino");
    Files.move(root.resolve("d"), root.resolve("moved"));
    Files.move(victim, root.resolve("d"));

    write(writer, "d/hard", EntryType.HARD_LINK, "d/file");
    write(writer, "other", EntryType.HARD_LINK, "d/file");
    writer.close();

    assertThat(Files.getAttribute(root.resolve("moved/hard"), "unix:ino")).isEqualTo(written);
    assertThat(Files.getAttribute(root.resolve("other"), "unix:ino")).isEqualTo(written);
    assertThat(root.resolve("d/hard")).hasContent("victim");
  }

  @Test
  void whatIsWrittenStaysInTheDirectoryThatWasMade() throws Exception {
    SortedMap<String, String> before = stateOfVictim();
    TreeWriter writer = new TreeWriter(root, true);
    write(writer, "d", EntryType.DIRECTORY, "");
    Files.move(root.resolve("d"), root.resolve("moved"));
    Files.createSymbolicLink(root.resolve("d"), victim);

    write(writer, "d/file", EntryType.FILE, "");
    write(writer, "d/hard", EntryType.HARD_LINK, "d/file");
    assertThat(writer.finish()).containsExactly("d: owner, mode and time not set: it is gone");
    writer.close();

    assertThat(root.resolve("moved/file")).hasContent("restored");
    assertThat(root.resolve("moved/hard")).hasContent("restored");
    assertThat(stateOfVictim()).isEqualTo(before);
  }

  @Test
  void anotherDirectoryInItsPlaceIsNotTakenForIt() throws Exception {
    TreeWriter writer = new TreeWriter(root, true);
    write(writer, "d", EntryType.DIRECTORY, "");
    Files.move(root.resolve("d"), root.resolve("moved"));
    Files.move(victim, root.resolve("d"));

    assertThat(writer.finish()).containsExactly("d: owner, mode and time not set: it is gone");
    writer.close();

    assertThat(Files.getLastModifiedTime(root.resolve("d")).toInstant()).isNotEqualTo(TIME);
  }

  /** One of each kind, over what an earlier one left. */
  private void restore() throws Exception {
    try (TreeWriter writer = new TreeWriter(root, true)) {
      write(writer, "d", EntryType.DIRECTORY, "");
      write(writer, "d/in", EntryType.DIRECTORY, "");
      write(writer, "d/file", EntryType.FILE, "");
      write(writer, "d/in/file", EntryType.FILE, "");
      write(writer, "d/hard", EntryType.HARD_LINK, "d/file");
      write(writer, "d/link", EntryType.SYMLINK, "file");
      write(writer, "d/empty", EntryType.FILE, "");
      write(writer, "d/in/empty", EntryType.DIRECTORY, "");
      write(writer, "d/in/pipe", EntryType.FIFO, "");
      writer.finish();
    }
  }

  private static void write(TreeWriter writer, String path, EntryType type, String link)
      throws Exception {
    byte[] content = "restored".getBytes(UTF_8);
    writer.write(
        new Entry(
            EntryPath.of(path),
            type,
            type == EntryType.FILE ? content.length : 0,
            0751,
            7,
            8,
            TIME,
            link.isEmpty() ? Optional.empty() : Optional.of(EntryPath.of(link)),
            Entry.Device.NONE),
        new ByteArrayInputStream(content),
        Optional.empty(),
        problem -> {
          // That some of it cannot be written is to be expected.
        });
  }

  private SortedMap<String, String> stateOfVictim() throws IOException {
    SortedMap<String, String> state = new TreeMap<>();
    try (Stream<Path> all = Files.walk(victim)) {
      for (Path path : all.toList()) {
        state.put(
            path.toString(),
            Files.readAttributes(
                        path, "unix:ino,mode,uid,gid,nlink,size,ctime", LinkOption.NOFOLLOW_LINKS)
                    .toString()
                + (Files.isRegularFile(path) ? Files.readString(path) : ""));
      }
    }
    return state;
  }

  /** Swaps a directory for a link and back until it is closed. */
  private static final class Swapper {
    private final AtomicBoolean ended = new AtomicBoolean();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final AtomicInteger swaps = new AtomicInteger();
    private final Future<?> work;

    Swapper(Path directory, Path victim) {
      work =
          thread.submit(
              () -> {
                while (!ended.get()) {
                  swap(directory, victim);
                }
              });
    }

    int swaps() {
      return work.isDone() ? Integer.MAX_VALUE : swaps.get();
    }

    /** The writer is told to replace links, so each step may find that there is nothing to do. */
    private void swap(Path directory, Path victim) {
      Path aside = directory.resolveSibling("aside" + swaps);
      attempt(() -> Files.move(directory, aside, StandardCopyOption.ATOMIC_MOVE));
      attempt(() -> Files.createSymbolicLink(directory, victim));
      Thread.onSpinWait();
      attempt(
          () -> {
            if (Files.isSymbolicLink(directory)) {
              Files.delete(directory);
            }
          });
      attempt(() -> Files.move(aside, directory, StandardCopyOption.ATOMIC_MOVE));
      swaps.incrementAndGet();
    }

    private static void attempt(Step step) {
      try {
        step.take();
      } catch (IOException e) {
        // The next step finds what there is.
      }
    }

    private interface Step {
      void take() throws IOException;
    }

    void stop() throws Exception {
      ended.set(true);
      thread.shutdown();
      assertThat(thread.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
      work.get();
    }
  }
}
