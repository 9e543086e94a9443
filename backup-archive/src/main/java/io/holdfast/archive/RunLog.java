package io.holdfast.archive;

import io.holdfast.archive.internal.catalog.PrivateFiles;
import io.holdfast.archive.internal.catalog.Uninterrupted;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.event.BackupEvent;
import io.holdfast.core.event.BackupListener;
import io.holdfast.core.event.EventText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of all runs in a destination: {@code backup.log}, appended, UTF-8, mode 0600, lines
 * {@code [yyyy-MM-dd HH:mm:ss] text} in the plan's zone. Above 10 MB it becomes {@code
 * backup.log.1}, and the one before is dropped.
 *
 * <p>A log that cannot be written is reported once through SLF4J and fails nothing; each further
 * event tries again, so that the last words of a run on a full disk have their chance. Where the
 * destination does not exist no log is made. Not thread-safe; plans that share a destination share
 * the log, and their lines do not mix.
 */
public final class RunLog implements BackupListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunLog.class);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
  private static final long LARGEST = 10_000_000;

  private final Path file;
  private final ZoneId zone;
  private @Nullable FileChannel channel;
  private boolean torn;
  private boolean reported;

  private RunLog(Path file, ZoneId zone) {
    this.file = file;
    this.zone = zone;
  }

  /**
   * The log of a destination. Nothing is made before the first event.
   *
   * @param destination the directory of the archives
   * @param zone of the time stamps
   * @return closed by the caller
   */
  public static RunLog in(Path destination, ZoneId zone) {
    return new RunLog(destination.toAbsolutePath().resolve("backup.log"), zone);
  }

  /** A log in a file of any name. */
  static RunLog to(Path file, ZoneId zone) {
    return new RunLog(file, zone);
  }

  @Override
  public void onEvent(BackupEvent event) {
    String stamp = "[" + TIME.format(LocalDateTime.ofInstant(event.at(), zone)) + "] ";
    String lines =
        EventText.lines(event).stream()
            .flatMap(String::lines)
            .map(line -> stamp + Printable.of(line) + "\n")
            .collect(Collectors.joining());
    if (lines.isEmpty()) {
      return;
    }
    try {
      append(lines);
    } catch (IOException e) {
      if (!reported) {
        reported = true;
        LOG.warn("cannot write the log {}: {}", file, e.toString());
      }
    }
  }

  @Override
  public void close() {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        LOG.warn("cannot close the log {}: {}", file, e.toString());
      }
    }
  }

  /** One write for all lines: other processes append to the same file. */
  private void append(String lines) throws IOException {
    if (channel == null && !Files.isDirectory(file.resolveSibling(""))) {
      return;
    }
    Uninterrupted.call(
        () -> {
          FileChannel out = opened();
          ByteBuffer bytes = StandardCharsets.UTF_8.encode(torn ? "\n" + lines : lines);
          int length = bytes.remaining();
          try {
            while (bytes.hasRemaining()) {
              out.write(bytes);
            }
            torn = false;
          } catch (IOException e) {
            torn |= bytes.remaining() < length;
            throw e;
          }
          return out;
        });
  }

  private FileChannel opened() throws IOException {
    FileChannel open = channel;
    if (open != null && open.isOpen()) {
      return open;
    }
    if (open == null) {
      rotate();
    }
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      try {
        PrivateFiles.create(file).close();
      } catch (FileAlreadyExistsException e) {
        LOG.debug("another run made {} at the same time", file);
      }
    }
    open =
        FileChannel.open(
            file, StandardOpenOption.WRITE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
    channel = open;
    return open;
  }

  private void rotate() throws IOException {
    if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) > LARGEST) {
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ".1"),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
