package io.holdfast.archive.write;

import io.holdfast.archive.codec.ChunkCodec;
import io.holdfast.archive.codec.Stored;
import io.holdfast.archive.format.ChunkTable;
import io.holdfast.archive.format.Index;
import io.holdfast.archive.format.Member;
import io.holdfast.archive.format.Sha256;
import io.holdfast.core.DestinationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.zip.CRC32;

/**
 * Turns tar bytes into gzip members: the calling thread fills chunks and writes finished ones in
 * order, worker threads hash and compress. A fixed number of chunks is in flight, so memory is
 * bounded and a slow disk slows the reading down. Not thread-safe.
 */
final class ChunkPipeline implements AutoCloseable {
  private static final int IN_FLIGHT_PER_WORKER = 4;

  /** A chunk takes 2 MiB. However many cores there are, memory for all of them is small. */
  private static final int MOST_IN_FLIGHT = 32;

  private static final int MOST_WORKERS = 16;

  private final FileChannel out;
  private final ExecutorService workers;
  private final int inFlight;
  private final ThreadLocal<ChunkCodec> codecs;
  private final Deque<ChunkCodec> openCodecs = new ArrayDeque<>();
  private final Deque<Pending> pending = new ArrayDeque<>();
  private final Deque<Chunk> free = new ArrayDeque<>();
  private final ChunkTable table = new ChunkTable();
  private Chunk current = new Chunk();
  private long tarLength;

  ChunkPipeline(FileChannel out, Supplier<ChunkCodec> codec) {
    this.out = out;
    int count = Math.min(MOST_WORKERS, Runtime.getRuntime().availableProcessors());
    inFlight = Math.min(MOST_IN_FLIGHT, count * IN_FLIGHT_PER_WORKER);
    workers =
        Executors.newFixedThreadPool(
            count,
            task -> {
              Thread thread = new Thread(task, "holdfast-compress");
              thread.setDaemon(true);
              return thread;
            });
    codecs =
        ThreadLocal.withInitial(
            () -> {
              ChunkCodec made = codec.get();
              synchronized (openCodecs) {
                openCodecs.add(made);
              }
              return made;
            });
  }

  /** The chunks that are in the file; complete after {@link #flush}. */
  ChunkTable table() {
    return table;
  }

  /** Bytes of the tar so far. */
  long tarLength() {
    return tarLength;
  }

  /** Bytes in the chunk that is being filled. */
  int currentLength() {
    return current.length;
  }

  void write(byte[] bytes, int offset, int length)
      throws DestinationException, InterruptedException {
    int done = 0;
    while (done < length) {
      int part = Math.min(length - done, Index.MAX_CHUNK - current.length);
      current.content.put(current.length, bytes, offset + done, part);
      current.length += part;
      tarLength += part;
      done += part;
      if (current.length == Index.MAX_CHUNK) {
        cut();
      }
    }
  }

  /** Ends the current chunk. */
  void cut() throws DestinationException, InterruptedException {
    if (current.length == 0) {
      return;
    }
    Chunk full = current;
    pending.add(new Pending(full, workers.submit(() -> full.compress(codecs.get()))));
    while (!pending.isEmpty() && (pending.size() >= inFlight || pending.getFirst().done.isDone())) {
      writeFirst();
    }
    current = free.isEmpty() ? new Chunk() : free.remove();
    current.length = 0;
  }

  /**
   * Puts one block of tar into a stored member of its own, whose content can be {@linkplain #patch
   * replaced} later.
   *
   * @return the chunk's number
   */
  int writePatchable(byte[] block) throws DestinationException, InterruptedException {
    flush();
    Chunk chunk = new Chunk();
    chunk.content.put(0, block);
    chunk.length = block.length;
    chunk.store();
    append(chunk);
    tarLength += block.length;
    return table.count() - 1;
  }

  /** Replaces the content of a patchable chunk by other content of the same length. */
  void patch(int number, byte[] block) throws DestinationException, InterruptedException {
    Chunk chunk = new Chunk();
    chunk.content.put(0, block);
    chunk.length = block.length;
    chunk.store();
    writeAt(chunk, table.fileOffset(number));
    table.replace(number, chunk.crc, chunk.sha256);
  }

