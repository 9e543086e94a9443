package com.example.testing;

import static io.holdfast.testkit.BackupAssertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/testing.md shows is what these tests are. */
final class DocumentedTest {
  private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @Test
  void everyExampleIsCodeThatRuns() throws Exception {
    String page = Files.readString(Path.of("../../../docs/testing.md"));
    List<String> examples =
        EXAMPLE.matcher(page).results().map((MatchResult found) -> found.group(1)).toList();
    assertThat(examples).hasSize(3);
    String tests = tests();
    assertThat(examples).allSatisfy(example -> assertThat(tests).contains(example));
  }

  private static String tests() throws Exception {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(Path.of("src/test/java/com/example/testing"))) {
      for (Path file : files.sorted().toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }
}
