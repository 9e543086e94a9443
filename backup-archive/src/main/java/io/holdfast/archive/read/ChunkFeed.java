package io.holdfast.archive.read;

import io.holdfast.archive.codec.ChunkDecoder;
import io.holdfast.archive.format.ChunkTable;
import io.holdfast.archive.format.Member;
import io.holdfast.archive.format.Sha256;
import io.holdfast.core.ArchiveException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PrimitiveIterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Delivers chunks decompressed and checked, in the order asked for, a few of them ahead on all
 * cores. Each chunk is held against everything the index knows of it. Not thread-safe; memory is
 * bounded.
 */
final class ChunkFeed implements AutoCloseable {
  private final FileChannel file;
  private final ChunkTable table;
  private final Supplier<ChunkDecoder> decoders;
  private final PrimitiveIterator.OfInt numbers;
  private final ExecutorService workers;
  private final int ahead;
  private final Deque<Slot> pending = new ArrayDeque<>();
  private final Deque<Slot> free = new ArrayDeque<>();
  private @Nullable Slot current;

  /**
   * @param decoders opens one for a chunk buffer
   * @param numbers the chunks that are wanted
   * @param ahead how many are worked on at once
   */
  ChunkFeed(
      FileChannel file,
      ChunkTable table,
      Supplier<ChunkDecoder> decoders,
      PrimitiveIterator.OfInt numbers,
      ExecutorService workers,
      int ahead) {
    this.file = file;
    this.table = table;
    this.decoders = decoders;
    this.numbers = numbers;
    this.workers = workers;
    this.ahead = ahead;
  }

  /**
   * The next chunk, valid until the next call.
   *
   * @return null after the last one
   * @throws DamageException when the chunk is damaged; the feed goes on with the one after it
   * @throws InterruptedIOException when the thread is interrupted
   */
  @Nullable Slot next() throws IOException {
    // A wait for a chunk that is ready already would not notice.
    if (Thread.interrupted()) {
      throw interrupted();
    }
    if (current != null) {
      free.add(current);
      current = null;
    }
    while (pending.size() < ahead && numbers.hasNext()) {
      Slot slot = free.isEmpty() ? new Slot() : free.remove();
      slot.number = numbers.nextInt();
      slot.done = workers.submit(slot::load);
      pending.add(slot);
    }
    if (pending.isEmpty()) {
      return null;
    }
    Slot slot = pending.remove();
    current = slot;
    try {
      slot.done.get();
      return slot;
    } catch (InterruptedException e) {
      throw interrupted();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ArchiveException damage) {
        throw new DamageException(damage, slot.number);
      }
      if (e.getCause() instanceof IOException io) {
        throw new IOException(io.getMessage(), io);
      }
      throw new IllegalStateException("a chunk could not be decompressed", e.getCause());
    }
  }

  private static InterruptedIOException interrupted() {
    return new InterruptedIOException("interrupted while reading the archive");
  }

  @Override
  public void close() {
    // A worker may still be in an inflater: wait for it rather than pull it away.
    for (Slot slot : pending) {
      try {
        if (!slot.done.cancel(false)) {
          slot.done.get();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (ExecutionException e) {
        // its failure is of no interest any more
      }
      free.add(slot);
    }
    pending.clear();
    free.forEach(slot -> slot.decoder.close());
    if (current != null) {
      current.decoder.close();
    }
  }

  /** A chunk with its buffers, used again and again. */
  final class Slot {
    private final ChunkDecoder decoder = decoders.get();
    private final MessageDigest digest = Sha256.create();
    private final CRC32 crc = new CRC32();
    private ByteBuffer content = ByteBuffer.allocateDirect(0);
    private ByteBuffer member = ByteBuffer.allocateDirect(0);
    private Future<?> done = new CompletableFuture<Void>();
    private int number;

    int number() {
      return number;
    }

    ByteBuffer content() {
      return content;
    }

    int length() {
      return table.contentLength(number);
    }

    private @Nullable Void load() throws IOException, ArchiveException {
      int memberLength = table.memberLength(number);
      if (member.capacity() < memberLength) {
        member = ByteBuffer.allocateDirect(memberLength);
      }
      ByteBuffer into = member.slice(0, memberLength);
      while (into.hasRemaining()) {
        if (file.read(into, table.fileOffset(number) + into.position()) < 0) {
          throw new ArchiveException("the file is shorter than its index says");
        }
      }
      crc.reset();
      crc.update(into.flip());
      if ((int) crc.getValue() != table.crc(number)) {
        throw new ArchiveException(
            "the compressed bytes are not the ones that were written (checksum differs)");
      }
      int length = table.contentLength(number);
      if (content.capacity() < length) {
        content = ByteBuffer.allocateDirect(length);
      }
      Member.decode(member, memberLength, decoder, content, length);
      digest.update(content.slice(0, length));
      if (!table.digestIs(number, digest.digest())) {
        throw new ArchiveException("the content does not have the digest the index names");
      }
      return null;
    }
  }
}
