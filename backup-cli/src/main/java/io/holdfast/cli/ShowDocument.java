package io.holdfast.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.holdfast.cli.text.Json;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.OpenArchive.EntryFilter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * The JSON document of {@code show}. Apart from the command, whose methods are looked at whenever
 * the program starts: the JSON library would be loaded for nothing.
 */
final class ShowDocument {
  private ShowDocument() {}

  /** In pieces, since an archive may have very many entries. */
  static void write(
      Console console, String label, OpenArchive archive, EntryFilter filter, ExitCode code)
      throws ArchiveException, InterruptedException {
    try (JsonGenerator json = Json.generator(console.out())) {
      json.writeStartObject();
      json.writeStringField("command", "show");
      json.writeNumberField("exitCode", code.number());
      json.writeStringField("archive", label);
      json.writeFieldName("info");
      Json.value(json, archive.info().map(Documents::info));
      json.writeFieldName("sources");
      Json.value(
          json,
          archive.sources().stream()
              .map(s -> Map.of("name", s.name(), "kind", Documents.word(s.kind())))
              .toList());
      json.writeArrayFieldStart("entries");
      archive.entries(
          filter,
          (source, entry) -> {
            try {
              Json.value(json, Documents.entry(source.name(), entry));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    console.out().println();
  }
}
