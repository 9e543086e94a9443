/**
 * The main job and its parts: preflight, capture, verification, publication, pruning.
 *
 * <p>A run takes place on the caller's thread and is cancelled by interrupting it. Services keep
 * nothing between runs; how a run ended is a value, not an exception.
 *
 * <pre>{@code
 * RunEnvironment environment = new RunEnvironment(clock, "shop-1", "my-tool 1.0");
 * BackupRunner runner = new BackupRunner(catalog, engine, directories, environment);
 * BackupResult result = runner.run(plan, BackupListener.NONE);
 * if (result instanceof BackupResult.Published published) {
 *   lines.add(published.archive().name() + " is " + published.archive().state());
 * } else if (result instanceof BackupResult.NotVerified bad) {
 *   lines.add("look at the disk: " + bad.damage().defects().get(0));
 * } else if (result instanceof BackupResult.Failed failed) {
 *   lines.add(failed.cause().getMessage());
 * }
 * }</pre>
 */
@NullMarked
package io.holdfast.core.run;

import org.jspecify.annotations.NullMarked;
