package io.holdfast.archive.catalog;

import io.holdfast.core.catalog.ArchiveName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The file beside an archive that {@code sha256sum -c} reads: {@code <name>.sha256}. */
final class Sidecar {
  static final String EXTENSION = ".sha256";
  private static final int BLOCK = 1 << 20;
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

  /** The hex digest of a file. An interrupt ends it with an {@link IOException}. */
  static String sha256Of(Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
    try (FileChannel in =
        FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      while (in.read(block) >= 0) {
        digest.update(block.flip());
        block.clear();
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
