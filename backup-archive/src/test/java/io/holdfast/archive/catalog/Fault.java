package io.holdfast.archive.catalog;

import java.io.IOException;
import java.util.Optional;

/**
 * Lets one operation of a file system fail, counted from its arming. Not thread-safe but for reads.
 */
final class Fault {
  private int countdown = -1;
  private String wanted = "";
  private Optional<String> hit = Optional.empty();

  /** Lets the operation fail before which {@code operations} others were made. */
  synchronized void arm(int operations) {
    arm("", operations);
  }

  /** Counts only operations of this name, such as {@code delete}. */
  synchronized void arm(String name, int operations) {
    wanted = name;
    countdown = operations;
    hit = Optional.empty();
  }

  synchronized void disarm() {
    countdown = -1;
  }

  /** The operation that failed since the arming. */
  synchronized Optional<String> hit() {
    return hit;
  }

  /** Called before each operation. */
  synchronized void at(String operation) throws IOException {
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
