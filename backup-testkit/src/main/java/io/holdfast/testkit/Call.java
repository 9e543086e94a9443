package io.holdfast.testkit;

/**
 * One recorded call.
 *
 * @param operation which call
 * @param target what it was about, such as the name of a volume, source or archive; empty where
 *     there is nothing to name; names of several containers are joined by {@code ", "}
 */
public record Call(Operation operation, String target) {

  /**
   * A call that is about nothing in particular.
   *
   * @param operation which call
   * @return a call with an empty target
   */
  public static Call of(Operation operation) {
    return new Call(operation, "");
  }

  /**
   * A call that is about something.
   *
   * @param operation which call
   * @param target what it is about
   * @return a call that is equal to a recorded one of these
   */
  public static Call of(Operation operation, String target) {
    return new Call(operation, target);
  }

  @Override
  public String toString() {
    return target.isEmpty() ? operation.name() : operation + " " + target;
  }
}
