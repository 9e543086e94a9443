package io.holdfast.cli.config;

import io.holdfast.core.retention.CalendarPeriod;
import io.holdfast.core.retention.RetentionPolicy;
import java.util.function.IntConsumer;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads {@code retention}. */
final class RetentionBinder {
  private final Values values;

  RetentionBinder(Values values) {
    this.values = values;
  }

  /** The policy; keeps everything where nothing can be read. */
  RetentionPolicy bind(Node node) {
    return values
        .fields(
            node,
            KeyPlaces.RETENTION,
            KeyPlaces.RETENTION_KEYS,
            "keys such as 'keep-within: 7d' below it")
        .map(this::bind)
        .orElse(RetentionPolicy.KEEP_EVERYTHING);
  }

  private RetentionPolicy bind(Fields fields) {
    RetentionPolicy.Builder policy = RetentionPolicy.builder();
    fields
        .get("keep-within")
        .flatMap(n -> values.span(n, "'keep-within'"))
        .ifPresent(policy::keepWithin);
    count(fields, "keep-last", policy::keepLast);
    for (CalendarPeriod period : CalendarPeriod.values()) {
      count(fields, period.ruleName(), count -> policy.keepPer(period, count));
    }
    count(fields, "keep-at-least", policy::keepAtLeast);
    count(fields, "keep-incomplete", policy::keepIncomplete);
    fields
        .get("remove-at-most")
        .ifPresent(n -> values.percent(n, "'remove-at-most'").ifPresent(policy::removeAtMost));
    return policy.build();
  }

  private void count(Fields fields, String key, IntConsumer use) {
    fields.get(key).ifPresent(n -> values.count(n, "'" + key + "'").ifPresent(use));
  }
}
