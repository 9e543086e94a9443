/**
 * Holdfast's core: plans, retention, the run and restore services, and the ports they work through.
 *
 * <p>This package itself holds what goes wrong. Whatever can be foreseen is a {@link
 * io.holdfast.core.BackupException}, whose type says what it costs and whose message, one line,
 * says what to do; services give it back in their results. Everything else is a mistake in a
 * program.
 *
 * <pre>{@code
 * BackupResult result = runner.run(plan, BackupListener.NONE);
 * if (result instanceof BackupResult.Failed failed) {
 *   BackupException cause = failed.cause();
 *   boolean later = cause instanceof LockedException; // another run is in progress
 *   lines.add((later ? "trying again soon: " : "please look: ") + cause.getMessage());
 * }
 * }</pre>
 */
@NullMarked
package io.holdfast.core;

import org.jspecify.annotations.NullMarked;
