package io.holdfast.archive.internal.catalog;

import io.holdfast.core.catalog.ArchiveName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The file beside an archive that {@code sha256sum -c} reads: {@code <name>.sha256}. */
final class Sidecar {
  static final String EXTENSION = ".sha256";
  private static final long LONGEST = 512;

  private Sidecar() {}

  static String nameOf(ArchiveName archive) {
    return archive + EXTENSION;
  }

  /** The content of a sidecar. */
  static String line(String sha256, ArchiveName archive) {
    return sha256 + "  " + archive + "\n";
  }

  /** Whether a file is a sidecar that we wrote for this archive, and nothing a person put there. */
  static boolean isOurs(Path file, ArchiveName archive) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > LONGEST) {
      return false;
    }
    String content = Files.readString(file, StandardCharsets.ISO_8859_1);
    return content.matches("[0-9a-f]{64}  .*\n") && content.substring(66).equals(archive + "\n");
  }

  /** What is to hash the archive. */
  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