  /** Ends the current chunk and writes everything out. */
  void flush() throws DestinationException, InterruptedException {
    cut();
    while (!pending.isEmpty()) {
      writeFirst();
    }
  }

  /** Forgets everything after the first {@code chunks} chunks. */
  void truncate(int chunks) throws DestinationException, InterruptedException {
    flush();
    table.truncate(chunks);
    tarLength = table.tarLength();
    try {
      out.truncate(table.fileLength());
    } catch (ClosedByInterruptException e) {
      throw interrupted();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Writes bytes that are not part of the tar after all chunks. */
  void writeRaw(byte[] bytes) throws DestinationException, InterruptedException {
    flush();
    writeAt(ByteBuffer.wrap(bytes), table.fileLength());
  }

  /** Hex digest of what is in the file from {@code offset} on. */
  String sha256From(long offset) throws DestinationException, InterruptedException {
    MessageDigest digest = Sha256.create();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    try {
      long at = offset;
      while (out.read(buffer, at) > 0) {
        at += buffer.position();
        digest.update(buffer.array(), 0, buffer.position());
        buffer.clear();
      }
    } catch (ClosedByInterruptException e) {
      throw interrupted();
    } catch (IOException e) {
      throw failed(e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private void writeFirst() throws DestinationException, InterruptedException {
    Pending first = pending.getFirst();
    try {
      first.done.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a chunk could not be compressed", e.getCause());
    }
    pending.removeFirst();
    append(first.chunk);
    free.add(first.chunk);
  }

  private void append(Chunk chunk) throws DestinationException, InterruptedException {
    writeAt(chunk, table.fileLength());
    table.add(chunk.memberLength, chunk.length, chunk.crc, chunk.sha256);
  }

  private void writeAt(Chunk chunk, long offset) throws DestinationException, InterruptedException {
    writeAt(chunk.member.slice(0, chunk.memberLength), offset);
  }

  private void writeAt(ByteBuffer bytes, long offset)
      throws DestinationException, InterruptedException {
    try {
      long at = offset;
      while (bytes.hasRemaining()) {
        at += out.write(bytes, at);
      }
    } catch (ClosedByInterruptException e) {
      throw interrupted();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static InterruptedException interrupted() {
    Thread.interrupted(); // the exception carries it from here on
    return new InterruptedException("interrupted while writing the archive");
  }

  private static DestinationException failed(IOException e) {
    return new DestinationException("the archive could not be written: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    workers.shutdown();
    pending.forEach(p -> p.done.cancel(false));
    boolean interrupted = false;
    while (true) {
      try {
        if (workers.awaitTermination(1, TimeUnit.MINUTES)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true; // codecs must not be freed under a worker
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    synchronized (openCodecs) {
      openCodecs.forEach(ChunkCodec::close);
      openCodecs.clear();
    }
    pending.clear(); // whoever verifies next needs the memory
    free.clear();
  }

  private record Pending(Chunk chunk, Future<?> done) {}

  /** One chunk with its buffers, used again and again. */
  private static final class Chunk {
    private final ByteBuffer content = ByteBuffer.allocateDirect(Index.MAX_CHUNK);
    private final ByteBuffer member =
        ByteBuffer.allocateDirect(Member.HEADER + Stored.bound(Index.MAX_CHUNK) + Member.TRAILER);
    private final MessageDigest digest = Sha256.create();
    private int length;
    private int memberLength;
    private int crc;
    private byte[] sha256 = {};

    void compress(ChunkCodec codec) {
      frame(codec.compress(content, length, member, Member.HEADER));
    }

    void store() {
      frame(Stored.encode(content, length, member, Member.HEADER));
    }

    private void frame(int deflated) {
      Member.putHeader(member, 0);
      Member.putTrailer(member, Member.HEADER + deflated, crc32(content, length), length);
      memberLength = Member.HEADER + deflated + Member.TRAILER;
      crc = crc32(member, memberLength);
      digest.update(content.slice(0, length));
      sha256 = digest.digest();
    }

    private static int crc32(ByteBuffer bytes, int length) {
      CRC32 crc = new CRC32();
      crc.update(bytes.slice(0, length));
      return (int) crc.getValue();
    }
  }
}
