package io.holdfast.archive.format;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Makes SHA-256 digests. */
public final class Sha256 {
  private Sha256() {}

  public static MessageDigest create() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Whether 64 lower case hex digits are those of a digest. */
  public static boolean isHex(String hex, byte[] digest) {
    boolean same = hex.length() == 2 * digest.length;
    for (int i = 0; same && i < digest.length; i++) {
      same =
          hex.charAt(2 * i) == Character.forDigit(digest[i] >> 4 & 15, 16)
              && hex.charAt(2 * i + 1) == Character.forDigit(digest[i] & 15, 16);
    }
    return same;
  }
}
