package io.holdfast.archive.internal.read;

import io.holdfast.archive.internal.format.Sha256;
import io.holdfast.archive.internal.format.SparseDigest;
import io.holdfast.archive.internal.tar.LentBytes;
import io.holdfast.core.catalog.Entry;
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
  private final Queue<Different> different = new ConcurrentLinkedQueue<>();

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
  void add(LentBytes bytes, String sha256, String source, Entry file) throws IOException {
    EntryPath path = file.path();
    long number = count++;
    if (file.omitsHoles()) {
      if (!Sha256.isHex(sha256, withHoles(bytes, file))) {
        different.add(new Different(number, source, path));
      }
      return;
    }
    Content content =
        new Content(
            digest -> {
              if (!Sha256.isHex(sha256, digest)) {
                different.add(new Different(number, source, path));
              }
            });
    boolean begun = false;
    for (ByteBuffer part = bytes.lend(ALL); part != null; part = bytes.lend(ALL)) {
      part(content, part, begun);
      begun = true;
    }
    end(content);
  }

  /** Holes belong to no chunk, so this is done at once. */
  private static byte[] withHoles(LentBytes data, Entry file) throws IOException {
    SparseDigest digest = new SparseDigest(file);
    for (ByteBuffer part = data.lend(ALL); part != null; part = data.lend(ALL)) {
      digest.update(part);
    }
    return digest.digest();
  }

  /**
   * Compares a content that somebody else reads, while he goes on.
   *
   * @param bytes what {@link #feed} delivers next; to be read through what is returned
   * @param sha256 hex digest it must have
   */
  CheckedContent check(LentBytes bytes, String sha256, Entry file) {
    return new CheckedContent(this, bytes, sha256, file);
  }

  /**
   * Hashes what the feed delivered just now.
   *
   * @param begun whether a part of the content came before this one
   */
  void part(Content content, ByteBuffer bytes, boolean begun) {
    hold(begun);
    parts.add(new Part(content, bytes));
  }

  /** Completes a content. */
  void end(Content content) {
    parts.add(new Part(content, null));
  }

  /** Has all that came so far hashed soon, even if no more comes. Not within a content. */
  void flush() {
    handOver(false);
  }

  /** Waits until nothing that came so far is used any more. Not within a content. */
  void settle() {
    flush();
    all.exceptionally(e -> null).join();
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
    flush();
    try {
      all.get();
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted while reading the archive");
    } catch (ExecutionException e) {
      throw crashed(e);
    }
    return different.stream()
        .sorted(Comparator.comparingLong(Different::number))
        .map(
            content ->
                new Defect(
                    content.source() + "/" + content.path(), "has other content than was saved"))
        .toList();
  }

  static IllegalStateException crashed(Exception e) {
    return new IllegalStateException("content could not be hashed", e.getCause());
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
    if (work.isEmpty() && release.isEmpty()) {
      return;
    }
    Runnable task = () -> work.forEach(this::hash);
    CompletableFuture<Void> hashing =
        goesOn
            ? last.exceptionally(e -> null).thenRunAsync(task, workers) // it lets a chunk go
            : CompletableFuture.runAsync(task, workers);
    // Also when no thread could be had for it: nobody may wait for a digest that never comes.
    last =
        hashing.whenComplete(
            (done, failure) -> {
              release.ifPresent(feed::release);
              if (failure != null) {
                work.forEach(part -> part.content.outcome.failed(failure));
              }
            });
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
      content.digest.update(part.bytes.duplicate());
      content.outcome.part(part.bytes);
      return;
    }
    byte[] sha256 = content.digest.digest();
    digests.add(content.digest);
    content.digest = null;
    content.outcome.hashed(sha256);
  }

  /** Takes the digest of one content, in the thread that completed it. */
  @FunctionalInterface
  interface Outcome {
    void hashed(byte[] sha256);

    /** Takes the content itself, part after part, each when it is hashed. */
    default void part(ByteBuffer bytes) {}

    /** There will be no digest. {@link #finish} throws the reason as well. */
    default void failed(Throwable reason) {}
  }

  /** One content; passed on from task to task. */
  static final class Content {
    private final Outcome outcome;
    private @Nullable MessageDigest digest;

    Content(Outcome outcome) {
      this.outcome = outcome;
    }
  }

  /** A content that is not the one that was saved. */
  private record Different(long number, String source, EntryPath path) {}

  /** What one chunk has of a content; null for the end of a content. */
  private record Part(Content content, @Nullable ByteBuffer bytes) {}
}
