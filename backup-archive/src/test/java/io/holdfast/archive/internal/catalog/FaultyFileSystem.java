package io.holdfast.archive.internal.catalog;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The real file system, with a {@link Fault} before every operation. */
final class FaultyFileSystem extends FileSystem {
  private final FileSystem real;
  private final Fault fault;
  private final Provider provider = new Provider();

  FaultyFileSystem(FileSystem real, Fault fault) {
    this.real = real;
    this.fault = fault;
  }

  /** The same path, in this file system. */
  Path wrap(Path path) {
    return (Path)
        Proxy.newProxyInstance(
            Path.class.getClassLoader(), new Class<?>[] {Path.class}, new Handler(path));
  }

  private static Path unwrap(Path path) {
    return Proxy.isProxyClass(path.getClass())
        ? ((Handler) Proxy.getInvocationHandler(path)).path
        : path;
  }

  /** A path: itself but for its file system. */
  private final class Handler implements InvocationHandler {
    private final Path path;

    Handler(Path path) {
      this.path = path;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] args) throws Throwable {
      if (method.getName().equals("getFileSystem")) {
        return FaultyFileSystem.this;
      }
      Object[] plain =
          args == null
              ? new Object[0]
              : Arrays.stream(args).map(a -> a instanceof Path p ? unwrap(p) : a).toArray();
      try {
        Object result = method.invoke(path, plain);
        return result instanceof Path p ? wrap(p) : result;
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }
  }

  private final class Provider extends FileSystemProvider {
    private FileSystemProvider real() {
      return real.provider();
    }

    @Override
    public FileChannel newFileChannel(
        Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
        throws IOException {
      fault.at("open " + path);
      FileChannel channel = real().newFileChannel(unwrap(path), options, attributes);
      fault.done("open " + path);
      return new FaultyChannel(channel, fault, path.toString());
    }

    @Override
    public SeekableByteChannel newByteChannel(
        Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
        throws IOException {
      return newFileChannel(path, options, attributes);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(
        Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
      fault.at("list " + directory);
      List<Path> wrapped = new ArrayList<>();
      try (DirectoryStream<Path> all = real().newDirectoryStream(unwrap(directory), p -> true)) {
        all.forEach(p -> wrapped.add(wrap(p)));
      }
      return new DirectoryStream<>() {
        @Override
        public Iterator<Path> iterator() {
          return wrapped.iterator();
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
      fault.at("mkdir " + directory);
      real().createDirectory(unwrap(directory), attributes);
      fault.done("mkdir " + directory);
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
      fault.at("link " + link);
      real().createLink(unwrap(link), unwrap(existing));
      fault.done("link " + link);
    }

    @Override
    public void delete(Path path) throws IOException {
      fault.at("delete " + path);
      real().delete(unwrap(path));
      fault.done("delete " + path);
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
      fault.at("copy " + source);
      real().copy(unwrap(source), unwrap(target), options);
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
      fault.at("move " + source);
      real().move(unwrap(source), unwrap(target), options);
      fault.done("move " + source);
    }

    @Override
    public boolean isSameFile(Path one, Path other) throws IOException {
      fault.at("compare " + one);
      return real().isSameFile(unwrap(one), unwrap(other));
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
      return real().isHidden(unwrap(path));
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
      fault.at("statfs " + path);
      return real().getFileStore(unwrap(path));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
      fault.at("access " + path);
      real().checkAccess(unwrap(path), modes);
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(
        Path path, Class<V> type, LinkOption... options) {
      return real().getFileAttributeView(unwrap(path), type, options);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(
        Path path, Class<A> type, LinkOption... options) throws IOException {
      fault.at("stat " + path);
      return real().readAttributes(unwrap(path), type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
        throws IOException {
      fault.at("stat " + path);
      return real().readAttributes(unwrap(path), names, options);
    }

    @Override
    public void setAttribute(Path path, String name, Object value, LinkOption... options)
        throws IOException {
      fault.at("set " + path);
      real().setAttribute(unwrap(path), name, value, options);
    }

    @Override
    public String getScheme() {
      return "faulty";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
      return FaultyFileSystem.this;
    }

    @Override
    public Path getPath(URI uri) {
      throw new UnsupportedOperationException();
    }
  }

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  @Override
  public void close() {}

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public String getSeparator() {
    return real.getSeparator();
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return real.supportedFileAttributeViews();
  }

  @Override
  public Path getPath(String first, String... more) {
    return wrap(real.getPath(first, more));
  }

  @Override
  public PathMatcher getPathMatcher(String pattern) {
    throw new UnsupportedOperationException();
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    return real.getUserPrincipalLookupService();
  }

  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException();
  }
}
