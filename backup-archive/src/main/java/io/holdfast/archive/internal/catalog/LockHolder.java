package io.holdfast.archive.internal.catalog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who holds a lock, as the lock file tells people. The kernel's lock decides, never this text. */
record LockHolder(long pid, String host, Instant since) {
  private static final Pattern GRAMMAR =
      Pattern.compile("pid ([0-9]{1,18})\nhost (\\S{1,255})\nsince (\\S{1,40})\n");
  private static final int LONGEST = 1024;

  /** Reads what {@link #write} wrote; empty when the holder has not written yet. */
  static Optional<LockHolder> read(FileChannel file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(LONGEST);
    while (bytes.hasRemaining() && file.read(bytes, bytes.position()) >= 0) {
      // a read may be short
    }
    Matcher matcher = GRAMMAR.matcher(StandardCharsets.UTF_8.decode(bytes.flip()));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new LockHolder(
              Long.parseLong(matcher.group(1)), matcher.group(2), Instant.parse(matcher.group(3))));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  void write(FileChannel file) throws IOException {
    ByteBuffer bytes =
        StandardCharsets.UTF_8.encode("pid " + pid + "\nhost " + host + "\nsince " + since + "\n");
    file.truncate(0);
    file.position(0);
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }
}
