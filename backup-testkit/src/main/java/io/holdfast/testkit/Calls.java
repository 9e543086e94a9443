package io.holdfast.testkit;

import io.holdfast.core.ArchiveException;
import io.holdfast.core.BackupException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.EngineException;
import io.holdfast.core.SourceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * What was called on the doubles that share it, in order, and what calls are made to do: fail,
 * wait, be interrupted. One instance given to the engine, the catalog and the directories shows the
 * order between them, and numbers their calls for {@link #failAt}. Thread-safe.
 */
public final class Calls {
  private final List<Call> recorded = new ArrayList<>();
  private final List<Rule> rules = new ArrayList<>();

  /** Nothing was called yet, and nothing is arranged. */
  public Calls() {}

  /** Something that happens just before a call does its work, on the calling thread. */
  @FunctionalInterface
  public interface Action {
    /**
     * Does what is to happen before the call.
     *
     * @param call the one that waits for it
     * @throws InterruptedException when the thread was interrupted, which the call then is
     */
    void run(Call call) throws InterruptedException;
  }

  private interface Step {
    void run(Call call) throws BackupException, InterruptedException;
  }

  private record Rule(Predicate<Numbered> applies, Step step) {}

  private record Numbered(int index, Call call) {}

  /** {@return all calls so far, those that failed included} */
  public List<Call> list() {
    synchronized (recorded) {
      return List.copyOf(recorded);
    }
  }

  /**
   * The targets of all calls of one operation so far.
   *
   * @param operation which calls
   * @return in the order of the calls, repeated where they were
   */
  public List<String> targets(Operation operation) {
    return list().stream().filter(c -> c.operation() == operation).map(Call::target).toList();
  }

  /**
   * Counts the calls of one operation so far.
   *
   * @param operation which calls
   * @return those that failed included
   */
  public int count(Operation operation) {
    return targets(operation).size();
  }

  /**
   * Makes every call of an operation fail.
   *
   * @param operation which calls
   * @param failure thrown each time
   * @throws IllegalArgumentException when the port does not let that call throw such an exception
   */
  public void failOn(Operation operation, BackupException failure) {
    add(operation, n -> n.call.operation() == operation, failure);
  }

  /**
   * Makes the calls of an operation fail that are about {@code target}.
   *
   * @param operation which calls
   * @param target what they are about
   * @param failure thrown each time
   * @throws IllegalArgumentException when the port does not let that call throw such an exception
   */
  public void failOn(Operation operation, String target, BackupException failure) {
    add(operation, n -> n.call.equals(Call.of(operation, target)), failure);
  }

  /**
   * Makes one call of an operation fail: the {@code nth} from now on, counted from 1.
   *
   * @param operation which calls
   * @param nth 1 or more
   * @param failure thrown once
   * @throws IllegalArgumentException when the port does not let that call throw such an exception
   */
  public void failOnce(Operation operation, int nth, BackupException failure) {
    if (nth < 1) {
      throw new IllegalArgumentException("calls count from 1, not from " + nth);
    }
    AtomicInteger left = new AtomicInteger(nth);
    add(operation, n -> n.call.operation() == operation && left.decrementAndGet() == 0, failure);
  }

  /**
   * Makes the call with this number, counted from 0 over all operations, fail in the usual way of
   * its operation. A call that cannot fail goes on.
   *
   * @param index as in {@link #list}
   */
  public void failAt(int index) {
    add(n -> n.index == index, Calls::failUsually);
  }

  /**
   * Interrupts the thread of the call with this number. A call that can be interrupted throws
   * {@link InterruptedException}; any other leaves the flag to the next one.
   *
   * @param index as in {@link #list}
   */
  public void interruptAt(int index) {
    add(n -> n.index == index, call -> Thread.currentThread().interrupt());
  }

  /**
   * Runs an action before every call of an operation: to wait for a latch, to look at the world.
   *
   * @param operation which calls
   * @param action runs each time
   */
  public void before(Operation operation, Action action) {
    add(n -> n.call.operation() == operation, action::run);
  }

  /**
   * Makes every call of an operation take that long, by the clock: nothing sleeps.
   *
   * @param operation which calls
   * @param takes how long
   * @param clock moved on by that much
   */
  public void slow(Operation operation, Duration takes, MutableClock clock) {
    before(operation, call -> clock.advance(takes));
  }

  private void add(Operation operation, Predicate<Numbered> applies, BackupException failure) {
    if (operation.failures().stream().noneMatch(type -> type.isInstance(failure))) {
      throw new IllegalArgumentException(
          operation
              + " cannot fail with a "
              + failure.getClass().getSimpleName()
              + ", only with: "
              + operation.failures().stream().map(Class::getSimpleName).toList());
    }
    add(
        applies,
        call -> {
          throw failure;
        });
  }

  private void add(Predicate<Numbered> applies, Step step) {
    synchronized (recorded) {
      rules.add(new Rule(applies, step));
    }
  }

  private static void failUsually(Call call) throws BackupException {
    if (call.operation().failures().isEmpty()) {
      return;
    }
    Class<? extends BackupException> type = call.operation().failures().get(0);
    String message = "made to fail at: " + call;
    if (type == EngineException.class) {
      throw new EngineException(EngineException.Kind.OTHER, message);
    } else if (type == SourceException.class) {
      throw new SourceException(message);
    } else if (type == ArchiveException.class) {
      throw new ArchiveException(message);
    }
    throw new DestinationException(message);
  }

  /** Records a call that may throw {@code type}, and does what was arranged for it. */
  <E extends BackupException> void enter(Operation operation, String target, Class<E> type)
      throws E, InterruptedException {
    enter(operation, target, type, type);
  }

  <E extends BackupException, F extends BackupException> void enter(
      Operation operation, String target, Class<E> type, Class<F> other)
      throws E, F, InterruptedException {
    Call call = Call.of(operation, target);
    try {
      for (Step step : record(call)) {
        step.run(call);
      }
    } catch (BackupException failure) {
      if (type.isInstance(failure)) {
        throw type.cast(failure);
      }
      throw other.cast(failure);
    }
    if (Thread.interrupted()) {
      throw new InterruptedException(call + " was interrupted");
    }
  }

  /** As {@link #enter}, for a call that cannot be interrupted: the thread's flag stays set. */
  <E extends BackupException> void enterToTheEnd(Operation operation, String target, Class<E> type)
      throws E {
    enterToTheEnd(operation, target, type, type);
  }

  <E extends BackupException, F extends BackupException> void enterToTheEnd(
      Operation operation, String target, Class<E> type, Class<F> other) throws E, F {
    try {
      enter(operation, target, type, other);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** As {@link #enterToTheEnd}, for a call that cannot fail. */
  void enterHarmless(Operation operation, String target) {
    try {
      enterToTheEnd(operation, target, BackupException.class);
    } catch (BackupException e) {
      // Refused when it was arranged
      throw new IllegalStateException(e);
    }
  }

  private List<Step> record(Call call) {
    synchronized (recorded) {
      Numbered numbered = new Numbered(recorded.size(), call);
      recorded.add(call);
      return rules.stream().filter(r -> r.applies.test(numbered)).map(Rule::step).toList();
    }
  }

  @Override
  public String toString() {
    return list().toString();
  }
}
