package io.holdfast.archive.internal.tar;

import java.io.IOException;

/** Bytes that are not a well-formed tar. The message says what is wrong, for people. */
public final class TarFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  public TarFormatException(String message) {
    super(message);
  }
}
