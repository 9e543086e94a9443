package io.holdfast.archive.internal.tree;

import io.holdfast.archive.internal.posix.DescriptorCalls;
import io.holdfast.core.catalog.SparseMap;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Opens files that have holes. Whether one may have some is told by the space it takes, so that
 * others cost one look. Loads nothing before it is asked for the first file.
 */
final class SparseFiles {
  private final boolean host;

  /**
   * @param host whether files are on file systems of the kernel
   */
  SparseFiles(boolean host) {
    this.host = host;
  }

  /** Whether a file takes less space than it has bytes. */
  boolean isCandidate(OpenDirectory parent, String name, long size) throws IOException {
    Optional<DescriptorCalls> calls = host ? DescriptorCalls.load() : Optional.empty();
    return calls.isPresent() && calls.get().allocated(parent.heldPath(name)) < size;
  }

  /** How many bytes of a file are data; all of them where that cannot be told. */
  long dataLength(OpenDirectory parent, String name, long size) {
    try {
      if (!isCandidate(parent, name, size)) {
        return size;
      }
      DescriptorCalls calls = DescriptorCalls.load().orElseThrow();
      int descriptor = calls.openFile(parent.heldPath(name));
      try {
        return Holes.in(calls, descriptor, size).map(SparseMap::dataLength).orElse(size);
      } finally {
        calls.close(descriptor);
      }
    } catch (IOException e) {
      return size;
    }
  }

  /**
   * Opens a candidate.
   *
   * @throws NoSuchFileException when something else stands there by now
   */
  Open open(OpenDirectory parent, String name, long size) throws IOException {
    DescriptorCalls calls = DescriptorCalls.load().orElseThrow();
    int descriptor = calls.openFile(parent.heldPath(name));
    try {
      Path path = Path.of(DescriptorCalls.path(descriptor));
      if (!Files.isRegularFile(path)) {
        throw new NoSuchFileException(name);
      }
      Optional<SparseMap> map = Holes.in(calls, descriptor, size);
      // The JDK makes no channel of a descriptor, but opens what it stands for once more.
      return new Open(FileChannel.open(path, StandardOpenOption.READ), map);
    } finally {
      calls.close(descriptor);
    }
  }

  /**
   * An open file.
   *
   * @param map empty when it has no holes after all
   */
  record Open(FileChannel channel, Optional<SparseMap> map) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
