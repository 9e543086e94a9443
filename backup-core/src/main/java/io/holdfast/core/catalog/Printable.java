package io.holdfast.core.catalog;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Turns bytes from file names and containers into text that is safe on a terminal and in a log. */
public final class Printable {
  private Printable() {}

  /**
   * UTF-8 text with control characters, direction marks and malformed bytes shown as {@code \xNN}.
   *
   * <p>Shows bytes as UTF-8 text, with control characters, direction marks and malformed bytes as
   * {@code \xNN}.
   *
   * @param bytes of any kind; not changed
   * @return text without line ends, safe to print
   */
  public static String of(byte[] bytes) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    StringBuilder text = new StringBuilder(bytes.length);
    while (true) {
      var result = decoder.decode(in, out, true);
      out.flip();
      out.toString().codePoints().forEach(c -> append(text, c));
      out.clear();
      if (!result.isError()) {
        return text.toString();
      }
      for (int i = 0; i < result.length(); i++) {
        hex(text, in.get());
      }
      decoder.reset();
    }
  }

  /**
   * Shows text in the same way.
   *
   * @param text of any kind
   * @return text without line ends, safe to print
   */
  public static String of(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c <= '~') ? text : escaped(text);
  }

  private static String escaped(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void append(StringBuilder text, int codePoint) {
    switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR -> {
        for (byte b : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
          hex(text, b);
        }
      }
      default -> text.appendCodePoint(codePoint);
    }
  }

  private static void hex(StringBuilder text, byte b) {
    text.append("\\x")
        .append(Character.forDigit((b >> 4) & 15, 16))
        .append(Character.forDigit(b & 15, 16));
  }
}
