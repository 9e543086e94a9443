package io.holdfast.archive.internal.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.plan.PlanName;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PartialNameTest {
  private static final String ARCHIVE = "shop_backup_20251024_102503.tar.gz";

  @ParameterizedTest
  @ValueSource(strings = {"shop", "a.partial-b", "shop_backup_x", "x-1"})
  void isReadAsItWasWritten(String plan) {
    PlanName name = new PlanName(plan);
    Owner owner = new Owner("web-1.example", "0a1b2c3d", 4711);
    for (String end : new String[] {"", ".sha256"}) {
      String target = plan + "_backup_20251024_102503_2.tar.gz" + end;
      PartialName partial = PartialName.of(target, owner);
      assertThat(partial).hasToString(target + ".partial-web-1.example-0a1b2c3d-4711");
      assertThat(PartialName.parse(name, partial.toString())).hasValue(partial);
    }
  }

  @Test
  void isRecognisedWhoeverWroteIt() {
    assertThat(PartialName.parse(SampleRun.PLAN, ARCHIVE + ".partial-of another version"))
        .hasValue(new PartialName(ARCHIVE, Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ARCHIVE,
        ARCHIVE + ".partial",
        ARCHIVE + ".md5.partial-h-00000000-1",
        "shop2_backup_20251024_102503.tar.gz.partial-h-00000000-1",
        "shop_backup_x_backup_20251024_102503.tar.gz.partial-h-00000000-1",
        "SHOP_backup_20251024_102503.tar.gz.partial-h-00000000-1",
        "shop_backup_20251324_102503.tar.gz.partial-h-00000000-1",
        "shop_backup_latest.tar.gz.partial-h-00000000-1",
        "notes.partial-h-00000000-1",
        "sho",
        ""
      })
  void isNotAnythingElse(String fileName) {
    assertThat(PartialName.parse(SampleRun.PLAN, fileName)).isEmpty();
  }

  @Test
  void fitsIntoAFileName() {
    String plan = "p".repeat(100);
    Owner owner = new Owner("h".repeat(48), "00000000", 4_194_304);
    String target = plan + "_backup_20251024_102503_99999.tar.gz.sha256";
    assertThat(PartialName.of(target, owner).toString().length()).isLessThanOrEqualTo(255);
  }

  @Test
  void namesThisProcess() {
    Owner self = Owner.current();
    assertThat(Owner.parse(self.toString())).hasValue(self);
    assertThat(self.pid()).isEqualTo(ProcessHandle.current().pid());
  }

  @Test
  void tellsWhoseLocksAreSeen() {
    Owner self = new Owner("web", "11111111", 1);
    assertThat(self.sharesLocksWith(new Owner("web", "22222222", 9)))
        .as("before the last boot")
        .isTrue();
    assertThat(self.sharesLocksWith(new Owner("4f9c1a", "11111111", 9)))
        .as("another container of this machine")
        .isTrue();
    assertThat(self.sharesLocksWith(new Owner("db", "22222222", 1))).isFalse();
    assertThat(new Owner("mac1", "00000000", 1).sharesLocksWith(new Owner("mac2", "00000000", 1)))
        .as("no boot id is nothing in common")
        .isFalse();
  }
}
