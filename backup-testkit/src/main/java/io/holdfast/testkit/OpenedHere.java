package io.holdfast.testkit;

import io.holdfast.core.catalog.Catalog;
import java.lang.StackWalker.StackFrame;
import java.security.CodeSource;
import java.util.Optional;

/** Remembers where in the code something was opened: its stack trace is that place. */
final class OpenedHere extends Throwable {
  private static final long serialVersionUID = 1;

  private final String text;

  /** Made when {@code thing} is opened, on the thread that opens it. */
  OpenedHere(String thing) {
    super(thing);
    this.text = thing + caller().map(line -> ", opened at " + line).orElse("");
  }

  /** What was opened, and by which line of the program that is tested, or of its test. */
  String text() {
    return text;
  }

  private static Optional<StackTraceElement> caller() {
    return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
        .walk(
            frames ->
                frames
                    .filter(OpenedHere::isOutside)
                    .map(StackFrame::toStackTraceElement)
                    .findFirst());
  }

  /** Whether a line is neither Holdfast's nor the JDK's. */
  private static boolean isOutside(StackFrame frame) {
    Optional<CodeSource> source = source(frame.getDeclaringClass());
    return source.isPresent()
        && !source.equals(source(OpenedHere.class))
        && !source.equals(source(Catalog.class));
  }

  private static Optional<CodeSource> source(Class<?> type) {
    return Optional.ofNullable(type.getProtectionDomain().getCodeSource());
  }
}
