package io.holdfast.archive.internal.tar;

import java.util.Optional;

/**
 * POSIX ACLs as text, with numbers for users and groups, and as the kernel keeps them in an
 * attribute (linux/posix_acl_xattr.h). Entries stay in their order, so either form gives back the
 * other exactly.
 */
final class AclText {
  private static final int VERSION = 2;
  private static final int HEADER = 4;
  private static final int ENTRY = 8;
  private static final long NOBODY = 0xffff_ffffL;
  private static final int[] TAGS = {0x01, 0x02, 0x04, 0x08, 0x10, 0x20};
  private static final String[] NAMES = {"user", "user", "group", "group", "mask", "other"};

  private AclText() {}

  /** The text of an attribute's value, lines without a newline at the end; empty if it is none. */
  static Optional<String> of(String value) {
    int length = value.length() - HEADER;
    if (length <= 0 || length % ENTRY != 0 || number(value, 0, 4) != VERSION) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder(length * 2);
    for (int at = HEADER; at < value.length(); at += ENTRY) {
      int kind = kind((int) number(value, at, 2));
      long permissions = number(value, at + 2, 2);
      long id = number(value, at + 4, 4);
      if (kind < 0 || permissions > 7 || isNamed(kind) == (id == NOBODY)) {
        return Optional.empty();
      }
      text.append(at == HEADER ? "" : "\n").append(NAMES[kind]).append(':');
      text.append(isNamed(kind) ? Long.toString(id) : "").append(':');
      text.append((permissions & 4) != 0 ? 'r' : '-');
      text.append((permissions & 2) != 0 ? 'w' : '-');
      text.append((permissions & 1) != 0 ? 'x' : '-');
    }
    return Optional.of(text.toString());
  }

  /**
   * The attribute's value for a text, lines or parts between commas; empty if it is none, or names
   * somebody whose number it does not tell.
   */
  static Optional<String> parse(String text) {
    StringBuilder value = new StringBuilder();
    append(value, VERSION, 4);
    for (String line : text.split("[\n,]", -1)) {
      int comment = line.indexOf('#');
      String entry = (comment < 0 ? line : line.substring(0, comment)).strip();
      if (!entry.isEmpty() && !append(value, entry.split(":", -1))) {
        return Optional.empty();
      }
    }
    return value.length() == HEADER ? Optional.empty() : Optional.of(value.toString());
  }

  /** Appends {@code user:<who>:rwx}, perhaps with a number behind it, as bsdtar writes. */
  private static boolean append(StringBuilder value, String[] fields) {
    if (fields.length < 3 || fields.length > 4 || fields[2].length() != 3) {
      return false;
    }
    String who = fields.length == 4 ? fields[3] : fields[1];
    int kind = -1;
    for (int i = 0; i < NAMES.length; i++) {
      if (NAMES[i].equals(fields[0]) && isNamed(i) != fields[1].isEmpty()) {
        kind = i;
      }
    }
    long id = NOBODY;
    if (kind >= 0 && isNamed(kind)) {
      if (who.isEmpty() || who.length() > 10 || !who.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return false;
      }
      id = Long.parseLong(who);
    }
    int permissions = 0;
    for (int i = 0; i < 3; i++) {
      char c = fields[2].charAt(i);
      if (c != '-' && c != "rwx".charAt(i)) {
        return false;
      }
      permissions = (permissions << 1) | (c == '-' ? 0 : 1);
    }
    if (kind < 0 || id > NOBODY) {
      return false;
    }
    append(value, TAGS[kind], 2);
    append(value, permissions, 2);
    append(value, id, 4);
    return true;
  }

  private static boolean isNamed(int kind) {
    return kind == 1 || kind == 3;
  }

  private static int kind(int tag) {
    for (int i = 0; i < TAGS.length; i++) {
      if (TAGS[i] == tag) {
        return i;
      }
    }
    return -1;
  }

  /** A little-endian number. */
  private static long number(String value, int at, int bytes) {
    long number = 0;
    for (int i = at + bytes - 1; i >= at; i--) {
      number = (number << 8) | value.charAt(i);
    }
    return number;
  }

  private static void append(StringBuilder value, long number, int bytes) {
    for (int i = 0; i < bytes; i++) {
      value.append((char) ((number >>> (8 * i)) & 0xff));
    }
  }
}
