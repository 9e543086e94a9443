package io.holdfast.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class OwnerTest {
  private static final Owner SELF = Owner.current();

  private static Owner with(long pid, long started) {
    return new Owner(SELF.machine(), SELF.boot(), SELF.pidSpace(), pid, started);
  }

  @Test
  void theLabelSaysEverything() {
    assertThat(Owner.parse(SELF.label())).contains(SELF);
    assertThat(SELF.labels())
        .containsEntry("io.holdfast.helper", SELF.label())
        .containsEntry("io.holdfast.pid", Long.toString(SELF.pid()));
  }

  @Test
  void otherLabelsAreNotUnderstood() {
    assertThat(Owner.parse("")).isEmpty();
    assertThat(Owner.parse("v2/a/b/c/1/1")).isEmpty();
    assertThat(Owner.parse("v1/a/b/c/x/1")).isEmpty();
    assertThat(Owner.parse("v1/a/b/c/0/1")).isEmpty();
  }

  @Test
  void thisProcessIsAlive() {
    assertThat(SELF.stateSeenBy(SELF)).isEqualTo(Owner.State.ALIVE);
    assertThat(with(SELF.pid(), SELF.startedMillis() + 2_000).stateSeenBy(SELF))
        .isEqualTo(Owner.State.ALIVE);
  }

  @Test
  void aProcessThatEndedIsDead() throws IOException, InterruptedException {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    assertThat(with(process.pid(), SELF.startedMillis()).stateSeenBy(SELF))
        .isEqualTo(Owner.State.DEAD);
  }

  @Test
  void aReusedProcessIdIsNoticed() {
    assertThat(with(SELF.pid(), SELF.startedMillis() - 60_000).stateSeenBy(SELF))
        .isEqualTo(Owner.State.DEAD);
  }

  @Test
  void anEarlierBootIsOver() {
    Owner before = new Owner(SELF.machine(), "earlier", SELF.pidSpace(), SELF.pid(), 1);
    assertThat(before.stateSeenBy(SELF)).isEqualTo(Owner.State.DEAD);
  }

  @Test
  void ofOthersNothingIsKnown() {
    assertThat(new Owner("other", "other", SELF.pidSpace(), 1, 1).stateSeenBy(SELF))
        .isEqualTo(Owner.State.UNKNOWN);
    assertThat(new Owner(SELF.machine(), SELF.boot(), "1", 1, 1).stateSeenBy(SELF))
        .isEqualTo(Owner.State.UNKNOWN);
    Owner noBoot = new Owner("a", "-", "-", 1, 1);
    assertThat(noBoot.stateSeenBy(new Owner("b", "-", "-", 2, 1))).isEqualTo(Owner.State.UNKNOWN);
  }
}
