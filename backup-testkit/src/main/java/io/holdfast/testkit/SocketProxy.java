package io.holdfast.testkit;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A Unix socket in front of another one, which breaks connections at an exact byte: it cuts them,
 * holds them up, answers nonsense in between, or lets something else happen. Thread-safe.
 *
 * <pre>{@code
 * try (SocketProxy proxy = SocketProxy.between(folder.resolve("s"), Path.of("/var/run/docker.sock"))) {
 *   proxy.inAnswer("/archive?", 100_000, Fault.CUT);
 *   ... read a volume through unix:// + proxy.socket() ...
 * }
 * }</pre>
 */
public final class SocketProxy implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final Path socket;
  private final UnixDomainSocketAddress target;
  private final ServerSocketChannel server;
  private final ExecutorService threads = Executors.newCachedThreadPool(SocketProxy::daemon);
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
  private final AtomicReference<@Nullable Rule> next = new AtomicReference<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile Duration delay = Duration.ZERO;

  /** What happens when its byte comes by, on the connection's own thread. */
  @FunctionalInterface
  public interface Fault {
    /** Ends the connection in both directions. */
    Fault CUT = (client, proxy) -> false;

    /** Lets the connection stand until the proxy is closed. */
    Fault STALL =
        (client, proxy) -> {
          proxy.awaitClosing();
          return false;
        };

    /**
     * Does it.
     *
     * @param client who asked; may be sent something
     * @param proxy whose connection it is
     * @return whether the connection goes on
     * @throws Exception ends the connection
     */
    boolean strike(SocketChannel client, SocketProxy proxy) throws Exception;
  }

  private record Rule(String request, boolean inAnswer, long bytes, Fault fault) {}

  private SocketProxy(Path socket, Path target, ServerSocketChannel server) {
    this.socket = socket;
    this.target = UnixDomainSocketAddress.of(target);
    this.server = server;
  }

  /**
   * Listens.
   *
   * @param socket must not be there; removed when the proxy is closed
   * @param target need not be there yet: each connection is passed on when it comes
   * @return closed by the caller
   * @throws IOException when it cannot listen there
   */
  public static SocketProxy between(Path socket, Path target) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    SocketProxy proxy = new SocketProxy(socket, target, server);
    proxy.threads.execute(proxy::accept);
    return proxy;
  }

  /** {@return where it listens} */
  public Path socket() {
    return socket;
  }

  /**
   * Has a fault strike once, in the answer to the next request that contains a text.
   *
   * @param request part of the request's text
   * @param bytes of the answer, head included, that pass before
   * @param fault what happens
   */
  public void inAnswer(String request, long bytes, Fault fault) {
    next.set(new Rule(request, true, bytes, fault));
  }

  /**
   * Has a fault strike once, in the next request that contains a text.
   *
   * @param request part of the request's text
   * @param bytes of the request, head included, that pass before
   * @param fault what happens
   */
  public void inRequest(String request, long bytes, Fault fault) {
    next.set(new Rule(request, false, bytes, fault));
  }

  /** {@return whether the last fault is still to come} */
  public boolean isPending() {
    return next.get() != null;
  }

  /**
   * Makes each piece of an answer, of 64 KiB at most, wait from now on.
   *
   * @param each how long; zero to be fast again
   */
  public void slowDown(Duration each) {
    delay = each;
  }

  /**
   * Cuts all connections there are.
   *
   * @throws IOException when a connection cannot be closed
   */
  public void cutAll() throws IOException {
    for (SocketChannel channel : open) {
      channel.close();
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "socket-proxy");
    thread.setDaemon(true);
    return thread;
  }

  private void awaitClosing() throws InterruptedException {
    closing.await();
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel client = server.accept();
        open.add(client);
        threads.execute(() -> connect(client));
      }
    } catch (IOException | java.util.concurrent.RejectedExecutionException e) {
      closing.countDown();
    }
  }

  private void connect(SocketChannel client) {
    try {
      SocketChannel engine = SocketChannel.open(target);
      open.add(engine);
      Link link = new Link(client, engine);
      threads.execute(() -> link.run(link::passRequests));
      link.run(link::passAnswers);
    } catch (IOException | java.util.concurrent.RejectedExecutionException e) {
      drop(client);
    }
  }

  private void drop(SocketChannel channel) {
    open.remove(channel);
    try {
      channel.close();
    } catch (IOException e) {
      throw new IllegalStateException("closing a socket", e);
    }
  }

  /** One direction of a connection. */
  private interface Pump {
    void run() throws Exception;
  }

  /** A connection and what passes through it. */
  private final class Link {
    private final SocketChannel client;
    private final SocketChannel engine;
    private volatile @Nullable Rule rule;
    private long asked;
    private long answered;

    Link(SocketChannel client, SocketChannel engine) {
      this.client = client;
      this.engine = engine;
    }

    void run(Pump pump) {
      try {
        pump.run();
      } catch (Exception e) {
        // of a connection that is gone, by either side
        drop(engine);
        drop(client);
      }
    }

    void passRequests() throws Exception {
      ByteBuffer piece = ByteBuffer.allocate(BUFFER);
      while (client.read(piece.clear()) >= 0) {
        piece.flip();
        Rule wanted = next.get();
        if (rule == null && wanted != null && text(piece).contains(wanted.request)) {
          asked = 0;
          answered = 0;
          rule = wanted;
        }
        asked = pass(piece, engine, false, asked);
      }
      engine.shutdownOutput();
    }

    void passAnswers() throws Exception {
      ByteBuffer piece = ByteBuffer.allocate(BUFFER);
      while (engine.read(piece.clear()) >= 0) {
        if (!delay.isZero()) {
          Thread.sleep(delay.toMillis());
        }
        answered = pass(piece.flip(), client, true, answered);
      }
      drop(engine);
      drop(client);
    }

    private long pass(ByteBuffer piece, SocketChannel to, boolean inAnswer, long before)
        throws Exception {
      Rule armed = rule;
      long passed = before;
      if (armed != null && armed.inAnswer == inAnswer && armed.bytes < passed + piece.remaining()) {
        int end = piece.limit();
        piece.limit(piece.position() + (int) Math.max(0, armed.bytes - passed));
        passed += write(piece, to);
        piece.limit(end);
        if (next.compareAndSet(armed, null) && !armed.fault.strike(client, SocketProxy.this)) {
          throw new ClosedChannelException();
        }
        rule = null;
      }
      return passed + write(piece, to);
    }

    private int write(ByteBuffer piece, SocketChannel to) throws IOException {
      int length = piece.remaining();
      while (piece.hasRemaining()) {
        to.write(piece);
      }
      return length;
    }

    private String text(ByteBuffer piece) {
      return StandardCharsets.ISO_8859_1.decode(piece.duplicate()).toString();
    }
  }

  /**
   * @throws IOException when the socket cannot be removed
   */
  @Override
  public void close() throws IOException {
    closing.countDown();
    server.close();
    cutAll();
    threads.shutdownNow();
    java.nio.file.Files.deleteIfExists(socket);
  }
}
