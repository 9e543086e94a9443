package io.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.event.BackupEvent;
import io.holdfast.core.plan.Selection;
import io.holdfast.core.run.DirectoryProbe.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The clock, the listener and the directories. */
final class SmallDoublesTest {
  private static final Instant NOON = Instant.parse("2025-10-24T12:00:00Z");

  @Test
  void clockStandsStillUntilItIsMovedAndTakesItsSiblingsAlong() {
    MutableClock clock = MutableClock.at("2025-10-24T12:00:00Z");
    Clock berlin = clock.withZone(ZoneId.of("Europe/Berlin"));
    clock.advance(Duration.ofMinutes(1));
    assertThat(clock.instant()).isEqualTo(berlin.instant()).isEqualTo(NOON.plusSeconds(60));
    assertThat(berlin.getZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
    clock.set(NOON);
    assertThat(berlin.instant()).isEqualTo(NOON);
  }

  @Test
  void listenerKeepsWhatItHears() {
    RecordingListener listener = new RecordingListener();
    listener.onEvent(new BackupEvent.Warning(NOON, "one"));
    listener.onEvent(new BackupEvent.Note(NOON, "two"));
    listener.onEvent(new BackupEvent.Warning(NOON, "three"));
    assertThat(listener.events()).hasSize(3);
    assertThat(listener.warnings()).containsExactly("one", "three");
    assertThat(listener.only(BackupEvent.Note.class).message()).isEqualTo("two");
    assertThatThrownBy(() -> listener.only(BackupEvent.Warning.class))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("expected one Warning, not 2");
    listener.clear();
    assertThat(listener.events()).isEmpty();
  }

  @Test
  void directoriesAreThoseOfTheFileSystemUnlessToldOtherwise() throws Exception {
    Path root = TestFileSystems.unix().getPath("/srv");
    FakeDirectories directories = new FakeDirectories();
    assertThat(directories.look(root)).isEqualTo(State.MISSING);
    FileTree.EMPTY.writeTo(root);
    assertThat(directories.look(root)).isEqualTo(State.EMPTY);
    FileTree.builder().file("logs/a", "12345").build().writeTo(root);
    assertThat(directories.look(root)).isEqualTo(State.FILLED);
    assertThat(directories.look(root.resolve("logs/a"))).isEqualTo(State.NOT_A_DIRECTORY);
    assertThat(directories.measure(tree(root)).bytes()).isEqualTo(5);
    assertThat(directories.measure(tree(root)).entries()).isEqualTo(3);

    directories.show(root, State.UNREADABLE);
    assertThat(directories.look(root)).isEqualTo(State.UNREADABLE);
    directories.showSize(root, 1L << 40);
    assertThat(directories.measure(tree(root)).bytes()).isEqualTo(1L << 40);
    assertThat(directories.calls().targets(Operation.LOOK)).hasSize(5).contains("/srv/logs/a");
  }

  @Test
  void directoryThatIsGoneCannotBeMeasured() {
    Path root = TestFileSystems.unix().getPath("/srv");
    assertThatThrownBy(() -> new FakeDirectories().measure(tree(root)))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("/srv");
  }

  private static SourceContent.Tree tree(Path root) {
    return new SourceContent.Tree(root, Selection.EVERYTHING, Set.of());
  }

  @Test
  void fileSystemHasModesAndLinks() throws Exception {
    Path file = TestFileSystems.unix().getPath("/f");
    Files.writeString(file, "x");
    assertThat(Files.getAttribute(file, "unix:mode")).isNotNull();
    assertThat(Files.getPosixFilePermissions(file)).isNotEmpty();
    Files.createLink(file.resolveSibling("g"), file);
    assertThat(Files.getAttribute(file, "unix:nlink")).isEqualTo(2);
  }
}
