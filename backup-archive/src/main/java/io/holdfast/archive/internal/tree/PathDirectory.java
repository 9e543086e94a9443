package io.holdfast.archive.internal.tree;

import io.holdfast.core.catalog.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A directory by its path, for systems where it cannot be held by a handle, and file systems in
 * memory. It keeps to its place as long as nobody else moves directories about meanwhile.
 */
final class PathDirectory implements TargetDirectory {
  static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");

  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final Set<OpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

  private final Path path;
  private final RawNames names;

  PathDirectory(Path path, RawNames names) {
    this.path = path;
    this.names = names;
  }

  /** What stands at a path; a link is not followed. */
  static Standing standingAt(Path path) throws IOException {
    try {
      BasicFileAttributes standing =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (standing.isDirectory()) {
        return Standing.DIRECTORY;
      }
      return standing.isSymbolicLink() ? Standing.SYMBOLIC_LINK : Standing.OTHER;
    } catch (NoSuchFileException e) {
      return Standing.NOTHING;
    }
  }

  @Override
  public Object key() throws IOException {
    Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    return key == null ? path : key;
  }

  @Override
  public boolean isEmpty() throws IOException {
    try (DirectoryStream<Path> content = Files.newDirectoryStream(path)) {
      return !content.iterator().hasNext();
    }
  }

  @Override
  public List<String> names(String prefix) throws IOException {
    return namesIn(path, names, prefix);
  }

  static List<String> namesIn(Path directory, RawNames names, String prefix) throws IOException {
    List<String> found = new ArrayList<>();
    try (DirectoryStream<Path> content = Files.newDirectoryStream(directory)) {
      for (Path path : content) {
        String name = names.nameOf(path);
        if (name.startsWith(prefix)) {
          found.add(name);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found;
  }

  @Override
  public void requirePossible(String name) {
    child(name);
  }

  @Override
  public Standing standing(String name) throws IOException {
    return standingAt(child(name));
  }

  @Override
  public TargetDirectory open(String name) throws IOException {
    switch (standing(name)) {
      case NOTHING -> throw new NoSuchFileException(name);
      case DIRECTORY -> {
        return new PathDirectory(child(name), names);
      }
      default -> throw new NotDirectoryException(name);
    }
  }

  @Override
  public void makeDirectory(String name, int mode) throws IOException {
    Files.createDirectory(child(name), PosixFilePermissions.asFileAttribute(permissions(mode)));
  }

  @Override
  public NewFile makeFile(String name) throws IOException {
    Path file = child(name);
    return new OpenFile(file, Files.newByteChannel(file, NEW, PRIVATE_FILE));
  }

  @Override
  public boolean makeSymlink(String text, String name) throws IOException {
    Path target = names.path(text);
    Files.createSymbolicLink(child(name), target);
    return names.all(target).equals(text);
  }

  @Override
  public void makeSpecial(Entry entry, String name) throws Problem {
    throw new Problem("skipped: FIFOs and devices cannot be made here");
  }

  /** Symbolic links have hard links too; only Linux is sure to link to the link. */
  @Override
  public void makeLink(TargetDirectory from, String other, String name)
      throws Problem, IOException {
    if (from.standing(other) != Standing.OTHER) {
      throw new Problem("hard links to anything but files cannot be made here");
    }
    Files.createLink(child(name), ((PathDirectory) from).child(other));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(child(from), child(to), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void renameToNew(String from, String to) throws IOException {
    Files.move(child(from), child(to));
  }

  @Override
  public void delete(String name) throws IOException {
    Files.delete(child(name));
  }

  @Override
  public void deleteDirectory(String name) throws IOException {
    Files.delete(child(name));
  }

  @Override
  public ObjectAttributes attributesOf(String name) {
    return new Named(child(name));
  }

  @Override
  public void withAttributes(AttributesSetter setter) {
    setter.set(new Named(path));
  }

  @Override
  public void openForOwner() throws IOException {
    Set<PosixFilePermission> permissions =
        Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
    if (permissions.addAll(OWNER)) {
      Files.setAttribute(path, "posix:permissions", permissions, LinkOption.NOFOLLOW_LINKS);
    }
  }

  @Override
  public void close() {
    // A path holds nothing.
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] all = PosixFilePermission.values();
    for (int i = 0; i < all.length; i++) {
      if ((mode & (0400 >> i)) != 0) {
        permissions.add(all[i]);
      }
    }
    return permissions;
  }

  private Path child(String name) {
    return names.child(path, name);
  }

  /** An object by its path. */
  private static class Named implements ObjectAttributes {
    private final Path object;

    Named(Path object) {
      this.object = object;
    }

    @Override
    public final void setOwner(int uid, int gid) throws IOException {
      set("unix:gid", gid);
      set("unix:uid", uid);
    }

    private void set(String attribute, int id) throws IOException {
      if (id == -1) {
        return;
      }
      try {
        Files.setAttribute(object, attribute, id, LinkOption.NOFOLLOW_LINKS);
      } catch (UnsupportedOperationException | IllegalArgumentException e) {
        throw unsupported(e);
      }
    }

    @Override
    public final void setMode(int mode) throws IOException {
      try {
        Files.setAttribute(object, "unix:mode", mode, LinkOption.NOFOLLOW_LINKS);
      } catch (UnsupportedOperationException | IllegalArgumentException e) {
        setPermissions(mode);
      }
    }

    /** For file systems in memory, which know nine bits. */
    private void setPermissions(int mode) throws IOException {
      try {
        Files.setAttribute(
            object, "posix:permissions", permissions(mode), LinkOption.NOFOLLOW_LINKS);
      } catch (UnsupportedOperationException | IllegalArgumentException e) {
        throw unsupported(e);
      }
      if (mode > 0777) {
        throw new FileSystemException(object.toString(), null, "only nine bits are kept");
      }
    }

    @Override
    public final void setAttribute(String name, String value) throws IOException {
      throw new FileSystemException(object.toString(), null, "no extended attributes here");
    }

    @Override
    public final boolean setModified(Instant time) throws IOException {
      BasicFileAttributeView view =
          Files.getFileAttributeView(
              object, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
      view.setTimes(FileTime.from(time), null, null);
      // The JDK rounds some times, and file systems bend those they have no room for.
      return view.readAttributes().lastModifiedTime().toInstant().equals(time);
    }

    private IOException unsupported(RuntimeException e) {
      return new FileSystemException(object.toString(), null, e.toString());
    }
  }

  /** A file that is being written. */
  private static final class OpenFile extends Named implements NewFile {
    private final SeekableByteChannel channel;

    OpenFile(Path file, SeekableByteChannel channel) {
      super(file);
      this.channel = channel;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      channel.write(bytes);
    }

    @Override
    public void skip(long count) throws IOException {
      channel.position(channel.position() + count);
    }

    @Override
    public void setSize(long size) throws IOException {
      if (channel.size() < size) {
        channel.position(size - 1);
        channel.write(ByteBuffer.allocate(1));
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
