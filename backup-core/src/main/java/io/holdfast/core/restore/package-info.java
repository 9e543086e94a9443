/**
 * Writing an archive, a source or a path back.
 *
 * <p>Every place is checked before the first is written to, and what was written is read back. An
 * interrupt ends a restore; files it has written are whole.
 *
 * <pre>{@code
 * RestoreRequest request =
 *     new RestoreRequest(
 *         List.of("data"),
 *         List.of("users/*.json"),
 *         new RestoreRequest.Target.Directory(target.resolve("restored")),
 *         false, // nothing that is there is replaced
 *         false); // no dry run
 * Restorer restorer = new Restorer(engine, directories, clock);
 * try (OpenArchive archive = catalog.open(catalog.list().get(0))) {
 *   RestoreResult result = restorer.restore(archive, request, BackupListener.NONE);
 *   if (result instanceof RestoreResult.Restored restored) {
 *     restored.sources().forEach(source -> lines.addAll(source.problems()));
 *   } else {
 *     lines.add(result.toString());
 *   }
 * }
 * }</pre>
 */
@NullMarked
package io.holdfast.core.restore;

import org.jspecify.annotations.NullMarked;
