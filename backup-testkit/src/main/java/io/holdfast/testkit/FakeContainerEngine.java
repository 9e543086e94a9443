package io.holdfast.testkit;

import io.holdfast.core.BackupException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.EngineException;
import io.holdfast.core.engine.Container;
import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.engine.Volume;
import io.holdfast.core.plan.QuiesceMode;
import io.holdfast.core.plan.Selection;
import io.holdfast.core.plan.VolumeAccess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A container engine in memory. It serves and takes volumes as real tars, keeps the states of
 * containers, records every call and fails on demand. Like a real one it never creates a volume by
 * reading.
 *
 * <pre>{@code
 * try (var engine = new FakeContainerEngine()) {
 *   engine.addVolume("data", FileTree.builder().file("a.txt", "hello").build());
 *   engine.addContainer("web", Container.State.RUNNING, "data");
 *   ... run the job ...
 *   assertThat(engine.tree("data").text("a.txt")).isEqualTo("hello");
 * }
 * }</pre>
 *
 * <p>Strict: what a volume's reader forbids throws {@link IllegalStateException}, and {@link
 * #close} checks that nothing was left behind, see {@link #assertNothingLeft}. {@code COPY} and
 * {@code HELPER} always work, {@code DIRECT} only for a volume in a directory. Thread-safe.
 */
public final class FakeContainerEngine implements ContainerEngine {
  private final Calls calls;
  private final FakeVolumes volumes = new FakeVolumes();
  private final FakeContainers containers = new FakeContainers();
  private final FakeReaders readers = new FakeReaders();
  private final FakeReach reach = new FakeReach();
  private final List<String> leftovers = new ArrayList<>();
  private boolean helperImage = true;

  /** An engine without volumes and containers, that records calls for itself. */
  public FakeContainerEngine() {
    this(new Calls());
  }

  /**
   * An engine without volumes and containers.
   *
   * @param calls where calls are recorded, shared with other doubles to see the order between them
   */
  public FakeContainerEngine(Calls calls) {
    this.calls = calls;
  }

  /** {@return what was called, and where failures are arranged} */
  public Calls calls() {
    return calls;
  }

  // The world of the engine

  /**
   * Adds a volume of driver {@code local} without options or labels.
   *
   * @param name as the engine lists it
   * @param content what it holds at first
   * @return this engine
   */
  public synchronized FakeContainerEngine addVolume(String name, FileTree content) {
    return addVolume(new Volume(name, "local", Map.of(), Map.of()), content);
  }

  /**
   * Adds a volume of any driver, options and labels.
   *
   * @param volume replaces one of its name
   * @param content what it holds at first
   * @return this engine
   */
  public synchronized FakeContainerEngine addVolume(Volume volume, FileTree content) {
    volumes.add(new FakeVolume(volume, content));
    return this;
  }

  /**
   * Adds a volume that is a directory, which {@code DIRECT} and {@code AUTO} then read.
   *
   * @param name as the engine lists it
   * @param directory read and written in place
   * @return this engine
   */
  public synchronized FakeContainerEngine addVolume(String name, Path directory) {
    volumes.add(new FakeVolume(new Volume(name, "local", Map.of(), Map.of()), directory));
    return this;
  }

  /**
   * Adds the volume {@code <project>_<volume>} with the labels that docker compose gives it.
   *
   * @param project of compose
   * @param volume its name in the compose file
   * @param content what it holds at first
   * @return this engine
   */
  public FakeContainerEngine addComposeVolume(String project, String volume, FileTree content) {
    Map<String, String> labels =
        Map.of("com.docker.compose.project", project, "com.docker.compose.volume", volume);
    return addVolume(new Volume(project + "_" + volume, "local", Map.of(), labels), content);
  }

  /**
   * Takes a volume away, as somebody else might.
   *
   * @param name as the engine lists it
   * @return this engine
   */
  public synchronized FakeContainerEngine removeVolume(String name) {
    volumes.remove(volumes.known(name));
    return this;
  }

  /**
   * Adds a container.
   *
   * @param name also its id
   * @param state at first
   * @param mounted names of the volumes it mounts
   * @return this engine
   */
  public FakeContainerEngine addContainer(String name, Container.State state, String... mounted) {
    containers.add(name, state, List.of(mounted));
    return this;
  }

  /**
   * The content of a volume.
   *
   * @param volume its name
   * @return what it holds now
   */
  public synchronized FileTree tree(String volume) {
    return volumes.known(volume).tree();
  }

  /**
   * The state a container is in now.
   *
   * @param container its name
   * @return {@code RUNNING} again once it was brought back
   */
  public Container.State state(String container) {
    return containers.state(container);
  }

