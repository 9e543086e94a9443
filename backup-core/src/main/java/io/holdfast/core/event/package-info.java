/**
 * What a run says while it works.
 *
 * <p>Listeners are called in order on the thread that runs; they cannot fail it, but they can hold
 * it up. Log and console of the command line are listeners, too.
 *
 * <pre>{@code
 * BackupListener log = event -> lines.addAll(EventText.lines(event));
 * BackupListener alarm =
 *     event -> {
 *       if (event instanceof BackupEvent.Warning warning) {
 *         alarms.add(warning.message());
 *       }
 *     };
 * BackupResult result = runner.run(plan, log.andThen(alarm));
 * }</pre>
 */
@NullMarked
package io.holdfast.core.event;

import org.jspecify.annotations.NullMarked;
