package io.holdfast.archive.internal.tree;

import io.holdfast.archive.internal.posix.DescriptorCalls;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotLinkException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory held open, so that what is read through it is in it, whatever happens to the names
 * above it: a container may swap a directory of its volume for a link while the volume is read.
 *
 * <p>Files and directories are opened relative to the handle and never through a link. The JDK
 * tells all 12 mode bits and the number of links for whole paths only, so attributes are read by
 * path and compared with what the handle says stands at that name. Not thread-safe.
 */
final class OpenDirectory implements AutoCloseable {
  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  private static final int LOOKS = 3;

  private final Path path;
  private final RawNames names;
  private final Object key;
  private @Nullable SecureDirectoryStream<Path> handle;
  private int descriptor = -1;

  private OpenDirectory(Path path, RawNames names, Object key, SecureDirectoryStream<Path> handle) {
    this.path = path;
    this.names = names;
    this.key = key;
    this.handle = handle;
  }

  /** Opens a directory by its path; a link at its last name is followed. */
  static OpenDirectory at(Path path) throws IOException {
    SecureDirectoryStream<Path> handle = open(path);
    try {
      return new OpenDirectory(path, RawNames.of(path.getFileSystem()), keyOf(handle), handle);
    } catch (IOException | RuntimeException | Error e) {
      handle.close();
      throw e;
    }
  }

  /** Opens a directory in this one. */
  OpenDirectory open(String name) throws IOException {
    Path child = child(name);
    DirectoryStream<Path> stream =
        handle().newDirectoryStream(last(child), LinkOption.NOFOLLOW_LINKS);
    SecureDirectoryStream<Path> opened = secure(stream, child);
    try {
      return new OpenDirectory(child, names, keyOf(opened), opened);
    } catch (IOException | RuntimeException | Error e) {
      opened.close();
      throw e;
    }
  }

  /** Which directory this is. */
  Object key() {
    return key;
  }

  /** The path of an object in it. */
  Path child(String name) {
    return names.child(path, name);
  }

  /**
   * Lists the names, sorted bytewise. Can be called once.
   *
   * @param into receives the names, as far as they could be read when this fails
   */
  void list(List<String> into) throws IOException {
    try {
      for (Path child : handle()) {
        into.add(names.nameOf(child));
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    } finally {
      into.sort(null);
    }
  }

  /** Looks at an object in it. */
  HostAttributes look(String name) throws IOException {
    Path child = child(name);
    BasicFileAttributeView view =
        handle()
            .getFileAttributeView(
                last(child), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    for (int i = 0; i < LOOKS; i++) {
      HostAttributes attributes = HostAttributes.ofNoFollow(child);
      if (attributes.key().equals(view.readAttributes().fileKey())) {
        return attributes;
      }
    }
    throw new FileSystemException(
        child.toString(), null, "a directory above it was replaced while the tree was read");
  }

  /** Looks at an object in it by its path alone: enough for an estimate, and half the work. */
  HostAttributes glance(String name) throws IOException {
    return HostAttributes.ofNoFollow(child(name));
  }

  /**
   * Looks again at an object that {@link #look} told of, to see whether it was changed meanwhile.
   * One look by path proves that it was not: if another object stood at the name now, the earlier
   * one's time of change would have moved when it was taken away.
   */
  HostAttributes lookAgain(String name, HostAttributes before) throws IOException {
    HostAttributes now = glance(name);
    return now.isUnchanged(before) ? now : look(name);
  }

  /**
   * A path of an object in it that leads through a descriptor of this directory, so that nothing
   * can be put in its way; for calls of the C library, where those are offered.
   *
   * @param name of the object, raw; {@code .} is the directory itself
   */
  String heldPath(String name) throws IOException {
    if (descriptor < 0) {
      DescriptorCalls calls = DescriptorCalls.load().orElseThrow();
      int opened = calls.openDirectory(names.all(path));
      if (!key.equals(keyOf(Path.of(DescriptorCalls.path(opened))))) {
        calls.close(opened);
        throw replaced();
      }
      descriptor = opened;
    }
    return DescriptorCalls.path(descriptor) + '/' + name;
  }

  /** Opens a file in it for reading. Waits for a writer if it has become a FIFO. */
  FileChannel openFile(String name) throws IOException {
    SeekableByteChannel channel = handle().newByteChannel(last(child(name)), READ);
    if (channel instanceof FileChannel file) {
      return file;
    }
    channel.close();
    throw new FileSystemException(path.toString(), null, "its files are not files of the host");
  }

  /** Reads the text of a symbolic link in it. */
  String readLink(String name) throws IOException {
    try {
      return names.linkText(Files.readSymbolicLink(child(name)));
    } catch (NotLinkException e) {
      throw new FileSystemException(e.getFile(), null, "it is no longer a symbolic link");
    }
  }

  /**
   * Gives the handle back; it is taken again, and the directory recognised, when it is next needed.
   */
  void release() throws IOException {
    if (descriptor >= 0) {
      DescriptorCalls.load().orElseThrow().close(descriptor);
      descriptor = -1;
    }
    if (handle != null) {
      handle.close();
      handle = null;
    }
  }

  @Override
  public void close() throws IOException {
    release();
  }

  private SecureDirectoryStream<Path> handle() throws IOException {
    if (handle != null) {
      return handle;
    }
    SecureDirectoryStream<Path> again = open(path);
    if (!key.equals(keyOf(again))) {
      again.close();
      throw replaced();
    }
    handle = again;
    return again;
  }

  private FileSystemException replaced() {
    return new FileSystemException(
        path.toString(), null, "its directory was replaced while the tree was read");
  }

  @SuppressWarnings("StreamResourceLeak") // it becomes the handle
  private static SecureDirectoryStream<Path> open(Path path) throws IOException {
    return secure(Files.newDirectoryStream(path), path);
  }

  private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream, Path path)
      throws IOException {
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    stream.close();
    throw new FileSystemException(
        path.toString(), null, "directories cannot be held open on this system");
  }

  private static Object keyOf(SecureDirectoryStream<Path> handle) throws IOException {
    return Objects.requireNonNull(
        handle.getFileAttributeView(BasicFileAttributeView.class).readAttributes().fileKey());
  }

  private static Object keyOf(Path directory) throws IOException {
    return Objects.requireNonNull(
        Files.readAttributes(directory, BasicFileAttributes.class).fileKey());
  }

  private static Path last(Path path) {
    return Objects.requireNonNull(path.getFileName());
  }
}
