package io.holdfast.archive.internal.catalog;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates files and directories that only their owner may use, whatever the umask. Backups hold
 * everything that is secret on a host. File systems without modes (vfat, some network shares)
 * decide for themselves.
 */
public final class PrivateFiles {
  private static final Logger LOG = LoggerFactory.getLogger(PrivateFiles.class);
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");

  private PrivateFiles() {}

  /**
   * Creates a file of mode 0600 that did not exist, never through a symbolic link.
   *
   * @return closed by the caller
   * @throws FileAlreadyExistsException when anything stands there
   */
  public static FileChannel create(Path file, OpenOption... options) throws IOException {
    Set<OpenOption> all = new HashSet<>(Set.of(options));
    all.add(StandardOpenOption.CREATE_NEW);
    all.add(StandardOpenOption.WRITE);
    all.add(LinkOption.NOFOLLOW_LINKS);
    FileChannel channel = FileChannel.open(file, all, mode(file, FILE));
    try {
      enforce(file, FILE);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Creates a directory of mode 0700. */
  static void createDirectory(Path directory) throws IOException {
    Files.createDirectory(directory, mode(directory, DIRECTORY));
    enforce(directory, DIRECTORY);
  }

  private static FileAttribute<?>[] mode(Path path, Set<PosixFilePermission> wanted) {
    return hasModes(path)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(wanted)}
        : new FileAttribute<?>[0];
  }

  /** The mode given at creation is a wish that the umask cuts down. */
  private static void enforce(Path path, Set<PosixFilePermission> wanted) throws IOException {
    if (!hasModes(path)) {
      return;
    }
    if (Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS).equals(wanted)) {
      return;
    }
    try {
      Files.setPosixFilePermissions(path, wanted);
    } catch (IOException e) {
      LOG.warn(
          "the file system of {} does not keep the mode {} ({}): its mount options decide who can read it",
          path,
          PosixFilePermissions.toString(wanted),
          SystemError.reason(e));
    }
  }

  private static boolean hasModes(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
