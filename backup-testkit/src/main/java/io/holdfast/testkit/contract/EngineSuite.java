package io.holdfast.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.engine.Container.State;
import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.engine.ContainerEngine.Content;
import io.holdfast.core.engine.ContainerEngine.VolumeReader;
import io.holdfast.core.engine.Volume;
import io.holdfast.core.plan.Selection;
import io.holdfast.core.plan.VolumeAccess;
import io.holdfast.testkit.FileTree;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;

/** What the suite for engines needs from its subclass, and what it makes of that. */
abstract class EngineSuite {
  private final String prefix = "holdfast-contract-" + UUID.randomUUID().toString().substring(0, 8);
  private final Set<String> volumes = new LinkedHashSet<>();
  private final Set<String> containers = new LinkedHashSet<>();
  private final List<ContainerEngine> engines = new ArrayList<>();

  // What a subclass supplies

  /**
   * A new engine. The suite closes it.
   *
   * @return another client of the same engine each time
   * @throws Exception fails the test
   */
  protected abstract ContainerEngine newEngine() throws Exception;

  /**
   * Creates a local volume with this content: owners, modes and times included.
   *
   * @param name of the volume
   * @param content what it holds
   * @throws Exception fails the test
   */
  protected abstract void createVolume(String name, FileTree content) throws Exception;

  /**
   * Makes a container that mounts the volumes, in this state; when running, it runs until stopped.
   *
   * @param name of the container
   * @param state the one it is in afterwards
   * @param mounted names of volumes
   * @throws Exception fails the test
   */
  protected abstract void startContainer(String name, State state, List<String> mounted)
      throws Exception;

  /**
   * The state a container is in.
   *
   * @param container its name
   * @return asked by other means than the port
   * @throws Exception fails the test
   */
  protected abstract State stateOf(String container) throws Exception;

  /**
   * Names of the helper containers there are of this test's engines, and of {@link #leaveHelper};
   * not those of others who use the same engine.
   *
   * @return in any order
   * @throws Exception fails the test
   */
  protected abstract List<String> helpers() throws Exception;

  /**
   * Leaves a helper container as a run does that was killed.
   *
   * @throws Exception fails the test
   */
  protected abstract void leaveHelper() throws Exception;

  /**
   * Removes what a test made, whatever of it still exists.
   *
   * @param testContainers names that tests have given
   * @param testVolumes names that tests have given
   * @throws Exception fails the test
   */
  protected abstract void remove(Set<String> testContainers, Set<String> testVolumes)
      throws Exception;

  /** {@return the ways to read a volume that work where the tests run} */
  protected Set<VolumeAccess> accesses() {
    return EnumSet.of(VolumeAccess.HELPER, VolumeAccess.COPY);
  }

  /**
   * Fills a volume so that one object of it cannot be read, although the engine is root.
   *
   * @param volume its name
   * @return the access that reports it; empty where there is no way to make such a volume
   * @throws Exception fails the test
   */
  protected Optional<VolumeAccess> fillUnreadable(String volume) throws Exception {
    return Optional.empty();
  }

  // The suite's own means

  @BeforeEach
  void open() throws Exception {
    anotherEngine();
  }

  @AfterEach
  void cleanUp() throws Exception {
    // A test may leave the flag set
    boolean interrupted = Thread.interrupted();
    assertThat(interrupted).as("the thread's interrupt flag after the test").isFalse();
    try {
      engines.forEach(ContainerEngine::close);
    } finally {
      remove(containers, volumes);
    }
  }

  final ContainerEngine engine() {
    return engines.get(0);
  }

  final ContainerEngine anotherEngine() throws Exception {
    ContainerEngine engine = newEngine();
    engines.add(engine);
    return engine;
  }

  final String newName(String wish) {
    String name = prefix + "-" + wish;
    volumes.add(name);
    return name;
  }

  final Volume filled(String wish, FileTree content) throws Exception {
    String name = newName(wish);
    createVolume(name, content);
    return engine().volume(name).orElseThrow();
  }

  final String container(String wish, State state, Volume... mounted) throws Exception {
    String name = prefix + "-" + wish;
    containers.add(name);
    startContainer(name, state, Stream.of(mounted).map(Volume::name).toList());
    return name;
  }

  final VolumeReader read(Volume volume, VolumeAccess access) throws Exception {
    return engine().read(volume, access, Selection.EVERYTHING);
  }

  final FileTree content(Volume volume, VolumeAccess access) throws Exception {
    try (VolumeReader reader = read(volume, access)) {
      FileTree tree = drain(reader);
      assertThat(reader.finish()).as("unreadable objects").isEmpty();
      return tree.wholeSeconds();
    }
  }

  static FileTree drain(VolumeReader reader) throws IOException {
    Content content = reader.content();
    return content instanceof Content.TarStream stream
        ? FileTree.readTar(stream.tar())
        : FileTree.read(((Content.Tree) content).root());
  }

  final Stream<DynamicTest> byEachAccess(AccessTest test) {
    return accesses().stream()
        .map(access -> DynamicTest.dynamicTest(access.toString(), () -> test.with(access)));
  }

  interface AccessTest {
    void with(VolumeAccess access) throws Exception;
  }

  static final FileTree SMALL =
      FileTree.builder().file("a.txt", "hello").file("d/b.txt", "there").build();

  static FileTree everyKindOfObject() {
    return FileTree.builder()
        .owner(70, 1000)
        .modified(Instant.parse("2024-02-29T23:59:59Z"))
        .root(01770)
        .directory("closed", 0)
        .directory("set-group-id", 02755)
        .file("empty", "")
        .file("no-rights", "secret", 0)
        .file("set-user-id", "#!/bin/sh\n", 04755)
        .owner(999, 999)
        .modified(Instant.parse("1999-12-31T23:59:59Z"))
        .file("data/large", new byte[3_000_001], 0640)
        .hardLink("data/second name", "data/large")
        .symlink("relative", "data/large")
        .symlink("absolute", "/etc/passwd")
        .symlink("dangling", "no/such/file")
        .symlink("long-link", "t/".repeat(90) + "t")
        .fifo("pipe", 0620)
        .build();
  }

  static FileTree unusualNames() {
    return FileTree.builder()
        .file("with space", "1")
        .file("-rf", "2")
        .file("new\nline", "3")
        .file("Größe/日本語", "4")
        .file("'quo\"ted' \\ $HOME *", "5")
        .file("n".repeat(200), "6")
        .file(("d".repeat(60) + "/").repeat(6) + "deep", "7")
        .file(".hidden", "8")
        .file("...", "9")
        .build();
  }
}
