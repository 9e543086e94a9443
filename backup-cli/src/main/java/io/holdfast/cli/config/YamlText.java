package io.holdfast.cli.config;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Turns the bytes of a file into the one YAML document they hold. */
final class YamlText {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final String file;

  YamlText(String file) {
    this.file = file;
  }

  /** The document's root; empty when the file holds nothing. */
  Optional<Node> parse(byte[] bytes) throws ConfigurationException {
    String text = decode(bytes);
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file)
            .setSchema(new MergeFreeSchema())
            .setAllowNonScalarKeys(true)
            .build();
    try {
      Iterator<Node> documents = new Compose(settings).composeAllFromString(text).iterator();
      if (!documents.hasNext()) {
        return Optional.empty();
      }
      Node first = documents.next();
      if (documents.hasNext()) {
        Mark mark = documents.next().getStartMark().orElseThrow();
        throw problem(
            mark.getLine() + 1,
            mark.getColumn() + 1,
            "a second document begins here; a configuration is one document: remove the line '---'");
      }
      return Optional.of(first);
    } catch (MarkedYamlEngineException e) {
      Mark mark = e.getProblemMark().or(e::getContextMark).orElseThrow();
      throw problem(mark.getLine() + 1, mark.getColumn() + 1, explain(e, mark));
    } catch (ReaderException e) {
      throw problemAt(
          text.codePoints().limit(e.getPosition()).toArray(),
          String.format(
              Locale.ROOT, "the character U+%04X is not allowed in YAML", e.getCodePoint()));
    } catch (YamlEngineException e) {
      throw problem(1, 1, "not YAML: " + e.getMessage());
    } catch (StackOverflowError e) {
      // The library has no limit of its own, and comes back from this without a trace
      throw problem(1, 1, "lists or mappings lie inside each other too deeply");
    }
  }

  private String decode(byte[] bytes) throws ConfigurationException {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(in)
              .toString();
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      // The decoder leaves its input where the trouble is
      String before = new String(bytes, 0, in.position(), StandardCharsets.UTF_8);
      throw problemAt(
          before.codePoints().toArray(),
          String.format(
              Locale.ROOT,
              "byte 0x%02x is not UTF-8; save the file as UTF-8",
              bytes[in.position()]));
    }
  }

  private static String explain(MarkedYamlEngineException e, Mark mark) {
    String problem = e.getProblem();
    if (problem == null) {
      return "not YAML: " + e.getContext();
    }
    int[] buffer = mark.getBuffer();
    boolean tab =
        problem.contains("\\t")
            && mark.getPointer() < buffer.length
            && buffer[mark.getPointer()] == '\t';
    if (tab) {
      return "a tab cannot indent or begin a value in YAML; use spaces";
    }
    String context = e.getContext();
    return "not YAML: "
        + problem
        + (context == null || context.isEmpty() ? "" : " (" + context + ")");
  }

  private ConfigurationException problemAt(int[] before, String message) {
    int line = 1;
    int column = 1;
    for (int c : before) {
      if (c == '\n') {
        line++;
        column = 1;
      } else {
        column++;
      }
    }
    return problem(line, column, message);
  }

  private ConfigurationException problem(int line, int column, String message) {
    return new ConfigurationException(file, List.of(new Problem(line, column, message)));
  }
}
