package io.holdfast.archive.internal.read;

import io.holdfast.archive.internal.codec.ChunkDecoder;
import io.holdfast.archive.internal.format.ChunkTable;
import io.holdfast.core.ArchiveException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PrimitiveIterator;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Delivers chunks decompressed and checked, in the order asked for. A thread of its own reads the
 * file ahead in large pieces, and workers decompress, a few chunks ahead on all cores; so memory is
 * bounded. To be used by one thread, apart from {@link #release}.
 */
final class ChunkFeed implements AutoCloseable {
  /** Pieces of the file in memory. */
  private static final int PIECES = 3;

  private final FileBytes file;
  private final ChunkTable table;
  private final ChunkWorkers workers;
  private final PrimitiveIterator.OfInt numbers;
  private final Consumer<ByteBuffer> hearer;

  /** The chunks that may be begun, and the pieces that may be read, before others are let go. */
  private int freeChunks;

  private int freePieces = PIECES;

  private final Deque<Slot> pending = new ArrayDeque<>();
  private int working;
  private boolean started;
  private boolean reading;
  private boolean closed;
  private @Nullable Throwable crash;
  private @Nullable Slot current;

  /**
   * @param numbers the chunks that are wanted, rising
   * @param ahead how many are worked on at once, at least 2
   * @param hearer hears all bytes that are read, in order, in the thread that reads; keeps none
   */
  ChunkFeed(
      FileBytes file,
      ChunkTable table,
      ChunkWorkers workers,
      PrimitiveIterator.OfInt numbers,
      int ahead,
      Consumer<ByteBuffer> hearer) {
    this.file = file;
    this.table = table;
    this.workers = workers;
    this.numbers = numbers;
    this.freeChunks = ahead;
    this.hearer = hearer;
  }

  /**
   * The next chunk, valid until the next call, or longer when it is {@linkplain #retain retained}.
   *
   * @return null after the last one
   * @throws DamageException when the chunk is damaged; the feed goes on with the one after it
   * @throws InterruptedIOException when the thread is interrupted
   */
  @Nullable Chunk next() throws IOException {
    // A wait for a chunk that is ready already would not notice.
    if (Thread.interrupted()) {
      throw interrupted();
    }
    start();
    Slot slot = await();
    if (slot == null) {
      return null;
    }
    Throwable failure = slot.failure;
    if (failure instanceof ArchiveException damage) {
      throw new DamageException(damage, slot.chunk.number());
    }
    if (failure instanceof IOException io) {
      throw new IOException(io.getMessage(), io);
    }
    if (failure instanceof Error error) {
      throw error; // as itself, so that it can be told what was wanting
    }
    if (failure != null) {
      throw new IllegalStateException("a chunk could not be decompressed", failure);
    }
    return slot.chunk;
  }

  private synchronized void start() {
    if (!started) {
      started = true;
      ChunkWorkers.daemon(this::read, "holdfast-read-ahead").start();
      // Only now: a thread that cannot be started never ends, and close would wait for it.
      reading = true;
    }
  }

  private synchronized @Nullable Slot await() throws InterruptedIOException {
    if (current != null) {
      letGo(current);
      current = null;
    }
    while (pending.isEmpty() ? reading : !pending.getFirst().done) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw interrupted();
      }
    }
    if (crash instanceof Error error) {
      throw error;
    }
    if (crash != null) {
      throw new IllegalStateException("the archive could not be read", crash);
    }
    current = pending.poll();
    return current;
  }

  /** What holds the current chunk, for {@link #retain}. */
  synchronized Object current() {
    if (current == null) {
      throw new IllegalStateException("there is no current chunk");
    }
    return current;
  }

  /** Keeps a chunk that is current valid until it is released. */
  synchronized void retain(Object holder) {
    ((Slot) holder).holds++;
  }

  /** Lets a chunk go that was retained, in any thread. */
  synchronized void release(Object holder) {
    letGo((Slot) holder);
  }

  private synchronized void letGo(Slot slot) {
    if (--slot.holds == 0) {
      workers.give(slot.chunk.content());
      if (freeChunks++ == 0) {
        notifyAll();
      }
    }
  }

  private static InterruptedIOException interrupted() {
    return new InterruptedIOException("interrupted while reading the archive");
  }

  // --- the thread that reads

  private void read() {
    try {
      int next = numbers.hasNext() ? numbers.nextInt() : -1;
      while (next >= 0) {
        int first = next;
        long length = 0;
        int following = first;
        do {
          length += table.memberLength(following);
          following++;
          next = numbers.hasNext() ? numbers.nextInt() : -1;
        } while (next == following && length + table.memberLength(next) <= FileBytes.PIECE);
        if (!read(first, following, (int) length)) {
          return;
        }
      }
    } catch (Throwable e) { // not enough memory, too: whoever waits must hear of it
      synchronized (this) {
        crash = e;
      }
    } finally {
      synchronized (this) {
        reading = false;
        notifyAll();
      }
    }
  }

  /** Reads neighbouring chunks at once; false when the feed was closed meanwhile. */
  private boolean read(int first, int end, int length) {
    if (!claimPiece()) {
      return false;
    }
    Piece piece = new Piece(file.take(length));
    try {
      long start = table.fileOffset(first);
      IOException failure = null;
      try {
        hearer.accept(file.read(piece.bytes, start, length).duplicate());
      } catch (IOException e) {
        failure = e;
        piece.bytes.limit(piece.bytes.position());
      }
      for (int number = first; number < end; number++) {
        Slot slot = claimSlot(number, piece);
        if (slot == null) {
          return false;
        }
        IOException broken = failure;
        int at = (int) (table.fileOffset(number) - start);
        try {
          workers.execute(() -> load(slot, piece, at, broken));
        } catch (RuntimeException | Error e) { // there is no thread for it
          leave(piece);
          done(slot, e);
          throw e;
        }
      }
      return true;
    } finally {
      leave(piece);
    }
  }

  private synchronized boolean claimPiece() {
    waitUntil(() -> freePieces > 0 || closed);
    freePieces--;
    return !closed;
  }

  private synchronized @Nullable Slot claimSlot(int number, Piece piece) {
    waitUntil(() -> freeChunks > 0 || closed);
    if (closed) {
      return null;
    }
    // First of all what may fail for want of memory: what is counted, close waits for.
    Slot slot = new Slot(new Chunk(number, table.contentLength(number), workers.content()));
    freeChunks--;
    working++;
    piece.users++;
    pending.add(slot);
    return slot;
  }

  private synchronized void leave(Piece piece) {
    if (--piece.users == 0) {
      file.give(piece.bytes);
      if (freePieces++ == 0) {
        notifyAll();
      }
    }
  }

  /** Waits whatever happens; an interrupt is kept. */
  private synchronized void waitUntil(BooleanSupplier holds) {
    boolean interrupted = false;
    while (!holds.getAsBoolean()) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  // --- the workers

  private void load(Slot slot, Piece piece, int at, @Nullable IOException broken) {
    Throwable failure = broken;
    try {
      if (broken == null) {
        decompress(slot.chunk, piece.bytes, at);
      }
    } catch (Throwable e) {
      failure = e;
    } finally {
      leave(piece);
      done(slot, failure);
    }
  }

  private void decompress(Chunk chunk, ByteBuffer piece, int at) throws ArchiveException {
    int length = table.memberLength(chunk.number());
    if (piece.remaining() < at + length) {
      throw new ArchiveException("the file is shorter than its index says");
    }
    ChunkDecoder decoder = workers.decoder();
    try {
      chunk.load(piece.slice(piece.position() + at, length), table, decoder);
    } finally {
      workers.give(decoder);
    }
  }

  private synchronized void done(Slot slot, @Nullable Throwable failure) {
    slot.failure = failure;
    slot.done = true;
    working--;
    if (closed || slot == pending.peek()) {
      notifyAll(); // nobody waits for another one than the first
    }
  }

  /** Ends reading at once. Chunks that are retained stay valid. */
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
    waitUntil(() -> !reading && working == 0); // nothing may be freed under a worker
    if (current != null) {
      pending.addFirst(current);
      current = null;
    }
    while (!pending.isEmpty()) {
      letGo(pending.remove());
    }
  }

  /** A chunk on its way; guarded by the feed. */
  private static final class Slot {
    private final Chunk chunk;
    private int holds = 1;
    private boolean done;
    private @Nullable Throwable failure;

    Slot(Chunk chunk) {
      this.chunk = chunk;
    }
  }

  /** A part of the file with neighbouring chunks; guarded by the feed. */
  private static final class Piece {
    private final ByteBuffer bytes;

    /** The chunks that are not decompressed yet, and the thread that reads. */
    private int users = 1;

    Piece(ByteBuffer bytes) {
      this.bytes = bytes;
    }
  }
}
