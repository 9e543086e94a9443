package io.holdfast.archive.internal.tree;

import io.holdfast.archive.internal.posix.DescriptorCalls;
import io.holdfast.archive.internal.posix.LinuxCalls;
import io.holdfast.archive.internal.posix.WritingCalls;
import io.holdfast.archive.internal.posix.XattrCalls;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory of this host, held by a handle: whatever somebody does to the names above it, what is
 * written through it is in it. Calls that are rare go through {@code /proc/self/fd}, where the
 * kernel takes the handle itself for the directory.
 */
final class HeldDirectory implements TargetDirectory {
  private final Calls calls;
  private int handle;

  private HeldDirectory(Calls calls, int handle) {
    this.calls = calls;
    this.handle = handle;
  }

  /** The calls that are needed for it. */
  record Calls(LinuxCalls linux, WritingCalls writing, XattrCalls attributes, RawNames names) {
    /** Empty where there are none. */
    static Optional<Calls> load(RawNames names) {
      Optional<LinuxCalls> linux = LinuxCalls.load();
      Optional<WritingCalls> writing = WritingCalls.load();
      Optional<XattrCalls> attributes = XattrCalls.load();
      return linux.isPresent() && writing.isPresent() && attributes.isPresent()
          ? Optional.of(new Calls(linux.get(), writing.get(), attributes.get(), names))
          : Optional.empty();
    }
  }

  /** Opens a directory by its path; links in it are followed. */
  static HeldDirectory at(Path path, Calls calls) throws IOException {
    return new HeldDirectory(calls, calls.writing.openDirectory(calls.names.all(path)));
  }

  @Override
  public Object key() throws IOException {
    return Objects.requireNonNull(
        Files.readAttributes(itself(), BasicFileAttributes.class).fileKey());
  }

  @Override
  public boolean isEmpty() throws IOException {
    try (DirectoryStream<Path> content = Files.newDirectoryStream(itself())) {
      return !content.iterator().hasNext();
    }
  }

  @Override
  public List<String> names(String prefix) throws IOException {
    return PathDirectory.namesIn(itself(), calls.names, prefix);
  }

  @Override
  public void requirePossible(String name) {
    // Any bytes are a name; one that is too long is refused when it is used.
  }

  @Override
  public Standing standing(String name) throws IOException {
    return PathDirectory.standingAt(calls.names.child(itself(), name));
  }

  @Override
  public TargetDirectory open(String name) throws IOException {
    return new HeldDirectory(calls, calls.writing.openDirectory(handle, name));
  }

  @Override
  public void makeDirectory(String name, int mode) throws IOException {
    calls.writing.makeDirectory(handle, name, mode);
  }

  @Override
  public NewFile makeFile(String name) throws IOException {
    return new OpenFile(calls, calls.writing.createFile(handle, name));
  }

  @Override
  public boolean makeSymlink(String text, String name) throws IOException {
    calls.writing.makeSymlink(text, handle, name);
    return true;
  }

  @Override
  public void makeSpecial(Entry entry, String name) throws Problem, IOException {
    if (entry.type() == EntryType.FIFO) {
      calls.linux.mkfifo(pathOf(name));
      return;
    }
    try {
      calls.linux.mknod(pathOf(name), entry.type() == EntryType.BLOCK_DEVICE, entry.device());
    } catch (AccessDeniedException e) {
      throw new Problem("skipped: only root can make devices");
    }
  }

  @Override
  public void makeLink(TargetDirectory from, String other, String name) throws IOException {
    calls.writing.makeLink(((HeldDirectory) from).handle, other, handle, name);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    calls.writing.rename(handle, from, to);
  }

  @Override
  public void renameToNew(String from, String to) throws IOException {
    try {
      calls.writing.makeLink(handle, from, handle, to);
      calls.writing.unlink(handle, from);
    } catch (FileAlreadyExistsException | NoSuchFileException e) {
      throw e;
    } catch (FileSystemException e) {
      // Not every file system has links; a look is the best that is left there.
      if (standing(to) != Standing.NOTHING) {
        throw new FileAlreadyExistsException(to);
      }
      rename(from, to);
    }
  }

  @Override
  public void delete(String name) throws IOException {
    calls.writing.unlink(handle, name);
  }

