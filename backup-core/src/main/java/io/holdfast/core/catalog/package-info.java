/**
 * The archives of one plan in one destination: their model, and the ports that read and write them.
 *
 * <p>Values are immutable. What {@link io.holdfast.core.catalog.Catalog} hands out is closed by
 * whoever asked for it, and used by one thread at a time.
 *
 * <pre>{@code
 * Archive newest = catalog.list().get(0);
 * try (OpenArchive archive = catalog.open(newest)) {
 *   if (archive.verify(ProgressListener.NONE) instanceof VerificationResult.Damaged damaged) {
 *     damaged.defects().forEach(defect -> lines.add(newest.name() + ": " + defect));
 *   }
 *   archive.entries(
 *       (source, path) -> source.name().equals("data"),
 *       (source, entry) -> lines.add(entry.path() + ", " + ByteCount.text(entry.size())));
 * }
 * }</pre>
 */
@NullMarked
package io.holdfast.core.catalog;

import org.jspecify.annotations.NullMarked;
