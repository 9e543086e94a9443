package io.holdfast.testkit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Collects what a test has left behind, and fails it if there is anything. */
final class LeftBehind {
  private final String place;
  private final List<String> things = new ArrayList<>();
  private final List<OpenedHere> openings = new ArrayList<>();

  /**
   * Starts with nothing.
   *
   * @param place where things are left, as in {@code "on the engine"}
   */
  LeftBehind(String place) {
    this.place = place;
  }

  LeftBehind add(String thing) {
    things.add(thing);
    return this;
  }

  LeftBehind addOpen(Collection<OpenedHere> open) {
    open.forEach(opening -> things.add(opening.text()));
    openings.addAll(open);
    return this;
  }

  /**
   * Fails when something was added.
   *
   * @throws AssertionError that names all of it; its cause, and what that suppresses, are the
   *     places where it was opened
   */
  void check() {
    if (things.isEmpty()) {
      return;
    }
    AssertionError failure = new AssertionError("left " + place + ": " + String.join("; ", things));
    if (!openings.isEmpty()) {
      OpenedHere first = openings.get(0);
      openings.stream().skip(1).forEach(first::addSuppressed);
      failure.initCause(first);
    }
    throw failure;
  }
}
