/**
 * What is to be saved, and how: the validated input of a run.
 *
 * <p>Plans are immutable and say nothing about the present: whether a source exists is for each run
 * to find out. What could never be run is refused when it is made, by an {@link
 * java.lang.IllegalArgumentException} whose message is for people.
 *
 * <pre>{@code
 * BackupPlan plan =
 *     BackupPlan.named("shop", Path.of("/backups"))
 *         .source(VolumeSource.of("shop_postgres"))
 *         .source(
 *             new DirectorySource(
 *                 "logs",
 *                 Path.of("/srv/shop/logs"),
 *                 new Selection(List.of("*.tmp", "!keep.tmp"), true),
 *                 OptionalLong.of(10_000_000_000L)))
 *         .retention(RetentionPolicy.parse("keep-within 7d, keep-monthly 6"))
 *         .zone(ZoneId.of("Europe/Berlin"))
 *         .build();
 * }</pre>
 */
@NullMarked
package io.holdfast.core.plan;

import org.jspecify.annotations.NullMarked;
