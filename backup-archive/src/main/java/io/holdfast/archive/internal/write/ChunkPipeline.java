package io.holdfast.archive.internal.write;

import io.holdfast.archive.internal.codec.ChunkCodec;
import io.holdfast.archive.internal.format.ChunkTable;
import io.holdfast.archive.internal.format.Sha256;
import io.holdfast.archive.internal.reuse.Predecessor;
import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.ProgressListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns tar bytes into gzip members. The calling thread does nothing but fill chunks. For each, the
 * threads of a pool do these steps, each on whichever thread is free:
 *
 * <ul>
 *   <li>pack: hash the chunk and the files in it, compress, checksum; chunks in any order;
 *   <li>hash files that lie in several chunks; one chunk after the other;
 *   <li>write; one chunk after the other.
 * </ul>
 *
 * <p>There is a fixed number of chunks, so memory is bounded, and a slow disk slows the reading
 * down. The first failure of any step ends all steps, and is thrown to the caller when it next cuts
 * or flushes; the pipeline can only be closed then. One thread may call.
 */
final class ChunkPipeline implements AutoCloseable {
  private static final int IN_FLIGHT_PER_WORKER = 4;

  /** A chunk takes 2 MiB. However many cores there are, memory for all of them is small. */
  private static final int MOST_IN_FLIGHT = 24;

  private final FileChannel out;
  private final @Nullable Predecessor earlier;
  private final PackWorkers workers;
  private final InTurn fileHashing;
  private final MessageDigest fileDigest = Sha256.create();
  private final FileDigest ofNothing = FileDigest.ofNothing();
  private final Queue<Chunk> unwritten = new ConcurrentLinkedQueue<>();
  private final AtomicInteger writeCalls = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /** The chunk used last first: its memory is in the cache. */
  private final BlockingDeque<Chunk> free = new LinkedBlockingDeque<>();

  private final int inFlight;
  private final ChunkTable table = new ChunkTable();
  private Chunk current = new Chunk();
  private final BitSet reused = new BitSet();
  private int made = 1;
  private int submitted;
  private long tarLength;

  /**
   * @param earlier has chunks that need not be compressed again
   */
  ChunkPipeline(FileChannel out, Supplier<ChunkCodec> codec, Optional<Predecessor> earlier) {
    this.out = out;
    this.earlier = earlier.orElse(null);
    workers = new PackWorkers(codec);
    inFlight = Math.min(MOST_IN_FLIGHT, workers.count() * IN_FLIGHT_PER_WORKER);
    fileHashing = new InTurn(workers);
  }

  /** The chunks that are in the file; to be looked at after {@link #flush} only. */
  ChunkTable table() {
    return table;
  }

  /** Bytes in the file that come from an earlier archive; to be asked after {@link #flush} only. */
  long reusedLength() {
    return reused.stream().mapToLong(table::memberLength).sum();
  }

  /** Bytes of the tar so far. */
  long tarLength() {
    return tarLength;
  }

  /** Bytes in the chunk that is being filled. */
  int currentLength() {
    return current.length();
  }

  void write(byte[] bytes, int offset, int length)
      throws DestinationException, InterruptedException {
    int done = 0;
    while (done < length) {
      int part = current.fill(bytes, offset + done, length - done);
      tarLength += part;
      done += part;
      if (current.isFull()) {
        cut();
      }
    }
  }

  void write(ByteBuffer bytes) throws DestinationException, InterruptedException {
    tarLength += bytes.remaining();
    while (bytes.hasRemaining()) {
      current.fill(bytes);
      if (current.isFull()) {
        cut();
      }
    }
  }

  /**
   * Writes a chunk of an earlier archive as it is, after what was {@linkplain #cut} before.
   *
   * @return false when that chunk is damaged, and nothing was written
   */
  boolean take(Predecessor from, int chunk) throws DestinationException, InterruptedException {
    if (!current.take(from, chunk)) {
      return false;
    }
    tarLength += current.length();
    cut();
    return true;
  }

  /** Where the tar is now, to {@linkplain #goBack go back} to. */
  Mark mark() {
    return new Mark(submitted, current.copy());
  }

  /** Forgets what was written since. */
  void goBack(Mark mark) throws DestinationException, InterruptedException {
    truncate(mark.chunks);
    write(mark.begun);
  }

  /**
   * A place in the tar.
   *
   * @param begun the content of the chunk that was not full
   */
  record Mark(int chunks, ByteBuffer begun) {}

  /**
   * Writes the content of a file.
   *
   * @param size how many bytes {@code content} delivers
   * @return known when the content is out
   * @throws IOException only when {@code content} throws it
   */
  FileDigest writeFile(ReadableByteChannel content, long size, ProgressListener progress)
      throws IOException, DestinationException, InterruptedException {
    if (size == 0) {
      return ofNothing;
    }
    FileDigest file = new FileDigest();
    long left = size;
    int start = current.length();
    boolean first = true;
    while (left > 0) {
      int got = current.fill(content, left);
      if (got < 0) {
        throw new IllegalStateException("content ended " + left + " bytes early");
      }
      tarLength += got;
      left -= got;
      progress.advanced(got);
      if (left == 0 || current.isFull()) {
        current.holds(file, start, first, left == 0);
        first = false;
        start = 0;
      }
      if (current.isFull()) {
        cut();
      }
    }
    return file;
  }

  /** Ends the current chunk. */
  void cut() throws DestinationException, InterruptedException {
    if (Thread.interrupted()) {
      throw interrupted();
    }
    requireSound();
    if (current.length() == 0) {
      return;
    }
    submit(current);
    current = take();
  }

