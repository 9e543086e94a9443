package io.holdfast.cli.config;

import io.holdfast.cli.text.Nearest;
import io.holdfast.core.retention.CalendarSpan;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads single values strictly. What does not fit is reported, and the answer is empty. The
 * parameter {@code what} names the value in messages.
 */
final class Values {
  private final Problems problems;

  Values(Problems problems) {
    this.problems = problems;
  }

  /** A text that is not blank. */
  Optional<String> text(Node node, String what) {
    if (node instanceof ScalarNode scalar && node.getTag().equals(Tag.STR)) {
      if (!scalar.getValue().isBlank()) {
        return Optional.of(scalar.getValue());
      }
      problems.at(node, what + " must not be empty");
      return Optional.empty();
    }
    boolean misread =
        node instanceof ScalarNode && !node.getTag().equals(Tag.NULL) && !isVariable(node);
    String remedy =
        misread ? "; if a text is meant, quote it: \"" + ((ScalarNode) node).getValue() + "\"" : "";
    wrongType(node, what, "a text", remedy);
    return Optional.empty();
  }

  /** A whole number from 1 on. */
  OptionalInt count(Node node, String what) {
    if (!(node instanceof ScalarNode scalar) || !node.getTag().equals(Tag.INT)) {
      wrongType(node, what, "a whole number", quotedNumber(node));
      return OptionalInt.empty();
    }
    String digits = scalar.getValue();
    if (!digits.matches("[+-]?[0-9]{1,30}")) {
      problems.at(node, what + " is written as '" + digits + "'; write a plain decimal number");
      return OptionalInt.empty();
    }
    BigInteger number = new BigInteger(digits);
    if (number.signum() <= 0) {
      problems.at(node, what + " must be 1 or more, not " + number);
      return OptionalInt.empty();
    }
    if (number.bitLength() > 31) {
      problems.at(node, what + " must be at most " + Integer.MAX_VALUE + ", not " + number);
      return OptionalInt.empty();
    }
    return OptionalInt.of(number.intValueExact());
  }

  /** A share: {@code 1%} to {@code 100%}. */
  OptionalInt percent(Node node, String what) {
    Optional<String> text = amount(node, what, "a share such as 50%");
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    OptionalInt percent = PercentText.percent(text.get());
    if (percent.isEmpty()) {
      problems.at(node, what + " cannot be '" + text.get() + "'; write 1% to 100%, as in 50%");
    }
    return percent;
  }

  Optional<Boolean> flag(Node node, String what) {
    if (node instanceof ScalarNode scalar) {
      String value = scalar.getValue();
      if (node.getTag().equals(Tag.BOOL)) {
        return Optional.of(Boolean.parseBoolean(value));
      }
      if (node.getTag().equals(Tag.STR)) {
        String meant =
            switch (value) {
              case "yes", "on", "y", "Yes", "On", "true" -> "true";
              case "no", "off", "n", "No", "Off", "false" -> "false";
              default -> Nearest.to(value, List.of("true", "false")).orElse("");
            };
        String hint = meant.isEmpty() ? "" : "; did you mean " + meant + " (without quotes)?";
        problems.at(node, what + " must be true or false, not '" + value + "'" + hint);
        return Optional.empty();
      }
    }
    wrongType(node, what, "true or false", "");
    return Optional.empty();
  }

  /** One of a few words. */
  <T> Optional<T> choice(Node node, String what, Map<String, T> words) {
    Optional<String> word = text(node, what);
    if (word.isEmpty()) {
      return Optional.empty();
    }
    T chosen = words.get(word.get());
    if (chosen == null) {
      problems.at(
          node,
          what
              + " cannot be '"
              + word.get()
              + "'"
              + Nearest.hint(word.get(), words.keySet())
              + allowed(words.keySet()));
      return Optional.empty();
    }
    return Optional.of(chosen);
  }

