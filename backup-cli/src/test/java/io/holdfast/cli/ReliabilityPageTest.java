package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/reliability.md} to the tests there are. */
final class ReliabilityPageTest {
  private static final Path ROOT = Path.of("..");
  private static final int CASES = 95;
  private static final Pattern CASE =
      Pattern.compile("\\| (\\d+) \\| [^|]+ \\| ([a-z ]+) \\| [^|]+ \\| ([^|]*)\\|");
  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+)#(\\w+)`");

  private static List<String> page() throws IOException {
    return Files.readAllLines(ROOT.resolve("docs/reliability.md"));
  }

  @Test
  void everyCaseIsThereWithAStateAndItsTests() throws Exception {
    List<Integer> numbers = new ArrayList<>();
    for (String line : page()) {
      if (!line.matches("\\| \\d.*")) {
        continue;
      }
      var parts = CASE.matcher(line);
      assertThat(parts.matches()).as(line).isTrue();
      numbers.add(Integer.valueOf(parts.group(1)));
      assertThat(parts.group(2)).as(line).isIn("held", "partly", "open", "left out");
      boolean shown = TEST.matcher(parts.group(3)).find();
      assertThat(shown).as(line).isEqualTo(List.of("held", "partly").contains(parts.group(2)));
    }
    assertThat(numbers).isEqualTo(IntStream.rangeClosed(1, CASES).boxed().toList());
  }

  @Test
  void everyTestThatIsNamedIsThere() throws Exception {
    Map<String, String> sources = testSources();
    List<String> missing = new ArrayList<>();
    for (String line : page()) {
      TEST.matcher(line)
          .results()
          .filter(
              test ->
                  !declaration(test.group(2))
                      .matcher(sources.getOrDefault(test.group(1), ""))
                      .find())
          .forEach(test -> missing.add(test.group()));
    }
    assertThat(missing).isEmpty();
  }

  /** A test's annotation, then its name, with no end of a method between them. */
  private static Pattern declaration(String name) {
    return Pattern.compile(
        "@(?:(?:Arch|Parameterized)?Test|TestFactory|Property)\\b(?:(?!\n  \\}\n).)*?"
            + ("(?:(?:void|Stream<DynamicTest>) " + name + "\\(|ArchRule " + name + " =)"),
        Pattern.DOTALL);
  }

  /** The sources of tests and contract suites, by their class. */
  private static Map<String, String> testSources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (String place :
        List.of(
            "backup-core/src/test",
            "backup-testkit/src/test",
            "backup-testkit/src/main",
            "backup-archive/src/test",
            "backup-docker/src/test",
            "backup-cli/src/test")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(place))) {
        files
            .filter(f -> f.toString().endsWith(".java"))
            .forEach(
                f -> sources.put(f.getFileName().toString().replaceFirst("\\.java$", ""), read(f)));
      }
    }
    return sources;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