  @Override
  public void deleteDirectory(String name) throws IOException {
    calls.writing.removeDirectory(handle, name);
  }

  @Override
  public ObjectAttributes attributesOf(String name) {
    return new Named(name);
  }

  @Override
  public void withAttributes(AttributesSetter setter) throws IOException {
    try (OpenFile open = new OpenFile(calls, calls.writing.reopenDirectory(handle))) {
      setter.set(open);
    }
  }

  @Override
  public void openForOwner() throws IOException {
    Path path = itself();
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
    if (permissions.addAll(PathDirectory.OWNER)) {
      Files.setAttribute(path, "posix:permissions", permissions);
    }
  }

  @Override
  public void close() {
    int open = handle;
    // Its number may be that of another directory next.
    handle = -1;
    try {
      if (open >= 0) {
        calls.writing.close(open);
      }
    } catch (IOException e) {
      // It is closed all the same, and nothing was written to it.
    }
  }

  private Path itself() {
    return Path.of(DescriptorCalls.path(handle));
  }

  private String pathOf(String name) {
    return DescriptorCalls.path(handle) + "/" + name;
  }

  /** File systems bend times they have no room for without a word; those of today they keep. */
  private static boolean isKept(Instant time, Path path, LinkOption... options) throws IOException {
    long second = time.getEpochSecond();
    return (second >= 0 && second < 1L << 31)
        || Files.getLastModifiedTime(path, options).toInstant().equals(time);
  }

  /** A file, or a directory to set its attributes, by its own descriptor. */
  private static final class OpenFile implements NewFile {
    private static final int STAGE = 1 << 16;

    private final Calls calls;
    private final int descriptor;
    private @Nullable ByteBuffer stage;

    OpenFile(Calls calls, int descriptor) {
      this.calls = calls;
      this.descriptor = descriptor;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      if (bytes.isDirect()) {
        calls.writing.write(descriptor, bytes);
        return;
      }
      if (stage == null) {
        stage = ByteBuffer.allocateDirect(Math.min(STAGE, bytes.remaining()));
      }
      ByteBuffer copy = stage.clear();
      copy.limit(Math.min(copy.capacity(), bytes.remaining()));
      copy.put(0, bytes, bytes.position(), copy.limit());
      calls.writing.write(descriptor, copy);
      bytes.position(bytes.position() + copy.position());
    }

    @Override
    public void skip(long count) throws IOException {
      calls.writing.skip(descriptor, count);
    }

    @Override
    public void setSize(long size) throws IOException {
      calls.writing.setSize(descriptor, size);
    }

    @Override
    public void setOwner(int uid, int gid) throws IOException {
      calls.writing.setOwner(descriptor, uid, gid);
    }

    @Override
    public void setMode(int mode) throws IOException {
      calls.writing.setMode(descriptor, mode);
    }

    @Override
    public void setAttribute(String name, String value) throws IOException {
      calls.attributes.set(descriptor, name, value);
    }

    @Override
    public boolean setModified(Instant time) throws IOException {
      calls.writing.setModified(descriptor, time);
      return isKept(time, Path.of(DescriptorCalls.path(descriptor)));
    }

    @Override
    public void close() throws IOException {
      calls.writing.close(descriptor);
    }
  }

  /** A link or special file, which cannot be opened, by its name. */
  private final class Named implements ObjectAttributes {
    private final String name;

    Named(String name) {
      this.name = name;
    }

    @Override
    public void setOwner(int uid, int gid) throws IOException {
      calls.writing.setOwner(handle, name, uid, gid);
    }

    @Override
    public void setMode(int mode) throws IOException {
      int object = calls.writing.openAny(handle, name);
      try {
        calls.writing.setModeOfHandle(object, mode);
      } finally {
        calls.writing.close(object);
      }
    }

    @Override
    public void setAttribute(String attribute, String value) throws IOException {
      calls.attributes.set(pathOf(name), attribute, value);
    }

    @Override
    public boolean setModified(Instant time) throws IOException {
      calls.writing.setModified(handle, name, time);
      return isKept(time, calls.names.child(itself(), name), LinkOption.NOFOLLOW_LINKS);
    }
  }
}
