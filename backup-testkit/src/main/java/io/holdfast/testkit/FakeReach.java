package io.holdfast.testkit;

import io.holdfast.core.EngineException;
import java.util.Optional;

/** Whether the fake engine answers, and what is heard when it does not. Thread-safe. */
final class FakeReach {
  private Optional<Outage> outage = Optional.empty();
  private boolean closed;

  private record Outage(EngineException.Kind kind, String message) {}

  synchronized void stop() {
    outage =
        Optional.of(
            new Outage(
                EngineException.Kind.UNREACHABLE, "no engine answers at fake:, is it running?"));
  }

  synchronized void deny() {
    outage =
        Optional.of(new Outage(EngineException.Kind.DENIED, "permission denied on socket fake:"));
  }

  synchronized void start() {
    outage = Optional.empty();
  }

  synchronized void close() {
    closed = true;
  }

  synchronized boolean isOut() {
    return outage.isPresent();
  }

  synchronized void require() throws EngineException {
    if (closed) {
      throw new IllegalStateException("the engine was closed");
    }
    if (outage.isPresent()) {
      throw new EngineException(outage.get().kind, outage.get().message);
    }
  }

  /** As {@link #require}, before containers are brought back. */
  void requireToResume(String names) throws EngineException {
    try {
      require();
    } catch (EngineException e) {
      throw new EngineException(
          e.kind(), "starting " + names + " again failed: " + e.getMessage(), e);
    }
  }

  /** As {@link #require}, after something was written into a volume. */
  synchronized void requireAfterWriting(String volume) throws EngineException {
    if (outage.isPresent()) {
      throw new EngineException(
          outage.get().kind,
          "writing volume '"
              + volume
              + "' failed: "
              + outage.get().message
              + "; what was written until then stays in it, which is not complete: remove it, or"
              + " restore again with --overwrite");
    }
  }
}
