package io.holdfast.archive.internal.catalog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lets one operation of a file system fail, counted from its arming, or its space run out. Not
 * thread-safe but for reads.
 */
final class Fault {
  private int countdown = -1;
  private String wanted = "";
  private Optional<String> hit = Optional.empty();
  private final List<String> log = new ArrayList<>();
  private long space = Long.MAX_VALUE;
  private Observer observer = operation -> {};

  /** Lets the operation fail before which {@code operations} others were made. */
  synchronized void arm(int operations) {
    arm("", operations);
  }

  /** Counts only operations of this name, such as {@code delete}. */
  synchronized void arm(String name, int operations) {
    wanted = name;
    countdown = operations;
    hit = Optional.empty();
    log.clear();
  }

  synchronized void disarm() {
    countdown = -1;
    space = Long.MAX_VALUE;
  }

  /** Lets only so many bytes be written. */
  synchronized void limitSpace(long bytes) {
    space = bytes;
  }

  /** How much of it is left. */
  synchronized long space() {
    return space;
  }

  /** How many of the wanted bytes can be written; at least one of one or more. */
  synchronized int take(int wanted) throws IOException {
    if (space == 0 && wanted > 0) {
      throw new IOException("No space left on device");
    }
    int taken = (int) Math.min(wanted, space);
    space -= taken;
    return taken;
  }

  /** Every operation since the arming, in order. */
  synchronized List<String> log() {
    return List.copyOf(log);
  }

  /** The operation that failed since the arming. */
  synchronized Optional<String> hit() {
    return hit;
  }

  /** Hears of each operation that changes something, once it is done. */
  synchronized void watch(Observer other) {
    observer = other;
  }

  /** Called after each operation that changes something. */
  synchronized void done(String operation) throws IOException {
    observer.done(operation);
  }

  /** Hears of operations. */
  @FunctionalInterface
  interface Observer {
    void done(String operation) throws IOException;
  }

  /** Called before each operation. */
  synchronized void at(String operation) throws IOException {
    log.add(operation);
    if (countdown < 0 || !operation.startsWith(wanted)) {
      return;
    }
    countdown--;
    if (countdown < 0) {
      hit = Optional.of(operation);
      throw new IOException("Input/output error");
    }
  }
}
