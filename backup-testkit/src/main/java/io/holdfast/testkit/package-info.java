/**
 * Doubles for the ports of Holdfast, assertions, and contract suites, for the tests of programs
 * that use the library and of modules that implement its ports.
 *
 * <p>{@link io.holdfast.testkit.Host} is a whole host for a job: engine, directories, catalogs and
 * a clock that stands still, with one {@link io.holdfast.testkit.Calls}, which records what was
 * called in which order and makes calls fail. {@link io.holdfast.testkit.HoldfastHost} gives one to
 * a test of JUnit.
 *
 * <pre>{@code
 * try (Host host = Host.inMemory()) {
 *   host.engine().addVolume("data", FileTree.builder().file("a.txt", "hello").build());
 *   host.engine().breakReading("data", new ReadFault.Unreadable("./b.txt: Permission denied"));
 *   BackupPlan plan = host.plan("shop").source(VolumeSource.of("data")).build();
 *   assertThat(host.run(plan)).isIncomplete().have(Outcome.SAVED_WITH_ISSUES, "data");
 *   assertThat(host.newest(plan)).hasText("data/a.txt", "hello").verifies();
 * }
 * }</pre>
 *
 * <p>The fakes are strict: what the ports forbid throws {@link java.lang.IllegalStateException},
 * and closing the host fails the test when a reader is open, a container is not brought back, or a
 * draft or the lock is left.
 */
@NullMarked
package io.holdfast.testkit;

import org.jspecify.annotations.NullMarked;
