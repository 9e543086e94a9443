package io.holdfast.archive.internal.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.archive.internal.codec.ChunkCodec;
import io.holdfast.archive.internal.codec.Codecs;
import io.holdfast.archive.internal.codec.Stored;
import io.holdfast.archive.internal.format.Sha256;
import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.plan.Compression;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class ChunkPipelineTest {
  private static final int MIB = 1 << 20;

  /** More than may ever be in flight. */
  private static final long ENDLESS = 1L << 40;

  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(ints = {1, 511, MIB - 1, MIB, MIB + 1, 2 * MIB, 5 * MIB + 77})
  void everyFileGetsTheDigestOfItsContent(int size) throws Exception {
    byte[] before = random(300);
    byte[] content = random(size);
    Path file = temp.resolve("a");
    try (FileChannel out = create(file);
        ChunkPipeline pipeline = pipeline(out)) {
      pipeline.write(before, 0, before.length);
      FileDigest first = write(pipeline, content);
      FileDigest second = write(pipeline, before);
      FileDigest none = write(pipeline, new byte[0]);
      pipeline.flush();

      assertThat(first.get()).isEqualTo(Sha256.create().digest(content));
      assertThat(second.get()).isEqualTo(Sha256.create().digest(before));
      assertThat(none.get()).isEqualTo(Sha256.create().digest());
      assertThat(pipeline.table().tarLength()).isEqualTo(2L * before.length + size);
    }
    try (SequenceInputStream expected =
            new SequenceInputStream(
                new SequenceInputStream(
                    new ByteArrayInputStream(before), new ByteArrayInputStream(content)),
                new ByteArrayInputStream(before));
        GZIPInputStream read = new GZIPInputStream(Files.newInputStream(file))) {
      assertThat(read).hasSameContentAs(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {128 << 10, MIB - 3, MIB})
  void aFileThatIsAChunkHasItsDigest(int size) throws Exception {
    try (FileChannel out = create(temp.resolve("a"));
        ChunkPipeline pipeline = pipeline(out)) {
      pipeline.write(random(512), 0, 512);
      pipeline.cut();
      FileDigest file = write(pipeline, random(size));
      pipeline.cut();
      pipeline.write(random(512), 0, 512);
      pipeline.flush();

      assertThat(pipeline.table().count()).isEqualTo(3);
      assertThat(pipeline.table().sha256(1)).isEqualTo(HexFormat.of().formatHex(file.get()));
    }
  }

  @Test
  void aFileThatWasGivenUpLeavesNothingInTheNextOnesDigest() throws Exception {
    byte[] content = random(3 * MIB);
    try (FileChannel out = create(temp.resolve("a"));
        ChunkPipeline pipeline = pipeline(out)) {
      assertThatThrownBy(
              () ->
                  pipeline.writeFile(
                      new StreamContent(
                          new SequenceInputStream(
                              new ByteArrayInputStream(content), new BrokenStream())),
                      content.length + 1L,
                      ProgressListener.NONE))
          .isInstanceOf(IOException.class)
          .hasMessage("broken");
      pipeline.truncate(0);
      FileDigest file = write(pipeline, content);
      pipeline.flush();

      assertThat(file.get()).isEqualTo(Sha256.create().digest(content));
      assertThat(pipeline.table().tarLength()).isEqualTo(content.length);
      assertThat(out.size()).isEqualTo(pipeline.table().fileLength());
    }
  }

  @Test
  void whatFailsInACodecEndsTheReading() throws Exception {
    RuntimeException broken = new IllegalArgumentException("broken");
    AtomicLong read = new AtomicLong();
    try (FileChannel out = create(temp.resolve("a"));
        ChunkPipeline pipeline =
            new ChunkPipeline(
                out,
                codec(
                    () -> {
                      throw broken;
                    }),
                Optional.empty())) {
      assertThatThrownBy(() -> pipeline.writeFile(endless(read), ENDLESS, ProgressListener.NONE))
          .isInstanceOf(IllegalStateException.class)
          .hasCause(broken);
      assertThatThrownBy(pipeline::flush).hasCause(broken);
    }
  }

  @Test
  void anErrorInACodecSurfacesAsItself() throws Exception {
    Error error = new OutOfMemoryError("thrown by a test");
    try (FileChannel out = create(temp.resolve("a"));
        ChunkPipeline pipeline =
            new ChunkPipeline(
                out,
                codec(
                    () -> {
                      throw error;
                    }),
                Optional.empty())) {
      assertThat(
              catchThrowable(
                  () ->
                      pipeline.writeFile(
                          endless(new AtomicLong()), ENDLESS, ProgressListener.NONE)))
          .isSameAs(error);
    }
  }

  @Test
  void aFullDiskEndsTheReading() throws Exception {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full));
    AtomicLong read = new AtomicLong();
    try (FileChannel out =
            FileChannel.open(full, StandardOpenOption.READ, StandardOpenOption.WRITE);
        ChunkPipeline pipeline = pipeline(out)) {
      assertThatThrownBy(() -> pipeline.writeFile(endless(read), ENDLESS, ProgressListener.NONE))
          .isInstanceOf(DestinationException.class)
          .hasCauseInstanceOf(IOException.class)
          .hasMessageContaining("No space left");
    }
  }

  @Test
  void aFixedNumberOfChunksIsInFlightAndAnInterruptEndsTheWaitForOne() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    AtomicLong read = new AtomicLong();
    Thread caller = Thread.currentThread();
    Thread interrupter =
        new Thread(
            () -> {
              try {
                while (caller.getState() != Thread.State.WAITING) {
                  Thread.sleep(1);
                }
                caller.interrupt();
              } catch (InterruptedException e) {
                caller.interrupt();
              }
            });
    try (FileChannel out = create(temp.resolve("a"));
        ChunkPipeline pipeline =
            new ChunkPipeline(
                out,
                codec(
                    () -> {
                      try {
                        never.await();
                      } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                    }),
                Optional.empty())) {
      interrupter.start();
      assertThatThrownBy(() -> pipeline.writeFile(endless(read), ENDLESS, ProgressListener.NONE))
          .isInstanceOf(InterruptedException.class);
      interrupter.join();
      assertThat(Thread.interrupted()).isFalse();
      assertThat(read.get()).isPositive().isLessThanOrEqualTo(24L * MIB);
      assertTimeoutPreemptively(Duration.ofSeconds(20), pipeline::close);
    }
  }

  @Test
  void anInterruptEndsAReadingThatDoesNotNoticeIt() throws Exception {
    AtomicLong read = new AtomicLong();
    try (FileChannel out = create(temp.resolve("a"));
        ChunkPipeline pipeline = pipeline(out)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> pipeline.writeFile(endless(read), ENDLESS, ProgressListener.NONE))
          .isInstanceOf(InterruptedException.class);
      assertThat(Thread.interrupted()).isFalse();
      assertThat(read.get()).isEqualTo(MIB);
      assertThat(out.isOpen()).isTrue();
    }
  }

  private static FileDigest write(ChunkPipeline pipeline, byte[] content) throws Exception {
    return pipeline.writeFile(
        new StreamContent(new ByteArrayInputStream(content)),
        content.length,
        ProgressListener.NONE);
  }

  /** A source that fills every buffer, and counts what it gave. */
  private static ReadableByteChannel endless(AtomicLong read) {
    return new ReadableByteChannel() {
      @Override
      public int read(ByteBuffer into) {
        int count = into.remaining();
        into.position(into.limit());
        read.addAndGet(count);
        return count;
      }

      @Override
      public boolean isOpen() {
        return true;
      }

      @Override
      public void close() {}
    };
  }

  /** A codec that stores, and does something before. */
  private static Supplier<ChunkCodec> codec(Runnable before) {
    return () ->
        new ChunkCodec() {
          @Override
          public int compress(ByteBuffer in, int length, ByteBuffer out, int offset) {
            before.run();
            return Stored.encode(in, length, out, offset);
          }

          @Override
          public void close() {}
        };
  }

  private static ChunkPipeline pipeline(FileChannel out) {
    return new ChunkPipeline(out, Codecs.encoder(Compression.FAST).codecs(), Optional.empty());
  }

  private static FileChannel create(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  /** Ends in an error. */
  private static final class BrokenStream extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("broken");
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      throw new IOException("broken");
    }
  }
}
