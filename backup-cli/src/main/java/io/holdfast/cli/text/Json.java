package io.holdfast.cli.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Writes JSON documents from maps, iterables, text, numbers, truth values, instants (ISO 8601 in
 * UTC), durations (seconds) and optionals (the value or {@code null}).
 */
public final class Json {
  private Json() {}

  /** Writes one indented document and a line feed; closes nothing. */
  public static void write(Writer out, Map<String, ?> document) throws IOException {
    try (JsonGenerator json = generator(out)) {
      value(json, document);
    }
    out.write("\n");
  }

  /**
   * A generator of indented JSON, for documents that are written in pieces. Closed by the caller.
   */
  public static JsonGenerator generator(Writer out) throws IOException {
    return new JsonFactory()
        .createGenerator(out)
        .setCharacterEscapes(new PrintableEscapes())
        .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
        .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM)
        .useDefaultPrettyPrinter();
  }

  /** Writes one value. */
  public static void value(JsonGenerator json, Object value) throws IOException {
    if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> field : map.entrySet()) {
        json.writeFieldName(String.valueOf(field.getKey()));
        value(json, field.getValue());
      }
      json.writeEndObject();
    } else if (value instanceof Iterable<?> && !(value instanceof Path)) {
      json.writeStartArray();
      for (Object item : (Iterable<?>) value) {
        value(json, item);
      }
      json.writeEndArray();
    } else if (value instanceof Optional<?> optional) {
      if (optional.isPresent()) {
        value(json, optional.get());
      } else {
        json.writeNull();
      }
    } else if (value instanceof OptionalLong optional) {
      if (optional.isPresent()) {
        json.writeNumber(optional.getAsLong());
      } else {
        json.writeNull();
      }
    } else {
      scalar(json, value);
    }
  }

  private static void scalar(JsonGenerator json, Object value) throws IOException {
    if (value instanceof Integer || value instanceof Long) {
      json.writeNumber(((Number) value).longValue());
    } else if (value instanceof Boolean flag) {
      json.writeBoolean(flag);
    } else if (value instanceof Duration took) {
      json.writeNumber(BigDecimal.valueOf(took.toMillis(), 3));
    } else if (value instanceof Instant || value instanceof String) {
      json.writeString(value.toString());
    } else {
      // A path, a name: what has one way to be written
      json.writeString(String.valueOf(value));
    }
  }
}
