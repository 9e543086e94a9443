package io.holdfast.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class BoundedPipeTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(50);

  private final BoundedPipe pipe = new BoundedPipe(LONG, LONG, "stalled");
  private final InputStream in = pipe.source();
  private final OutputStream out = pipe.sink();

  @Test
  void handsOverEveryByteInOrder() throws Exception {
    byte[] data = new byte[5_000_003];
    new Random(1).nextBytes(data);
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(
            () -> {
              Random random = new Random(2);
              int at = 0;
              try {
                while (at < data.length) {
                  int step = Math.min(data.length - at, random.nextInt(300_000));
                  out.write(data, at, step);
                  at += step;
                }
                pipe.end();
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    assertThat(in.read()).isEqualTo(data[0] & 0xff);
    byte[] rest = in.readAllBytes();
    assertThat(rest).hasSize(data.length - 1).endsWith(data[data.length - 1]);
    assertThat(java.util.Arrays.equals(rest, 0, rest.length, data, 1, data.length)).isTrue();
    assertThat(in.read()).isEqualTo(-1);
    writing.get(5, TimeUnit.SECONDS);
  }

  @Test
  void holdsAFastWriterBack() throws Exception {
    AtomicLong written = new AtomicLong();
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(
            () -> {
              try {
                for (int i = 0; i < 100; i++) {
                  out.write(new byte[100_000]);
                  written.addAndGet(100_000);
                }
                pipe.end();
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    Thread.sleep(200);
    assertThat(written.get()).isLessThanOrEqualTo(1 << 20).isGreaterThan(900_000);
    assertThat(in.available()).isEqualTo(1 << 20);
    assertThat(in.readAllBytes()).hasSize(10_000_000);
    writing.get(5, TimeUnit.SECONDS);
  }

  @Test
  void theReaderMeetsTheWritersFailureAfterWhatWasWritten() throws IOException {
    out.write(1);
    pipe.failReader(new IOException("the cable"));
    assertThat(in.read()).isEqualTo(1);
    assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasMessage("the cable");
    assertThatThrownBy(in::read).hasMessage("the cable");
  }

  @Test
  void aFailureAfterTheEndDoesNotCount() throws IOException {
    pipe.end();
    pipe.failReader(new IOException("too late"));
    assertThat(in.read()).isEqualTo(-1);
  }

  @Test
  void closingTheReaderFreesTheWriter() throws Exception {
    CompletableFuture<Throwable> failure =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                out.write(new byte[2_000_000]);
                return new AssertionError("wrote everything");
              } catch (IOException e) {
                return e;
              }
            });
    Thread.sleep(50);
    in.close();
    assertThat(failure.get(5, TimeUnit.SECONDS)).hasMessage("the reader has closed");
    assertThatThrownBy(() -> out.write(1)).isInstanceOf(IOException.class);
  }

  @Test
  void aReaderDoesNotWaitForEver() {
    BoundedPipe impatient = new BoundedPipe(SHORT, LONG, "nothing came");
    assertThatThrownBy(() -> impatient.source().read())
        .isInstanceOf(BoundedPipe.StallException.class)
        .hasMessage("nothing came");
  }

  @Test
  void aWriterDoesNotWaitForEver() {
    BoundedPipe impatient = new BoundedPipe(LONG, SHORT, "nothing was taken");
    assertThatThrownBy(() -> impatient.sink().write(new byte[2_000_000]))
        .isInstanceOf(BoundedPipe.StallException.class)
        .hasMessage("nothing was taken");
  }

  @Test
  void anInterruptEndsAWaitAndIsKept() throws Exception {
    CompletableFuture<String> outcome = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              try {
                outcome.complete("read " + in.read());
              } catch (InterruptedIOException e) {
                outcome.complete("interrupted " + Thread.currentThread().isInterrupted());
              } catch (IOException e) {
                outcome.completeExceptionally(e);
              }
            });
    reader.start();
    Thread.sleep(50);
    reader.interrupt();
    assertThat(outcome.get(5, TimeUnit.SECONDS)).isEqualTo("interrupted true");
  }

  @Test
  void anInterruptedThreadNeitherReadsNorWrites() throws IOException {
    out.write(1);
    Thread.currentThread().interrupt();
    assertThatThrownBy(in::read).isInstanceOf(InterruptedIOException.class);
    assertThatThrownBy(() -> out.write(1)).isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(in.read()).isEqualTo(1);
  }
}
