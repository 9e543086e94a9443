package io.holdfast.archive.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class TemporaryNameTest {
  private final String own = TemporaryName.make();
  private final String[] parts = own.split("-", -1);

  @Test
  void namesOfALivingProcessAreNotThoseOfADeadOne() {
    assertThat(TemporaryName.isOfDead(own)).isFalse();
    assertThat(TemporaryName.make()).isNotEqualTo(own);
  }

  @Test
  void aProcessThatIsGoneOrWhoseNumberAnotherHasIsDead() {
    assertThat(TemporaryName.isOfDead(with(4, "999999999"))).isTrue();
    assertThat(TemporaryName.isOfDead(with(5, parts[5] + "1"))).isTrue();
  }

  @Test
  void whatRanBeforeTheMachineBootedIsDead() {
    assertThat(TemporaryName.isOfDead(with(2, "0badcafe"))).isTrue();
  }

  @Test
  void whatCannotBeSeenFromHereIsLeft() {
    String elsewhere = with(1, "0badcafe");
    assertThat(TemporaryName.isOfDead(elsewhere.replace(parts[2], "0badcafe"))).isFalse();
    assertThat(TemporaryName.isOfDead(with(3, "1").replace(parts[4], "999999999"))).isFalse();
    for (String other :
        List.of(".holdfast-17.tmp", ".holdfast-shop.lock", with(4, "999999999") + "x", "a.tmp")) {
      assertThat(TemporaryName.isOfDead(other)).as(other).isFalse();
    }
  }

  /** The name with another part: 1 machine, 2 boot, 3 pid space, 4 pid, 5 start. */
  private String with(int part, String text) {
    String[] other = parts.clone();
    other[part] = text;
    return String.join("-", other);
  }
}
