/**
 * Runs as meters of Micrometer. The only package that needs {@code io.micrometer:micrometer-core},
 * which Holdfast does not bring: who uses the package has it anyway, and nothing else loads it.
 *
 * <pre>{@code
 * RunMetrics metrics = new RunMetrics(registry, plan.name(), clock).startFrom(catalog.list());
 * runner.run(plan, log.andThen(metrics));
 * }</pre>
 */
@NullMarked
package io.holdfast.archive.metrics;

import org.jspecify.annotations.NullMarked;
