package io.holdfast.archive.read;

import io.holdfast.archive.format.Sha256;
import io.holdfast.archive.tar.LentBytes;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.VerificationResult.Defect;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Holds contents against the digests they must have, where they lie in the chunks: chunk by chunk,
 * on the workers, while the thread that reads the tar goes on. Only what one content has in several
 * chunks is hashed one after the other. To be used by one thread.
 */
final class ContentCheck {
  private static final int ALL = Integer.MAX_VALUE;

  private final ChunkFeed feed;
  private final ChunkWorkers workers;
  private final Queue<MessageDigest> digests = new ConcurrentLinkedQueue<>();
  private final Queue<Content> different = new ConcurrentLinkedQueue<>();

  /** What is to be hashed in the chunk that is held. */
  private List<Part> parts = new ArrayList<>();

  private Optional<Object> held = Optional.empty();

  /** Whether a content goes on behind the parts that were handed over last. */
  private boolean goesOn;

  /** The hashing that was handed over last, and all of it. */
  private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

  private CompletableFuture<Void> all = last;
  private long count;

  /**
   * @param feed which contents are lent from
   */
  ContentCheck(ChunkFeed feed, ChunkWorkers workers) {
    this.feed = feed;
    this.workers = workers;
  }

  /**
   * Compares a content, some time before {@link #finish} returns.
   *
   * @param bytes what {@link #feed} delivers next, read to its end
   * @param sha256 hex digest it must have
   * @param source where it is, to be named if it has another one
   */
  void add(LentBytes bytes, String sha256, String source, EntryPath path) throws IOException {
    Content content = new Content(count++, sha256, source, path);
    boolean begun = false;
    for (ByteBuffer part = bytes.lend(ALL); part != null; part = bytes.lend(ALL)) {
      hold(begun);
      parts.add(new Part(content, part));
      begun = true;
    }
    parts.add(new Part(content, null));
  }

  /** How many contents were found different so far. */
  int differences() {
    return different.size();
  }

  /**
   * Waits until all is compared.
   *
   * @return the contents that are different, in the order they were added
   */
  List<Defect> finish() throws InterruptedIOException {
    handOver(false);
    try {
      all.get();
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted while reading the archive");
    } catch (ExecutionException e) {
      throw new IllegalStateException("content could not be hashed", e.getCause());
    }
    return different.stream()
        .sorted(Comparator.comparingLong(content -> content.number))
        .map(
            content ->
                new Defect(content.source + "/" + content.path, "has other content than was saved"))
        .toList();
  }

  /** Keeps the chunk that was lent from just now, and hands the one before over. */
  private void hold(boolean inContent) {
    Object current = feed.current();
    if (held.isPresent() && held.get() == current) {
      return;
    }
    handOver(inContent);
    feed.retain(current);
    held = Optional.of(current);
  }

  private void handOver(boolean inContent) {
    List<Part> work = parts;
    Optional<Object> release = held;
    Runnable task =
        () -> {
          try {
            work.forEach(this::hash);
          } finally {
            release.ifPresent(feed::release);
          }
        };
    last =
        goesOn
            ? last.exceptionally(e -> null).thenRunAsync(task, workers) // it lets a chunk go
            : CompletableFuture.runAsync(task, workers);
    all = CompletableFuture.allOf(all, last);
    goesOn = inContent;
    parts = new ArrayList<>();
    held = Optional.empty();
  }

  private void hash(Part part) {
    Content content = part.content;
    if (content.digest == null) {
      MessageDigest idle = digests.poll();
      content.digest = idle == null ? Sha256.create() : idle;
    }
    if (part.bytes != null) {
      content.digest.update(part.bytes);
      return;
    }
    if (!Sha256.isHex(content.sha256, content.digest.digest())) {
      different.add(content);
    }
    digests.add(content.digest);
    content.digest = null;
  }

  /** One content; passed on from task to task. */
  private static final class Content {
    private final long number;
    private final String sha256;
    private final String source;
    private final EntryPath path;
    private @Nullable MessageDigest digest;

    Content(long number, String sha256, String source, EntryPath path) {
      this.number = number;
      this.sha256 = sha256;
      this.source = source;
      this.path = path;
    }
  }

  /** What one chunk has of a content; null for the end of a content. */
  private record Part(Content content, @Nullable ByteBuffer bytes) {}
}
