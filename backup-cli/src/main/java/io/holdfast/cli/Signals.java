package io.holdfast.cli;

import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Turns the first signal into an interrupt of the working thread, which cleans up, and lets a
 * second one end the process at once. Signals that the process was started to ignore stay ignored.
 */
final class Signals {
  private final Thread worker;
  private final PrintWriter err;
  private final AtomicReference<ExitCode> received = new AtomicReference<>();

  private Signals(Thread worker, PrintWriter err) {
    this.worker = worker;
    this.err = err;
  }

  /**
   * Takes over from the JVM, whose own handling would let a run neither clean up nor end twice.
   *
   * @param err for a word to whoever waits
   */
  static Signals install(Thread worker, PrintWriter err) {
    Signals signals = new Signals(worker, err);
    signals.handle("INT", ExitCode.INTERRUPTED);
    signals.handle("TERM", ExitCode.TERMINATED);
    signals.handle("HUP", ExitCode.TERMINATED);
    return signals;
  }

  /** What the first signal asks to end with. */
  Optional<ExitCode> received() {
    return Optional.ofNullable(received.get());
  }

  private void handle(String name, ExitCode code) {
    try {
      // Reflection, since the compiler warns of this supported class and cannot be told not to
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler onSignal =
          (proxy, method, args) -> {
            if (method.getName().equals("handle")) {
              arrived(code);
              return null;
            }
            // hashCode, equals and toString of the proxy
            return method.getName().equals("equals")
                ? proxy == args[0]
                : method.getName().equals("hashCode") ? (Object) name.hashCode() : name;
          };
      signal
          .getMethod("handle", signal, handler)
          .invoke(
              null,
              signal.getConstructor(String.class).newInstance(name),
              Proxy.newProxyInstance(
                  Signals.class.getClassLoader(), new Class<?>[] {handler}, onSignal));
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      // This system has no such signal, or the JVM was told to keep it: its default stays
      return;
    }
  }

  private void arrived(ExitCode code) {
    if (!received.compareAndSet(null, code)) {
      Runtime.getRuntime().halt(code.number());
    }
    worker.interrupt();
    err.println("holdfast: stopping and cleaning up; a second signal ends at once");
    err.flush();
  }
}
