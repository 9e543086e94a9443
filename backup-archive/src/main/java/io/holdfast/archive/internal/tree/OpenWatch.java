package io.holdfast.archive.internal.tree;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Opens files, and does not wait for ever when a file became a FIFO since it was looked at: the JDK
 * cannot open without waiting for a writer, so a thread of its own watches, and becomes that writer
 * for a moment.
 *
 * <p>Opens for one thread at a time.
 */
final class OpenWatch implements AutoCloseable {
  private static final long INTERVAL = 1000;

  private final Thread watcher = new Thread(this::watch, "holdfast-open-watch");
  private volatile @Nullable Path opening;

  /** Starts watching. */
  OpenWatch() {
    watcher.setDaemon(true);
    watcher.start();
  }

  /** Opens a file of a directory for reading. */
  FileChannel open(OpenDirectory parent, String name) throws IOException {
    opening = parent.child(name);
    try {
      return parent.openFile(name);
    } finally {
      opening = null;
    }
  }

  @Override
  public void close() {
    watcher.interrupt();
  }

  @SuppressWarnings("ReferenceEquality") // every open has a path object of its own
  private void watch() {
    Path before = null;
    try {
      while (true) {
        Thread.sleep(INTERVAL);
        Path now = opening;
        if (now != null && now == before) {
          release(now);
        }
        before = now;
      }
    } catch (InterruptedException e) {
      // The tree is read.
    }
  }

  private static void release(Path path) {
    try {
      if (HostAttributes.ofNoFollow(path).kind() == HostAttributes.Kind.FIFO) {
        // For reading as well: opening it for writing alone would wait in turn if nobody reads.
        FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)
            .close();
      }
    } catch (IOException e) {
      // Then something else stands there again; the next look will tell.
    }
  }
}