  private void submit(Chunk chunk) {
    submitted++;
    boolean parts = chunk.hasPartOfFile();
    chunk.expect(parts ? 2 : 1);
    unwritten.add(chunk);
    if (parts) {
      fileHashing.execute(() -> step(chunk, () -> chunk.hashParts(fileDigest)));
    }
    workers.execute(() -> step(chunk, () -> pack(chunk)));
  }

  private void pack(Chunk chunk) throws InterruptedException {
    if (chunk.isReused()) {
      return;
    }
    chunk.hash();
    if (earlier == null || !chunk.takeEqual(earlier)) {
      chunk.compress(workers.codec());
    }
  }

  /** Does one step of a chunk, unless everything is to end. */
  private void step(Chunk chunk, Step step) {
    try {
      if (failure.get() == null) {
        step.run();
      }
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
    }
    if (chunk.endStep()) {
      writeWhatIsReady();
    }
  }

  /** A part of the work on a chunk. */
  @FunctionalInterface
  private interface Step {
    void run() throws InterruptedException;
  }

  /** Whichever thread comes first writes; the others only tell it to look once more. */
  private void writeWhatIsReady() {
    if (writeCalls.getAndIncrement() > 0) {
      return;
    }
    int seen;
    do {
      seen = writeCalls.get();
      Chunk next = unwritten.peek();
      while (next != null && next.isReady()) {
        unwritten.remove();
        try {
          if (failure.get() == null) {
            append(next);
          }
        } catch (Throwable e) {
          failure.compareAndSet(null, e);
        }
        next.clear();
        free.addFirst(next);
        next = unwritten.peek();
      }
    } while (writeCalls.addAndGet(-seen) > 0);
  }

  private void append(Chunk chunk) throws IOException {
    chunk.writeTo(out, table.fileLength());
    reused.set(table.count(), chunk.isReused());
    chunk.addTo(table);
  }

  private Chunk take() throws DestinationException, InterruptedException {
    Chunk next = free.pollFirst();
    if (next == null && made < inFlight) {
      made++;
      return new Chunk();
    }
    if (next == null) {
      next = free.takeFirst();
    }
    requireSound();
    return next;
  }

  /** Ends the current chunk and waits until everything is written. */
  void flush() throws DestinationException, InterruptedException {
    cut();
    List<Chunk> idle = new ArrayList<>();
    while (idle.size() < made - 1) {
      idle.add(free.takeFirst());
    }
    free.addAll(idle);
    requireSound();
  }

  /**
   * Puts one block of tar into a stored member of its own, whose content can be {@linkplain #patch
   * replaced} later.
   *
   * @return the chunk's number
   */
  int writePatchable(byte[] block) throws DestinationException, InterruptedException {
    flush();
    store(block, table.fileLength()).addTo(table);
    current.clear();
    submitted++;
    tarLength += block.length;
    return table.count() - 1;
  }

  /** Replaces the content of a patchable chunk by other content of the same length. */
  void patch(int number, byte[] block) throws DestinationException, InterruptedException {
    flush();
    store(block, table.fileOffset(number)).replaceIn(table, number);
    current.clear();
  }

  /** Writes a block through the current chunk, which is empty. */
  private Chunk store(byte[] block, long offset) throws DestinationException, InterruptedException {
    current.fill(block, 0, block.length);
    current.hash();
    current.store();
    try {
      current.writeTo(out, offset);
    } catch (IOException e) {
      throw stopped(e);
    }
    return current;
  }

  /** Forgets everything after the first {@code chunks} chunks. */
  void truncate(int chunks) throws DestinationException, InterruptedException {
    flush();
    table.truncate(chunks);
    reused.clear(chunks, Math.max(chunks, reused.length()));
    submitted = chunks;
    tarLength = table.tarLength();
    try {
      out.truncate(table.fileLength());
    } catch (IOException e) {
      throw stopped(e);
    }
  }

  /** Writes bytes that are not part of the tar after all chunks. */
  void writeRaw(byte[] bytes) throws DestinationException, InterruptedException {
    flush();
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    try {
      while (rest.hasRemaining()) {
        out.write(rest, table.fileLength() + rest.position());
      }
    } catch (IOException e) {
      throw stopped(e);
    }
  }

  /** Hex digest of what is in the file from {@code offset} on. */
  String sha256From(long offset) throws DestinationException, InterruptedException {
    try {
      return Sha256.hexFrom(out, offset);
    } catch (IOException e) {
      throw stopped(e);
    }
  }

  private void requireSound() throws DestinationException, InterruptedException {
    Throwable first = failure.get();
    if (first instanceof IOException e) {
      throw stopped(e);
    }
    if (first instanceof Error e) {
      throw e;
    }
    if (first != null) {
      throw new IllegalStateException("a chunk could not be compressed", first);
    }
  }

  /** What a failure of the archive's file is for the caller. */
  private static DestinationException stopped(IOException e) throws InterruptedException {
    if (e instanceof ClosedByInterruptException) {
      throw interrupted();
    }
    return new DestinationException("the archive could not be written: " + e.getMessage(), e);
  }

  private static InterruptedException interrupted() {
    Thread.interrupted(); // the exception carries it from here on
    return new InterruptedException("interrupted while writing the archive");
  }

  /** Ends all steps, at once where a step waits for the file, and gives the memory back. */
  @Override
  public void close() {
    failure.compareAndSet(null, new IllegalStateException("the archive was closed"));
    workers.close();
    unwritten.clear();
    free.clear(); // whoever verifies next needs the memory
  }
}