  /** A size in bytes. */
  OptionalLong size(Node node, String what) {
    Optional<String> text = amount(node, what, "a size such as 5GB");
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    OptionalLong bytes = SizeText.bytes(text.get());
    if (bytes.isEmpty()) {
      String hint = Nearest.meant(SizeText.nearest(text.get()));
      problems.at(
          node,
          what
              + " cannot be '"
              + text.get()
              + "'"
              + hint
              + " Write a number and a unit without a space, as in 5GB or 1.5GiB."
              + allowed(SizeText.UNITS.keySet()));
    }
    return bytes;
  }

  Optional<CalendarSpan> span(Node node, String what) {
    Optional<String> text = amount(node, what, "a duration such as 7d");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<CalendarSpan> span = CalendarSpan.parse(text.get());
    if (span.isEmpty()) {
      String hint = Nearest.meant(SpanText.nearest(text.get()));
      problems.at(
          node,
          what
              + " cannot be '"
              + text.get()
              + "'"
              + hint
              + " Write a whole number from 1 to 99999 and a unit without a space, as in 7d."
              + " Allowed: h (hours), d (days), w (weeks), mo (months), y (years)");
    }
    return span;
  }

  /** The items of a list. */
  List<Node> items(Node node, String what, String example) {
    if (node instanceof SequenceNode list) {
      return list.getValue();
    }
    wrongType(node, what, "a list", "; write " + example);
    return List.of();
  }

  /** A list of texts. */
  List<String> texts(Node node, String what, String itemName) {
    List<String> texts = new ArrayList<>();
    for (Node item : items(node, what, "[\"*.tmp\"]")) {
      text(item, itemName).ifPresent(texts::add);
    }
    return texts;
  }

  /** A mapping with known keys only. */
  Optional<Fields> fields(Node node, String what, List<String> known, String example) {
    if (node instanceof MappingNode mapping) {
      return Optional.of(new Fields(mapping, what, known, problems));
    }
    wrongType(node, what, "keys", "; write " + example);
    return Optional.empty();
  }

  void wrongType(Node node, String what, String expected, String remedy) {
    if (isNull(node)) {
      problems.at(node, what + " has no value; " + expected + " is expected" + remedy);
    } else {
      problems.at(node, what + " must be " + expected + ", not " + describe(node) + remedy);
    }
  }

  static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  /** The words for constants, in the order in which messages list them. */
  static <E extends Enum<E>> Map<String, E> words(E[] constants) {
    Map<String, E> words = new LinkedHashMap<>();
    for (E constant : constants) {
      words.put(constant.name().toLowerCase(Locale.ROOT), constant);
    }
    return words;
  }

  static String allowed(Iterable<String> values) {
    return " Allowed: " + String.join(", ", values);
  }

  /**
   * A value that is read as text whatever YAML takes it for: {@code 7} needs a unit, not quotes.
   */
  private Optional<String> amount(Node node, String what, String expected) {
    if (node instanceof ScalarNode scalar && !isNull(node) && !isVariable(node)) {
      return Optional.of(scalar.getValue());
    }
    wrongType(node, what, expected, "");
    return Optional.empty();
  }

  private static String quotedNumber(Node node) {
    return node instanceof ScalarNode scalar && scalar.getValue().matches("[0-9]+")
        ? "; remove the quotes"
        : "";
  }

  private static boolean isVariable(Node node) {
    return node.getTag().equals(Tag.ENV_TAG);
  }

  private static String describe(Node node) {
    if (node instanceof SequenceNode) {
      return "a list";
    }
    if (node instanceof MappingNode) {
      return "a mapping";
    }
    String value = ((ScalarNode) node).getValue();
    Tag tag = node.getTag();
    if (isVariable(node)) {
      return "the variable " + value + " (variables are not replaced)";
    }
    if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
      return "the number " + value;
    }
    if (tag.equals(Tag.STR)) {
      return "the text '" + value + "'";
    }
    return tag.equals(Tag.BOOL) ? value : "'" + value + "' of type " + tag;
  }
}
