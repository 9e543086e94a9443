package io.holdfast.archive.internal.tree;

/** One entry cannot be written; the others can. The message says why, for people. */
final class Problem extends Exception {
  private static final long serialVersionUID = 1L;

  Problem(String message) {
    super(message, null, false, false);
  }
}
