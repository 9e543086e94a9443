package io.holdfast.cli.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes a small application's data: modes, links, times, names, content of all kinds. */
public final class SampleData {
  private static final Instant WRITTEN = Instant.parse("2025-10-24T10:25:03.123456789Z");

  private final Random random = new Random(20251024);

  private SampleData() {}

  /** Writes the bind-mounted directories below {@code base}: their names are the result's. */
  public static List<String> directories(Path base) throws IOException {
    SampleData data = new SampleData();
    Path sessions = Files.createDirectories(base.resolve("telegram_sessions"));
    data.binary(sessions.resolve("bot.session"), 28_672);
    mode(sessions.resolve("bot.session"), "rw-------");
    mode(sessions, "rwx------");
    Path logs = base.resolve("logs");
    Files.createDirectories(logs.resolve("old"));
    data.text(logs.resolve("app.log"), "2025-10-24 10:25:03 INFO started\n".repeat(4000));
    data.text(logs.resolve("old/app.log.1"), "2025-10-23 09:00:00 INFO started\n".repeat(2000));
    data.text(logs.resolve("empty.log"), "");
    Files.createSymbolicLink(logs.resolve("current"), Path.of("app.log"));
    Path uploads = Files.createDirectories(base.resolve("data/uploads"));
    for (int i = 0; i < 60; i++) {
      data.binary(uploads.resolve("photo-" + i + ".jpg"), 20_000);
    }
    Files.createLink(uploads.resolve("cover.jpg"), uploads.resolve("photo-0.jpg"));
    try {
      data.text(uploads.resolve("\u0437\u0430\u043c\u0435\u0442\u043a\u0438.txt"), "not ASCII\n");
    } catch (InvalidPathException e) {
      // A locale without UTF-8: the demonstration goes on without that name
      data.text(uploads.resolve("notes.txt"), "this locale has no names outside ASCII\n");
    }
    return List.of("telegram_sessions", "logs", "data/uploads");
  }

  /** Writes what two volumes hold below {@code base}: their names are the result's. */
  public static List<String> volumes(Path base) throws IOException {
    SampleData data = new SampleData();
    Path postgres = Files.createDirectories(base.resolve("postgres_data"));
    Path database = Files.createDirectories(postgres.resolve("base/1"));
    data.text(postgres.resolve("PG_VERSION"), "16\n");
    for (int i = 0; i < 40; i++) {
      data.binary(database.resolve(String.valueOf(1200 + i)), 8192);
    }
    mode(database.resolve("1200"), "rw-------");
    own(postgres, 70);
    mode(postgres, "rwx------");
    Path minio = Files.createDirectories(base.resolve("minio_data"));
    data.binary(minio.resolve("recording-1.ogg"), 900_000);
    data.text(minio.resolve("transcript.txt"), "Hello. ".repeat(20_000));
    Files.createSymbolicLink(minio.resolve("latest"), Path.of("recording-1.ogg"));
    return List.of("postgres_data", "minio_data");
  }

  /** Removes a tree; links are removed, not followed. */
  public static void remove(Path tree) throws IOException {
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private void binary(Path file, int size) throws IOException {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    write(file, bytes);
  }

  private void text(Path file, String text) throws IOException {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, FileTime.from(WRITTEN));
  }

  private static void mode(Path file, String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  /** Gives a folder to another owner, which only root may. */
  private static void own(Path file, int id) throws IOException {
    if (Integer.valueOf(0).equals(Files.getAttribute(file, "unix:uid"))) {
      Files.setAttribute(file, "unix:uid", id);
      Files.setAttribute(file, "unix:gid", id);
    }
  }
}
