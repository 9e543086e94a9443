package io.holdfast.archive.internal.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

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

  /** Hex digest of what is in a file from {@code offset} on. */
  public static String hexFrom(FileChannel file, long offset) throws IOException {
    MessageDigest digest = create();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    long at = offset;
    while (file.read(buffer, at) > 0) {
      at += buffer.position();
      digest.update(buffer.flip());
      buffer.clear();
    }
    return HexFormat.of().formatHex(digest.digest());
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