  // What goes wrong

  /**
   * Makes an operation fail whenever it is called; see {@link Calls#failOn}.
   *
   * @param operation one of the engine's
   * @param failure thrown each time
   * @return this engine
   */
  public FakeContainerEngine failOn(Operation operation, BackupException failure) {
    calls.failOn(operation, failure);
    return this;
  }

  /**
   * Adds a fault to every later reading of a volume; several add up.
   *
   * @param volume its name
   * @param fault what goes wrong
   * @return this engine
   */
  public synchronized FakeContainerEngine breakReading(String volume, ReadFault fault) {
    volumes.known(volume).faults.add(fault);
    return this;
  }

  /**
   * Makes {@code sizeOf} answer this, whatever the content.
   *
   * @param volume its name
   * @param bytes the answer
   * @return this engine
   */
  public synchronized FakeContainerEngine showSize(String volume, long bytes) {
    volumes.known(volume).shownSize = OptionalLong.of(bytes);
    return this;
  }

  /**
   * From now on nothing answers; what is being read through the engine breaks off.
   *
   * @return this engine
   */
  public synchronized FakeContainerEngine stop() {
    readers.breakOff(r -> true, "the engine at fake: went away, is it running?");
    reach.stop();
    return this;
  }

  /**
   * From now on this user may not open the engine's socket.
   *
   * @return this engine
   */
  public synchronized FakeContainerEngine denyAccess() {
    reach.deny();
    return this;
  }

  /**
   * The engine answers again.
   *
   * @return this engine
   */
  public synchronized FakeContainerEngine start() {
    reach.start();
    return this;
  }

  /**
   * Kills the helper containers that read a volume.
   *
   * @param volume its name
   * @return this engine
   */
  public synchronized FakeContainerEngine killHelper(String volume) {
    readers.breakOff(
        r -> r.volume().equals(volume) && r.access() == VolumeAccess.HELPER,
        "its helper container was killed");
    return this;
  }

  /**
   * Takes the helper image away: {@code HELPER} fails, {@code AUTO} goes on to {@code COPY}.
   *
   * @return this engine
   */
  public synchronized FakeContainerEngine removeHelperImage() {
    helperImage = false;
    return this;
  }

  /**
   * Adds a helper container as a dead run leaves it; {@link #recover} removes it.
   *
   * @param name of the container
   * @return this engine
   */
  public synchronized FakeContainerEngine addLeftover(String name) {
    leftovers.add(name);
    return this;
  }

  // Checks

  /**
   * Checks that every reader is closed, every quiesced container back, and no helper left.
   *
   * @throws AssertionError that names what was left
   */
  public synchronized void assertNothingLeft() {
    LeftBehind left = new LeftBehind("on the engine");
    addLeft(left);
    left.check();
  }

  synchronized void addLeft(LeftBehind left) {
    left.addOpen(readers.openings()).addOpen(containers.away());
    leftovers.forEach(name -> left.add("helper " + name));
  }

  /**
   * {@return names of the helper containers there are now: one for each reader that is open, and
   * leftovers}
   */
  public synchronized List<String> helpers() {
    List<String> helpers = new ArrayList<>(leftovers);
    helpers.addAll(readers.helpers(volume -> true));
    return helpers;
  }

  // The port

  @Override
  public EngineInfo info() throws EngineException, InterruptedException {
    enter(Operation.INFO, "");
    return new EngineInfo("fake:", "0.0.0", "1.41");
  }

  @Override
  public List<Volume> volumes() throws EngineException, InterruptedException {
    enter(Operation.VOLUMES, "");
    synchronized (this) {
      return volumes.descriptions();
    }
  }

  @Override
  public Optional<Volume> volume(String name) throws EngineException, InterruptedException {
    enter(Operation.VOLUME, name);
    synchronized (this) {
      return volumes.description(name);
    }
  }

  @Override
  public long sizeOf(Volume volume, Selection selection)
      throws EngineException, InterruptedException {
    enter(Operation.SIZE_OF, volume.name());
    synchronized (this) {
      return volumes.find(volume).size(selection);
    }
  }

  @Override
  public VolumeReader read(Volume volume, VolumeAccess access, Selection selection)
      throws EngineException, InterruptedException {
    enter(Operation.READ, volume.name());
    synchronized (this) {
      FakeVolume found = volumes.find(volume);
      VolumeAccess used = found.choose(access, helperImage);
      List<ReadFault> faults = List.copyOf(found.faults);
      Content content =
          used == VolumeAccess.DIRECT
              ? new Content.Tree(found.directory.orElseThrow())
              : new Content.TarStream(new FaultyStream(found.tar(), faults));
      FakeReader reader = new FakeReader(this, volume.name(), used, content, faults);
      readers.add(reader);
      return reader;
    }
  }

