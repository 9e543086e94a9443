package io.holdfast.testkit;

import static io.holdfast.testkit.BackupAssertions.assertThat;
import static io.holdfast.testkit.BackupAssertions.assertThatThrownBy;

import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.plan.DirectorySource;
import io.holdfast.core.plan.VolumeSource;
import io.holdfast.core.retention.Candidate;
import io.holdfast.core.retention.Evaluation;
import io.holdfast.core.retention.RetentionPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Assertions fail where they should, in words that say what is there instead. */
@HoldfastHost
final class AssertionMessagesTest {
  private static final Instant NOW = Instant.parse("2025-10-24T02:00:00Z");

  private static void assertFails(ThrowingCallable assertion, String... parts) {
    assertThatThrownBy(assertion).isInstanceOf(AssertionError.class).hasMessageContainingAll(parts);
  }

  @Test
  void archives(Host host) throws Exception {
    host.write("srv/auth_data", FileTree.builder().file("users.json", "[]").build());
    BackupPlan plan =
        host.plan("shop")
            .source(DirectorySource.of("auth_data", host.path("srv/auth_data")))
            .source(DirectorySource.of("logs", host.path("srv/logs")))
            .build();
    assertThat(host.run(plan)).isPublished().isIncomplete().misses("logs");
    OpenArchive archive = host.newest(plan);
    assertThat(archive).contains("auth_data/users.json").isIncomplete().verifies();
    String name = "shop_backup_20251024_020000.tar.gz";
    assertFails(
        () -> assertThat(archive).contains("auth_data", "auth_data/keys.json"),
        "expected " + name + " to contain",
        "lacks [auth_data/keys.json]",
        "its entries:\n  auth_data\n  auth_data/users.json");
    assertFails(
        () -> assertThat(archive).doesNotContain("auth_data/users.json"),
        "not to contain [auth_data/users.json]");
    assertFails(() -> assertThat(archive).hasSources("logs"), "sources of " + name, "auth_data");
    assertFails(
        () -> assertThat(archive).hasText("auth_data/users.json", "{}"),
        "text of auth_data/users.json",
        "[]");
    assertFails(() -> assertThat(archive).hasText("auth_data", ""), "the root of a source");
    assertFails(() -> assertThat(archive).isComplete(), "auth_data SAVED, logs MISSING (");
    assertFails(() -> assertThat(archive).isDamaged(), "to be damaged, but it is whole");

    host.catalog(plan).damage(host.archives(plan).get(0), "auth_data/users.json", "is too short");
    OpenArchive damaged = host.newest(plan);
    assertThat(damaged).isDamaged("users.json", "too short");
    assertFails(
        () -> assertThat(damaged).verifies(),
        "to verify, but it does not:\n  auth_data/users.json: is too short");
    assertFails(() -> assertThat(damaged).isDamaged("other.json"), "defects of " + name);
  }

  @Test
  void aRunThatEndedOtherwise(Host host) throws Exception {
    host.engine().addVolume("pg", FileTree.EMPTY).stop();
    BackupPlan plan = host.plan("shop").source(VolumeSource.of("pg")).build();
    assertFails(
        () -> assertThat(host.run(plan)).isPublished(),
        "expected a published archive, but the run failed, nothing published:",
        "no engine answers");
    assertFails(() -> host.newest(plan), "no archive of 'shop'");
    host.engine().start();
    assertFails(
        () -> assertThat(host.run(plan)).misses("pg"), "MISSING: [pg]", "published", "pg SAVED");
    assertFails(() -> assertThat(host.events()).heardLine("no such line"), "lines of the log");
  }

  @Test
  void retention() {
    Evaluation evaluation =
        RetentionPolicy.parse("keep-last 1")
            .evaluate(
                List.of(
                    Candidate.complete("new", NOW),
                    Candidate.complete("old", NOW.minus(Duration.ofDays(1)))),
                NOW,
                ZoneOffset.UTC);
    assertThat(evaluation).isDecided().keepsOnly("new").keeps("new", "last 1 of 1").removes("old");
    String all = "  new is kept: last 1 of 1, at least 1";
    assertFails(() -> assertThat(evaluation).keeps("old"), "old to be kept", all, "  old goes");
    assertFails(() -> assertThat(evaluation).keeps("new", "daily 1"), "for [daily 1]", all);
    assertFails(() -> assertThat(evaluation).removes("new"), "new to go", all);
    assertFails(() -> assertThat(evaluation).keepsOnly("new", "old"), "[new, old]", all);
    assertFails(() -> assertThat(evaluation).keeps("none"), "decision about none", all);
    assertFails(() -> assertThat(evaluation).isRefused(), "expected a refusal", all);

    Evaluation refused =
        RetentionPolicy.parse("keep-last 1, remove-at-most 10%")
            .evaluate(
                List.of(
                    Candidate.complete("new", NOW),
                    Candidate.complete("old", NOW.minus(Duration.ofDays(1)))),
                NOW,
                ZoneOffset.UTC);
    assertThat(refused).isRefused("remove-at-most");
    assertFails(() -> assertThat(refused).isDecided(), "expected a decision, but it is refused:");
    assertFails(() -> assertThat(refused).isRefused("space"), "about 'space', but it says");
  }
}
