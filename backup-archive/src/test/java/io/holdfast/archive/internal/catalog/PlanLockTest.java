package io.holdfast.archive.internal.catalog;

import static io.holdfast.archive.internal.catalog.SampleRun.PLAN;
import static io.holdfast.archive.internal.catalog.SampleRun.ZONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.holdfast.core.DestinationException;
import io.holdfast.core.LockedException;
import io.holdfast.core.plan.PlanName;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // a lock is held, not used
final class PlanLockTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2025-10-24T00:00:00Z"), ZoneOffset.UTC);

  @TempDir Path temporary;

  @Test
  void refusesTheSecondInOneProcess() throws Exception {
    Path file = temporary.resolve(".holdfast-shop.lock");
    try (PlanLock lock = take()) {
      assertThatExceptionOfType(LockedException.class)
          .isThrownBy(this::take)
          .withMessage(
              "another run of plan 'shop' is at work: pid "
                  + ProcessHandle.current().pid()
                  + " since 2025-10-24 02:00:00 (lock "
                  + file
                  + ")")
          .satisfies(
              e -> assertThat(e.holderPid()).hasValue(ProcessHandle.current().pid()),
              e -> assertThat(e.since()).hasValue(CLOCK.instant()));
    }
    take().close();
  }

  @Test
  void staysLockedForOthersAfterASecondAttemptInTheProcess() throws Exception {
    try (PlanLock lock = take()) {
      assertThatExceptionOfType(LockedException.class).isThrownBy(this::take);
      assertThatExceptionOfType(LockedException.class).isThrownBy(this::take);
      assertThat(otherProcessTries())
          .startsWith(
              "another run of plan 'shop' is at work: pid " + ProcessHandle.current().pid());
    }
    assertThat(otherProcessTries()).isEqualTo("locked");
  }

  @Test
  void staysLockedForOthersAfterAnAttemptByTheSameCodeLoadedAgain() throws Exception {
    try (PlanLock lock = take();
        URLClassLoader again = new URLClassLoader(classPath(), null)) {
      for (int attempt = 0; attempt < 2; attempt++) {
        assertThatExceptionOfType(InvocationTargetException.class)
            .isThrownBy(() -> takeBy(again))
            .havingCause()
            .withMessageContaining("is at work: pid " + ProcessHandle.current().pid());
      }
      assertThat(otherProcessTries()).startsWith("another run");
      lock.close();
      Object second = takeBy(again);
      assertThat(otherProcessTries()).startsWith("another run");
      ((AutoCloseable) second).close();
    }
    assertThat(otherProcessTries()).isEqualTo("locked");
  }

  @Test
  void namesTheHolderInAnotherProcess() throws Exception {
    try (OtherProcess other = OtherProcess.start(OtherProcess.Task.HOLD_LOCK, temporary)) {
      other.line();
      assertThatExceptionOfType(LockedException.class)
          .isThrownBy(this::take)
          .withMessageContaining("pid " + other.pid() + " since 2025-10-24 02:00:00")
          .satisfies(e -> assertThat(e.holderPid()).hasValue(other.pid()));
      other.kill();
      take().close();
    }
  }

  @Test
  void namesTheHost() throws Exception {
    try (OtherProcess other = OtherProcess.start(OtherProcess.Task.HOLD_LOCK, temporary)) {
      other.line();
      Files.writeString(
          temporary.resolve(".holdfast-shop.lock"),
          "pid 7\nhost far.example\nsince 2025-10-24T00:00:00Z\n");
      assertThatExceptionOfType(LockedException.class)
          .isThrownBy(this::take)
          .withMessageContaining(": pid 7 on far.example since 2025-10-24 02:00:00 (lock ");
    }
  }

  @Test
  void refusesAlsoWhereTheHolderCannotBeRead() throws Exception {
    try (OtherProcess other = OtherProcess.start(OtherProcess.Task.HOLD_LOCK, temporary)) {
      other.line();
      Path file = Files.writeString(temporary.resolve(".holdfast-shop.lock"), "\u0007 odd");
      assertThatExceptionOfType(LockedException.class)
          .isThrownBy(this::take)
          .withMessage("another run of plan 'shop' is at work (lock " + file + ")")
          .satisfies(e -> assertThat(e.holderPid()).isEmpty());
    }
  }

  @Test
  void leavesOtherPlansAlone() throws Exception {
    try (PlanLock shop = take();
        PlanLock other = take(new PlanName("shop_2"))) {
      assertThat(PlanLock.heldHere(new Destination(temporary), PLAN)).hasValue(shop);
      assertThat(PlanLock.heldHere(new Destination(temporary), new PlanName("shop_2")))
          .hasValue(other);
    }
    assertThat(PlanLock.heldHere(new Destination(temporary), PLAN)).isEmpty();
  }

  @Test
  void keepsItsFileAndItsMode() throws Exception {
    Path file = temporary.resolve(".holdfast-shop.lock");
    take().close();
    Object before = Files.getAttribute(file, "unix:ino");
    take().close();
    assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(before);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)))
        .isEqualTo("rw-------");
  }

  @Test
  void mayBeClosedTwice() throws Exception {
    PlanLock first = take();
    first.close();
    try (PlanLock second = take()) {
      first.close();
      assertThat(PlanLock.heldHere(new Destination(temporary), PLAN)).hasValue(second);
      assertThat(otherProcessTries()).startsWith("another run");
    }
  }

  @Test
  void isTakenAlthoughInterrupted() throws Exception {
    Thread.currentThread().interrupt();
    try (PlanLock lock = take()) {
      assertThat(Thread.interrupted()).isTrue();
      assertThat(otherProcessTries()).startsWith("another run");
    }
  }

  @Test
  void followsNoLink() throws Exception {
    Path victim = Files.writeString(temporary.resolve("victim"), "keep me");
    Files.createSymbolicLink(temporary.resolve(".holdfast-shop.lock"), victim);
    assertThatExceptionOfType(DestinationException.class).isThrownBy(this::take);
    assertThat(victim).hasContent("keep me");
  }

  private PlanLock take() throws LockedException, DestinationException {
    return take(PLAN);
  }

  private PlanLock take(PlanName plan) throws LockedException, DestinationException {
    return PlanLock.take(new Destination(temporary), plan, ZONE, CLOCK);
  }

  /** As {@link #take()}, by another class of the same name. */
  private Object takeBy(ClassLoader loader) throws ReflectiveOperationException {
    Class<?> destination = loader.loadClass(Destination.class.getName());
    Class<?> plan = loader.loadClass(PlanName.class.getName());
    return loader
        .loadClass(PlanLock.class.getName())
        .getMethod("take", destination, plan, ZoneId.class, Clock.class)
        .invoke(
            null,
            destination.getConstructor(Path.class).newInstance(temporary),
            plan.getConstructor(String.class).newInstance("shop"),
            ZONE,
            CLOCK);
  }

  private static URL[] classPath() throws IOException {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    return urls.toArray(new URL[0]);
  }

  private String otherProcessTries() throws Exception {
    try (OtherProcess other = OtherProcess.start(OtherProcess.Task.TRY_LOCK, temporary)) {
      return other.line();
    }
  }
}
