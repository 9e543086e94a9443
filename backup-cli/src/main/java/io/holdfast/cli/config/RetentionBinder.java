package io.holdfast.cli.config;

import io.holdfast.core.retention.CalendarPeriod;
import io.holdfast.core.retention.KeepRule;
import io.holdfast.core.retention.RetentionPolicy;
import java.util.ArrayList;
import java.util.List;
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
    List<KeepRule> rules = new ArrayList<>();
    fields
        .get("keep-within")
        .flatMap(n -> values.span(n, "'keep-within'"))
        .ifPresent(span -> rules.add(new KeepRule.KeepWithin(span)));
    fields
        .get("keep-last")
        .ifPresent(
            n ->
                values
                    .count(n, "'keep-last'")
                    .ifPresent(count -> rules.add(new KeepRule.KeepLast(count))));
    for (CalendarPeriod period : CalendarPeriod.values()) {
      fields
          .get(period.ruleName())
          .ifPresent(
              n ->
                  values
                      .count(n, "'" + period.ruleName() + "'")
                      .ifPresent(count -> rules.add(new KeepRule.KeepPer(period, count))));
    }
    int atLeast =
        fields
            .get("keep-at-least")
            .map(n -> values.count(n, "'keep-at-least'").orElse(1))
            .orElse(1);
    return new RetentionPolicy(rules, atLeast);
  }
}
