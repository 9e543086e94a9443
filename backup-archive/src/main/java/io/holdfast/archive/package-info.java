/**
 * Archives as files: the catalog on a file system, and the way in to single archives.
 *
 * <p>These are the doors; everything in the packages below is theirs alone. Files are written and
 * read by the caller's thread and a pool that lives as long as the draft or archive does.
 *
 * <pre>{@code
 * Catalog catalog = DirectoryCatalog.of(plan, clock);
 * BackupRunner runner = new BackupRunner(catalog, engine, new HostDirectories(), environment);
 * try (RunLog log = RunLog.in(plan.destination(), plan.zone())) {
 *   if (runner.run(plan, log) instanceof BackupResult.Published published) {
 *     lines.add(published.archive().file().toString());
 *   }
 * }
 * try (OpenArchive archive = ArchiveFile.open(Path.of(lines.get(0)))) {
 *   archive.sources().forEach(source -> lines.add(source.name()));
 * }
 * }</pre>
 */
@NullMarked
package io.holdfast.archive;

import org.jspecify.annotations.NullMarked;
