package io.holdfast.archive;

import io.holdfast.archive.internal.catalog.MountPoint;
import io.holdfast.archive.internal.tree.Issues;
import io.holdfast.archive.internal.tree.TreeReader;
import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.run.DirectoryProbe;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** Looks at the directories of this host. Stateless. */
public final class HostDirectories implements DirectoryProbe {
  /** A probe; it holds nothing open. */
  public HostDirectories() {}

  @Override
  public State look(Path path) {
    try {
      if (!Files.readAttributes(path, BasicFileAttributes.class).isDirectory()) {
        return State.NOT_A_DIRECTORY;
      }
      try (DirectoryStream<Path> content = Files.newDirectoryStream(path)) {
        return content.iterator().hasNext() ? State.FILLED : State.EMPTY;
      }
    } catch (NoSuchFileException e) {
      return State.MISSING;
    } catch (NotDirectoryException e) {
      return State.NOT_A_DIRECTORY;
    } catch (IOException | DirectoryIteratorException e) {
      return isBelowNothing(path) ? State.MISSING : State.UNREADABLE;
    }
  }

  @Override
  public boolean isMountPoint(Path directory) {
    return MountPoint.isMounted(directory);
  }

  @Override
  public Extent measure(SourceContent.Tree tree) throws SourceException, InterruptedException {
    return new TreeReader(tree, new Issues()).measure();
  }

  @Override
  public Optional<Space> space(Path directory) {
    for (Path at = directory.toAbsolutePath(); at != null; at = at.getParent()) {
      try {
        FileStore disk = Files.getFileStore(at);
        long free = disk.getUsableSpace();
        // A few network file systems say nothing; beyond what a long can say, there is enough.
        return free <= 0 && disk.getTotalSpace() <= 0
            ? Optional.empty()
            : Optional.of(new Space(disk.toString(), free < 0 ? Long.MAX_VALUE : free));
      } catch (NoSuchFileException e) {
        // It would be made in the one above.
      } catch (IOException e) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** Whether the path's directory is missing or a file. */
  private boolean isBelowNothing(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null) {
      return false;
    }
    State state = look(parent);
    return state == State.MISSING || state == State.NOT_A_DIRECTORY;
  }
}
