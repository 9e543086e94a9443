package io.holdfast.archive.internal.codec;

import java.io.IOException;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A library of native code: loaded when it is first wanted, and refused for good once it fails. Not
 * thread-safe.
 */
final class ForeignLibrary {
  private final String name;
  private final Loader loader;
  private final IntFunction<ChunkCodec> codecs;
  private boolean loaded;
  private @Nullable String refusal;

  /**
   * @param name for people
   * @param codecs makes a codec of a level, once it is loaded
   */
  ForeignLibrary(String name, Loader loader, IntFunction<ChunkCodec> codecs) {
    this.name = name;
    this.loader = loader;
    this.codecs = codecs;
  }

  ChunkCodec codec(int level) {
    return codecs.apply(level);
  }

  /** Why it is not used; empty as long as nothing speaks against it. */
  Optional<String> refusal() {
    return Optional.ofNullable(refusal).map(why -> name + " does not work here (" + why + ")");
  }

  /**
   * Loads it, and holds it against a test. A library may fail in more ways than it declares, and
   * whatever it is, another one can take over.
   *
   * @param test throws {@link IllegalStateException} when the library lies
   */
  boolean passes(Runnable test) {
    if (refusal != null) {
      return false;
    }
    try {
      if (!loaded) {
        loader.load();
        loaded = true;
      }
      test.run();
      return true;
    } catch (IOException | LinkageError | RuntimeException e) {
      String message = e.getMessage();
      refusal = message == null ? e.toString() : firstReason(message);
      return false;
    }
  }

  /** JNA's messages have several lines, the first of which may only say that others follow. */
  private static String firstReason(String message) {
    return message.lines().filter(line -> !line.endsWith(":")).findFirst().orElse(message);
  }

  /** Knows where a library is. */
  interface Loader {
    /**
     * Makes it usable.
     *
     * @throws IOException or a {@link LinkageError} when it does not work here
     */
    void load() throws IOException;
  }
}
