/**
 * Doubles for the ports of Holdfast, assertions, and contract suites, for the tests of programs
 * that use the library and of modules that implement its ports.
 *
 * <p>A job is tested with {@link io.holdfast.testkit.FakeContainerEngine}, {@link
 * io.holdfast.testkit.InMemoryCatalog} and {@link io.holdfast.testkit.FakeDirectories} in place of
 * the real parts; they can share one {@link io.holdfast.testkit.Calls}, which records what was
 * called in which order and makes calls fail:
 *
 * <pre>{@code
 * BackupPlan plan = BackupPlan.named("shop", Path.of("/backups"))
 *     .source(VolumeSource.of("data"))
 *     .build();
 * InMemoryCatalog catalog = InMemoryCatalog.of(plan);
 * MutableClock clock = MutableClock.at("2025-10-24T02:00:00Z");
 * try (var engine = new FakeContainerEngine()) {
 *   engine.addVolume("data", FileTree.builder().file("a.txt", "hello").build());
 *   engine.breakReading("data", new ReadFault.Unreadable("./b.txt: Permission denied"));
 *   BackupResult result =
 *       new BackupRunner(catalog, engine, new FakeDirectories(), new RunEnvironment(clock, "host", "1"))
 *           .run(plan, BackupListener.NONE);
 *   assertThat(result).isIncomplete().have(Outcome.SAVED_WITH_ISSUES, "data");
 *   assertThat(catalog.tree(catalog.latest(), "data").text("a.txt")).isEqualTo("hello");
 * }
 * catalog.assertNothingLeft();
 * }</pre>
 *
 * <p>The fakes are strict: what the ports forbid throws {@link java.lang.IllegalStateException},
 * and closing the engine fails the test when a reader is open or a container not brought back.
 */
@NullMarked
package io.holdfast.testkit;

import org.jspecify.annotations.NullMarked;