  void readerClosed(FakeReader reader) {
    synchronized (this) {
      List<String> helper = readers.remove(reader);
      if (reach.isOut()) {
        leftovers.addAll(helper);
      }
    }
    calls.enterHarmless(Operation.CLOSE_READER, reader.volume());
  }

  @Override
  public void create(Volume volume) throws EngineException, InterruptedException {
    enter(Operation.CREATE, volume.name());
    synchronized (this) {
      volumes.addIfAbsent(new FakeVolume(volume, FileTree.EMPTY));
    }
  }

  @Override
  public void remove(Volume volume) throws EngineException, InterruptedException {
    enter(Operation.REMOVE, volume.name());
    synchronized (this) {
      FakeVolume found = volumes.find(volume);
      List<String> users = new ArrayList<>(readers.helpers(volume.name()::equals));
      containers.users(Set.of(volume.name())).forEach(c -> users.add(c.name()));
      if (!users.isEmpty()) {
        throw new EngineException(
            EngineException.Kind.OTHER,
            "volume '" + volume.name() + "' is in use by container " + users.get(0));
      }
      volumes.remove(found);
    }
  }

  @Override
  public boolean hasHelperImage() throws EngineException, InterruptedException {
    enter(Operation.HELPER_IMAGE, "");
    synchronized (this) {
      return helperImage;
    }
  }

  @Override
  public boolean isEmpty(Volume volume) throws EngineException, InterruptedException {
    enter(Operation.IS_EMPTY, volume.name());
    synchronized (this) {
      return volumes.find(volume).tree().isEmpty();
    }
  }

  @Override
  public Optional<Path> mountpoint(Volume volume) throws EngineException, InterruptedException {
    enter(Operation.MOUNTPOINT, volume.name());
    synchronized (this) {
      return volumes.find(volume).directory;
    }
  }

  @Override
  public void write(Volume volume, TarProducer tar)
      throws EngineException, DestinationException, InterruptedException {
    calls.enter(Operation.WRITE, volume.name(), EngineException.class, DestinationException.class);
    reach.require();
    synchronized (this) {
      volumes.find(volume);
    }
    // The producer runs outside of the lock: it may use the engine itself
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    Optional<IOException> failure = Optional.empty();
    try {
      tar.writeTo(sent);
    } catch (IOException e) {
      failure = Optional.of(e);
    }
    try {
      store(volume, sent.toByteArray());
    } catch (IOException e) {
      failure = Optional.of(failure.orElse(e));
    }
    reach.requireAfterWriting(volume.name());
    if (failure.isPresent()) {
      throw new EngineException(
          EngineException.Kind.OTHER,
          "cannot write volume '" + volume.name() + "': " + failure.get().getMessage(),
          failure.get());
    }
  }

  private synchronized void store(Volume volume, byte[] tar) throws IOException, EngineException {
    volumes.find(volume).unpack(tar);
  }

  @Override
  public List<Container> users(Collection<Volume> used)
      throws EngineException, InterruptedException {
    Set<String> names = new LinkedHashSet<>();
    used.forEach(v -> names.add(v.name()));
    enter(Operation.USERS, String.join(", ", names));
    return containers.users(names);
  }

  @Override
  public Quiesced quiesce(Collection<Container> wanted, QuiesceMode mode)
      throws EngineException, InterruptedException {
    enter(Operation.QUIESCE, String.join(", ", wanted.stream().map(Container::name).toList()));
    return containers.quiesce(wanted, mode, this::beforeResume);
  }

  private void beforeResume(String names) throws EngineException {
    calls.enterToTheEnd(Operation.RESUME, names, EngineException.class);
    reach.requireToResume(names);
  }

  @Override
  public List<String> recover() throws EngineException, InterruptedException {
    enter(Operation.RECOVER_ENGINE, "");
    synchronized (this) {
      List<String> removed = List.copyOf(leftovers);
      leftovers.clear();
      List<String> done = new ArrayList<>(removed);
      containers.recover().forEach(name -> done.add("started container " + name));
      return done;
    }
  }

  /**
   * Ends the fake.
   *
   * @throws AssertionError when something was left behind, see {@link #assertNothingLeft}
   */
  @Override
  public synchronized void close() {
    reach.close();
    assertNothingLeft();
  }

  private void enter(Operation operation, String target)
      throws EngineException, InterruptedException {
    calls.enter(operation, target, EngineException.class);
    reach.require();
  }
}
