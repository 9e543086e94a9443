package io.holdfast.testkit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedSuccessfully;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.EventConditions.test;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.cause;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.suppressed;

import io.holdfast.core.plan.VolumeSource;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/**
 * The annotation fails tests that leave something behind; here such tests are run, and looked at.
 */
final class HoldfastHostExtensionTest {

  private static Events run(Class<?> tests, String method, Class<?>... parameters) {
    return EngineTestKit.engine("junit-jupiter")
        .configurationParameter("junit.jupiter.conditions.deactivate", "*.DisabledCondition")
        .selectors(selectMethod(tests, method, parameters))
        .execute()
        .allEvents();
  }

  private static Events run(String method) {
    return run(Careless.class, method, Host.class);
  }

  @SafeVarargs
  @SuppressWarnings("varargs")
  private static void assertFails(Events events, Condition<Throwable>... conditions) {
    events.assertThatEvents().haveExactly(1, finishedWithFailure(conditions));
  }

  /** Tests that nobody runs but this class. */
  @Disabled("it fails on purpose, and is run by the tests of this class")
  @HoldfastHost
  static final class Careless {
    @Test
    void leavesAHelper(Host host) {
      host.engine().addLeftover("h1");
    }

    @Test
    void leavesAHelperAndFails(Host host) {
      host.engine().addLeftover("h1");
      throw new IllegalStateException("the test's own failure");
    }

    @Test
    void leavesTheLock(Host host) throws Exception {
      host.store(host.plan("shop").source(VolumeSource.of("pg")).build()).lock();
    }

    @Test
    void cleansUpAfterwards(Host host) {
      host.engine().addLeftover("h2");
    }

    @AfterEach
    void recover(Host host) throws Exception {
      if (host.engine().helpers().contains("h2")) {
        host.engine().recover();
      }
    }
  }

  /** Asks for a host that would outlive its test. */
  @Disabled("it fails on purpose, and is run by the tests of this class")
  @HoldfastHost
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static final class TooEarly {
    @BeforeAll
    void before(Host host) {
      host.engine().addLeftover("never");
    }

    @Test
    void never() {}
  }

  @Test
  void whatATestLeavesBehindFailsIt() {
    assertFails(
        run("leavesAHelper"),
        instanceOf(AssertionError.class),
        message("left on the host: helper h1"));
    assertFails(
        run("leavesTheLock"),
        message(text -> text.startsWith("left on the host: the lock, opened at ")),
        cause(message("the lock")));
  }

  @Test
  void theTestsOwnFailureComesFirst() {
    assertFails(
        run("leavesAHelperAndFails"),
        message("the test's own failure"),
        suppressed(0, message("left on the host: helper h1")));
  }

  @Test
  void methodsAfterTheTestMayStillCleanUp() {
    run("cleansUpAfterwards")
        .assertStatistics(counts -> counts.failed(0))
        .assertThatEvents()
        .haveExactly(1, event(test("cleansUpAfterwards"), finishedSuccessfully()));
  }

  @Test
  void aHostIsNotForAWholeClass() {
    assertFails(
        run(TooEarly.class, "never"),
        instanceOf(ParameterResolutionException.class),
        message(text -> text.contains("a Host lives for one test")));
  }
}
