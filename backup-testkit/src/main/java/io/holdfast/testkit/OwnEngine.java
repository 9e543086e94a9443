package io.holdfast.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A Docker Engine that belongs to one test, which may kill it, stop it, freeze it and start it
 * again. It has no network and keeps everything below one directory. Needs Linux, root, {@code
 * dockerd} and the {@code docker} command.
 *
 * <p>Where these are missing the test is skipped. With {@code HOLDFAST_REQUIRE_DOCKER=true}, as a
 * system property or in the environment, it fails instead. Not thread-safe.
 */
public final class OwnEngine implements AutoCloseable {
  private static final String REQUIRE = "HOLDFAST_REQUIRE_DOCKER";
  private static final Duration START = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 20;

  private final Path directory;
  private final List<String> options;
  private @Nullable Process daemon;

  private OwnEngine(Path directory, List<String> options) {
    this.directory = directory;
    this.options = options;
  }

  /**
   * Starts an engine and waits until it answers.
   *
   * @param options of {@code dockerd}, besides those that keep it to its directory
   * @return closed by the caller, which removes all of it
   * @throws IOException when it does not start
   * @throws InterruptedException when the thread was interrupted; nothing runs then
   */
  public static OwnEngine launch(String... options) throws IOException, InterruptedException {
    require();
    // not a test's own directory: the paths of its sockets would be too long
    Path directory = Files.createTempDirectory(Path.of("/tmp"), "hfe");
    // an engine that maps user ids walks down to its data as nobody in particular
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    OwnEngine engine = new OwnEngine(directory, List.of(options));
    try {
      engine.start();
      return engine;
    } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
      engine.close();
      throw e;
    }
  }

  private static void require() throws IOException {
    String missing = "";
    if (!Files.exists(Path.of("/proc/self/mounts"))) {
      missing = "it needs Linux";
    } else if (!Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
      missing = "it needs root";
    } else if (!isThere("dockerd") || !isThere("docker")) {
      missing = "dockerd or docker is not installed";
    }
    if (!missing.isEmpty()
        && (Boolean.getBoolean(REQUIRE) || Boolean.parseBoolean(System.getenv(REQUIRE)))) {
      throw new AssertionError(REQUIRE + " is set, but no engine can be started: " + missing);
    }
    Assumptions.assumeTrue(missing.isEmpty(), "no engine of its own: " + missing);
  }

  private static boolean isThere(String program) {
    return Stream.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/bin", "/sbin")
        .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
  }

  /** {@return where all of it is} */
  public Path directory() {
    return directory;
  }

  /** {@return where it listens} */
  public Path socket() {
    return directory.resolve("s");
  }

  /** {@return its address, as {@code DOCKER_HOST} has it} */
  public String host() {
    return "unix://" + socket();
  }

  /** {@return whether its process lives; one that stands still does} */
  public boolean isRunning() {
    return daemon != null;
  }

  /**
   * Starts it again, and waits until it answers.
   *
   * @throws IOException when it does not start
   * @throws InterruptedException when the thread was interrupted
   */
  public void start() throws IOException, InterruptedException {
    if (daemon != null) {
      throw new IllegalStateException("it runs");
    }
    // of one that was killed; the number may be somebody else's by now
    Files.deleteIfExists(directory.resolve("pid"));
    Files.deleteIfExists(socket());
    List<String> command = new ArrayList<>();
    command.add("dockerd");
    command.addAll(List.of("--data-root", directory + "/data", "--exec-root", directory + "/exec"));
    command.addAll(List.of("--pidfile", directory + "/pid", "-H", host()));
    command.addAll(List.of("--bridge=none", "--iptables=false", "--ip6tables=false"));
    // how long it waits for requests and containers to end when it is told to
    command.addAll(List.of("--ip-forward=false", "--ip-masq=false", "--shutdown-timeout=1"));
    command.addAll(options);
    Process started = new ProcessBuilder(command).redirectErrorStream(true).start();
    keepLog(started);
    daemon = started;
    long deadline = System.nanoTime() + START.toNanos();
    while (!listens()) {
      if (!started.isAlive() || System.nanoTime() > deadline) {
        throw new AssertionError("dockerd did not start: " + Files.readString(log()));
      }
      Thread.sleep(POLL_MILLIS);
    }
    docker("version");
  }

  private void keepLog(Process process) {
    Thread keeper =
        new Thread(
            () -> {
              try (OutputStream log =
                  Files.newOutputStream(
                      log(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                process.getInputStream().transferTo(log);
              } catch (IOException e) {
                // the log is only there to explain why it did not start
                Thread.currentThread().interrupt();
              }
            },
            "dockerd-log");
    keeper.setDaemon(true);
    keeper.start();
  }

  private Path log() {
    return directory.resolve("log");
  }

  private boolean listens() throws IOException {
    if (!Files.exists(socket())) {
      return false;
    }
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(socket()));
    } catch (java.net.ConnectException e) {
      return false;
    }
  }

  /**
   * Takes an image over from the engine that {@code DOCKER_HOST} names.
   *
   * @param image its name
   * @throws IOException when that engine does not have it
   * @throws InterruptedException when the thread was interrupted
   */
  public void load(String image) throws IOException, InterruptedException {
    Path file = Files.createTempFile("hfe", ".tar");
    try {
      run(new ProcessBuilder("docker", "save", "-o", file.toString(), image));
      docker("load", "-q", "-i", file.toString());
    } finally {
      Files.delete(file);
    }
  }

  /**
   * Runs the {@code docker} command on it.
   *
   * @param arguments behind {@code docker -H ...}
   * @return what it prints, on both streams
   * @throws IOException when it fails, with what it printed
   * @throws InterruptedException when the thread was interrupted
   */
  public String docker(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("docker", "-H", host()));
    command.addAll(List.of(arguments));
    return run(new ProcessBuilder(command));
  }

  private static String run(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new AssertionError(builder.command() + ": " + printed);
    }
    return printed;
  }

  /**
   * Ends it with SIGKILL. Its containers live on until it starts again.
   *
   * @throws IOException when what it leaves cannot be cleared
   * @throws InterruptedException when the thread was interrupted
   */
  public void kill() throws IOException, InterruptedException {
    Process running = running();
    running.destroyForcibly();
    running.waitFor();
    daemon = null;
    // its containerd dies with it, a little later: the next one would take it for its own
    awaitNone(directory + "/exec/containerd/containerd.toml");
    Files.deleteIfExists(directory.resolve("exec/containerd/containerd.pid"));
  }

  /**
   * Tells it to end with SIGTERM: it lets requests come to their end and stops its containers, for
   * some 15 s at most. {@link #awaitEnd} waits for that.
   */
  public void beginToEnd() {
    running().destroy();
  }

  /**
   * Waits until it has ended by itself.
   *
   * @throws InterruptedException when the thread was interrupted
   */
  public void awaitEnd() throws InterruptedException {
    running().waitFor();
    daemon = null;
  }

  /**
   * Lets it stand still with SIGSTOP: its socket takes connections, nothing is answered.
   *
   * @throws IOException when it cannot be sent a signal
   * @throws InterruptedException when the thread was interrupted
   */
  public void freeze() throws IOException, InterruptedException {
    signal("STOP");
  }

  /**
   * Lets it go on after {@link #freeze}.
   *
   * @throws IOException when it cannot be sent a signal
   * @throws InterruptedException when the thread was interrupted
   */
  public void thaw() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    run(new ProcessBuilder("kill", "-s", name, Long.toString(running().pid())));
  }

  private Process running() {
    if (daemon == null) {
      throw new IllegalStateException("it does not run");
    }
    return daemon;
  }

  /**
   * Removes its containers, ends it and deletes its directory.
   *
   * @throws IOException when something of it stays
   */
  @Override
  public void close() throws IOException {
    try {
      remove();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted, what is below " + directory + " stays", e);
    }
  }

  private void remove() throws IOException, InterruptedException {
    if (daemon != null && daemon.isAlive()) {
      thaw();
      end();
    } else if (shims().findAny().isPresent()) {
      daemon = null;
      start();
      end();
    }
    shims().forEach(ProcessHandle::destroyForcibly);
    for (String line : Files.readAllLines(Path.of("/proc/self/mounts"))) {
      String mounted = line.split(" ", -1)[1];
      if (mounted.startsWith(directory + "/")) {
        run(new ProcessBuilder("umount", "-l", mounted));
      }
    }
    run(new ProcessBuilder("rm", "-rf", "--one-file-system", directory.toString()));
  }

  private void end() throws IOException, InterruptedException {
    String containers = docker("ps", "-aq");
    if (!containers.isEmpty()) {
      List<String> remove = new ArrayList<>(List.of("rm", "-f"));
      containers.lines().forEach(remove::add);
      docker(remove.toArray(String[]::new));
    }
    // it has nothing left to take care of
    kill();
  }

  /** What keeps a container alive while its engine is dead. */
  private Stream<ProcessHandle> shims() {
    return processes(directory + "/exec");
  }

  private static void awaitNone(String argument) throws InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    while (processes(argument).findAny().isPresent()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("a process does not end: " + argument);
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private static Stream<ProcessHandle> processes(String argument) {
    return ProcessHandle.allProcesses()
        .filter(p -> p.info().commandLine().filter(c -> c.contains(argument)).isPresent());
  }
}
