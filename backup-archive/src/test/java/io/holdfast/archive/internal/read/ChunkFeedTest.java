package io.holdfast.archive.internal.read;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.archive.internal.codec.Codecs;
import io.holdfast.archive.internal.format.ChunkTable;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Want of memory or threads ends a feed with an error; nobody waits for what will never come. */
@Timeout(60)
final class ChunkFeedTest {
  private static final int CHUNKS = 9;

  @TempDir Path temp;
  private final ChunkTable table = new ChunkTable();
  private Path archive = Path.of("");

  @BeforeEach
  void makeArchive() throws Exception {
    archive = Files.write(temp.resolve("archive"), new byte[CHUNKS * 100]);
    for (int i = 0; i < CHUNKS; i++) {
      table.add(100, 1000, 0, new byte[32]);
    }
  }

  @Test
  @SuppressWarnings("try") // closed twice
  void threadsThatCannotBeStartedEndIt() throws Exception {
    try (FileBytes file = open();
        ChunkWorkers workers = new ChunkWorkers(Codecs.decoder(""))) {
      workers.close(); // it refuses work as a machine without a thread to spare does
      try (ChunkFeed feed = feed(file, workers, bytes -> {})) {
        assertThatThrownBy(feed::next).hasCauseInstanceOf(RejectedExecutionException.class);
      }
    }
  }

  @Test
  void memoryThatIsWantingEndsItAsItself() throws Exception {
    OutOfMemoryError error = new OutOfMemoryError("none left");
    Consumer<ByteBuffer> hearer =
        bytes -> {
          throw error;
        };
    try (FileBytes file = open();
        ChunkWorkers workers = new ChunkWorkers(Codecs.decoder(""));
        ChunkFeed feed = feed(file, workers, hearer)) {
      assertThatThrownBy(feed::next).isSameAs(error);
    }
  }

  @Test
  void memoryThatAWorkerWantsEndsItAsItself() throws Exception {
    OutOfMemoryError error = new OutOfMemoryError("none left");
    try (FileBytes file = open();
        ChunkWorkers workers =
            new ChunkWorkers(
                () -> {
                  throw error;
                });
        ChunkFeed feed = feed(file, workers, bytes -> {})) {
      assertThatThrownBy(feed::next).isSameAs(error);
    }
  }

  private FileBytes open() throws Exception {
    return FileBytes.cached(FileChannel.open(archive, StandardOpenOption.READ));
  }

  private ChunkFeed feed(FileBytes file, ChunkWorkers workers, Consumer<ByteBuffer> hearer) {
    return new ChunkFeed(file, table, workers, IntStream.range(0, CHUNKS).iterator(), 2, hearer);
  }
}
