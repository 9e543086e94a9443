/**
 * How quantities and names are put into words, the same in every message.
 *
 * <pre>{@code
 * String done = ByteCount.text(156_200_000) + " in " + TimeTaken.text(Duration.ofSeconds(125));
 * List<String> meant = NearestNames.of("postgers", List.of("postgres", "minio"));
 * }</pre>
 */
@NullMarked
package io.holdfast.core.text;

import org.jspecify.annotations.NullMarked;
