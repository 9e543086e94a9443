package io.holdfast.testkit;

import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.run.DirectoryProbe;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A probe that looks at directories of any file system, such as {@link TestFileSystems#unix}, and
 * can be told to see something else. Thread-safe.
 */
public final class FakeDirectories implements DirectoryProbe {
  private final Calls calls;
  private final Map<Path, State> states = new ConcurrentHashMap<>();
  private final Set<Path> mounts = ConcurrentHashMap.newKeySet();
  private final Map<Path, Long> spaces = new ConcurrentHashMap<>();
  private final Map<Path, Extent> extents = new ConcurrentHashMap<>();

  /** A probe that records calls for itself. */
  public FakeDirectories() {
    this(new Calls());
  }

  /**
   * A probe that records calls among others.
   *
   * @param calls shared with other doubles to see the order between them
   */
  public FakeDirectories(Calls calls) {
    this.calls = calls;
  }

  /** {@return what was asked, and where failures are arranged} */
  public Calls calls() {
    return calls;
  }

  /**
   * Shows {@code state} at a path, whatever is there.
   *
   * @param path as the plan has it
   * @param state what {@code look} answers
   * @return this probe
   */
  public FakeDirectories show(Path path, State state) {
    states.put(path, state);
    return this;
  }

  /**
   * Shows a filled directory of this size at a path, whatever is there.
   *
   * @param path as the plan has it
   * @param bytes what {@code measure} answers
   * @return this probe
   */
  public FakeDirectories showSize(Path path, long bytes) {
    extents.put(path, new Extent(1, bytes));
    return show(path, State.FILLED);
  }

  /**
   * Takes a path for a directory on which a file system is mounted.
   *
   * @param path as the plan has it
   * @return this probe
   */
  public FakeDirectories mount(Path path) {
    mounts.add(path);
    return this;
  }

  /**
   * Shows a disk of its own with this much space at a path, and below it.
   *
   * @param path as a restore has it
   * @param free what {@code space} answers
   * @return this probe
   */
  public FakeDirectories showSpace(Path path, long free) {
    spaces.put(path, free);
    return this;
  }

  /** Unknown where nothing was shown. Not recorded, since it is no part of what is done. */
  @Override
  public Optional<Space> space(Path directory) {
    return spaces.entrySet().stream()
        .filter(disk -> directory.startsWith(disk.getKey()))
        .max(Comparator.comparing(disk -> disk.getKey().getNameCount()))
        .map(disk -> new Space(disk.getKey().toString(), disk.getValue()));
  }

  @Override
  public boolean isMountPoint(Path directory) {
    calls.enterHarmless(Operation.LOOK, directory.toString());
    return mounts.contains(directory);
  }

  @Override
  public State look(Path path) {
    calls.enterHarmless(Operation.LOOK, path.toString());
    return Optional.ofNullable(states.get(path)).orElseGet(() -> stateOf(path));
  }

  @Override
  public Extent measure(SourceContent.Tree tree) throws SourceException, InterruptedException {
    calls.enter(Operation.MEASURE, tree.root().toString(), SourceException.class);
    Optional<Extent> shown = Optional.ofNullable(extents.get(tree.root()));
    if (shown.isPresent()) {
      return shown.get();
    }
    try {
      FileTree read =
          Selected.ofDirectory(FileTree.read(tree.root(), tree.leaveOut()), tree.selection());
      return new Extent(read.entries().size(), read.bytes());
    } catch (IOException e) {
      throw new SourceException("cannot read directory '" + tree.root() + "': " + e, e);
    }
  }

  private static State stateOf(Path path) {
    if (!Files.exists(path)) {
      return State.MISSING;
    }
    if (!Files.isDirectory(path)) {
      return State.NOT_A_DIRECTORY;
    }
    try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
      return children.iterator().hasNext() ? State.FILLED : State.EMPTY;
    } catch (IOException e) {
      return State.UNREADABLE;
    }
  }
}
