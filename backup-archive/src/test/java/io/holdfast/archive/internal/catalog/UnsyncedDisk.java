package io.holdfast.archive.internal.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What of a directory is on its disk for certain, and what a power cut at this moment may leave.
 *
 * <p>As POSIX has it: {@code fsync} of a file keeps its content, that of a directory the names in
 * it. Until then any of the changed names may be there or not, in any combination, whatever their
 * order was; and a file may be empty, or have its length and zeros in place of what was written.
 */
final class UnsyncedDisk implements Fault.Observer, AutoCloseable {
  private final Path directory;

  /** Held open, so that no number is given twice. */
  private final Map<Object, FileChannel> files = new HashMap<>();

  private final Map<Object, byte[]> syncedContent = new HashMap<>();
  private Map<String, Object> syncedNames = new TreeMap<>();
  private Map<String, Object> names = new TreeMap<>();
  private boolean directoryIsSynced;
  private final List<Rename> pending = new ArrayList<>();
  private final Cut cut;

  /** A name that was given to a file, or taken away, and is not on the disk yet. */
  private record Rename(String name, Optional<Object> file) {}

  /** Looks at what a power cut may leave. */
  @FunctionalInterface
  interface Cut {
    /**
     * Called after every operation.
     *
     * @param left what may be left of the directory, in all ways there are; an empty one where the
     *     directory itself may be gone
     */
    void after(String operation, Set<Map<String, ByteBuffer>> left) throws IOException;
  }

  /** A disk on which all that is there now is safe. */
  UnsyncedDisk(Path directory, Cut cut) {
    this.directory = directory;
    this.cut = cut;
  }

  @Override
  public void done(String operation) throws IOException {
    note();
    String[] words = operation.split(" ", 2);
    if (words[0].equals("force")) {
      Path forced = Path.of(words[1]);
      if (forced.equals(directory)) {
        syncedNames = new TreeMap<>(names);
        pending.clear();
      } else if (forced.equals(directory.getParent())) {
        directoryIsSynced = true;
      } else {
        Object file = names.get(forced.getFileName().toString());
        if (file != null) {
          syncedContent.put(file, content(file));
        }
      }
    }
    cut.after(operation, left());
  }

  /** Compares the names that are there with those that were. */
  private void note() throws IOException {
    Map<String, Object> now = new TreeMap<>();
    if (Files.exists(directory)) {
      try (Stream<Path> all = Files.list(directory)) {
        for (Path file : all.filter(f -> !f.toString().endsWith(".lock")).toList()) {
          Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
          now.put(file.getFileName().toString(), key);
          if (!files.containsKey(key)) {
            files.put(key, FileChannel.open(file));
          }
        }
      }
    }
    for (String name : new HashSet<>(names.keySet())) {
      if (!now.containsKey(name)) {
        pending.add(new Rename(name, Optional.empty()));
      }
    }
    now.forEach(
        (name, file) -> {
          if (!file.equals(names.get(name))) {
            pending.add(new Rename(name, Optional.of(file)));
          }
        });
    names = now;
  }

  /** Everything that may be left now. */
  Set<Map<String, ByteBuffer>> left() throws IOException {
    Set<Map<String, ByteBuffer>> left = new HashSet<>();
    if (!directoryIsSynced) {
      left.add(Map.of());
    }
    for (long chosen = 0; chosen < 1L << pending.size(); chosen++) {
      Map<String, Object> persisted = new TreeMap<>(syncedNames);
      for (int i = 0; i < pending.size(); i++) {
        Rename rename = pending.get(i);
        if ((chosen & 1L << i) != 0) {
          rename
              .file()
              .ifPresentOrElse(
                  file -> persisted.put(rename.name(), file),
                  () -> persisted.remove(rename.name()));
        }
      }
      left.add(with(persisted, this::synced));
      left.add(with(persisted, this::halfWritten));
    }
    return left;
  }

  /** How much of a file is left. */
  @FunctionalInterface
  private interface Content {
    byte[] of(Object file) throws IOException;
  }

  private static Map<String, ByteBuffer> with(Map<String, Object> names, Content content)
      throws IOException {
    Map<String, ByteBuffer> files = new TreeMap<>();
    for (Map.Entry<String, Object> name : names.entrySet()) {
      files.put(name.getKey(), ByteBuffer.wrap(content.of(name.getValue())));
    }
    return files;
  }

  private byte[] synced(Object file) {
    return syncedContent.getOrDefault(file, new byte[0]);
  }

  private byte[] halfWritten(Object file) throws IOException {
    byte[] content = content(file);
    byte[] synced = synced(file);
    Arrays.fill(content, Math.min(synced.length, content.length), content.length, (byte) 0);
    return content;
  }

  private byte[] content(Object file) throws IOException {
    FileChannel channel = files.get(file);
    ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
    channel.read(bytes, 0);
    if (bytes.hasRemaining()) {
      throw new IOException("a small file was read in part");
    }
    return bytes.array();
  }

  @Override
  public void close() {
    files
        .values()
        .forEach(
            file -> {
              try {
                file.close();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }
}
