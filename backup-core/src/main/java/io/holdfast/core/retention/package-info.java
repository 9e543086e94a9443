/**
 * Which archives a plan keeps, and why. Pure: no clock, no files, nothing but the JDK.
 *
 * <p>Archives, an instant and a zone go in; a decision for each, with every reason, comes out, or a
 * refusal where the listing or a clock is in doubt. Everything is immutable but {@link
 * io.holdfast.core.retention.Simulation}.
 *
 * <pre>{@code
 * RetentionPolicy policy = RetentionPolicy.parse("keep-last 1, keep-weekly 2");
 * Evaluation evaluation = policy.evaluate(archives, now, ZoneId.of("Europe/Berlin"));
 * if (evaluation instanceof Evaluation.Refused refused) {
 *   lines.add("nothing may be removed: " + refused.reason());
 * }
 * for (Decision decision : evaluation.decisions()) {
 *   lines.add(decision.candidate().id() + ": " + (decision.keep() ? decision.reasons() : "goes"));
 * }
 * }</pre>
 */
@NullMarked
package io.holdfast.core.retention;

import org.jspecify.annotations.NullMarked;
