package io.holdfast.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TextTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "1000, 1.0 kB",
    "156200000, 156.2 MB",
    "999949, 999.9 kB",
    "999950, 1.0 MB",
    "5000000000, 5.0 GB",
    "9223372036854775807, 9.2 EB"
  })
  void bytesInPowersOfThousand(long bytes, String text) {
    assertThat(ByteCount.text(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.0 s",
    "2130, 2.1 s",
    "9949, 9.9 s",
    "9950, 10 s",
    "31200, 31 s",
    "59600, 1 min 0 s",
    "125000, 2 min 5 s",
    "11520000, 3 h 12 min",
    "-5, 0.0 s"
  })
  void durationsInTheirTwoLargestUnits(long millis, String text) {
    assertThat(TimeTaken.text(Duration.ofMillis(millis))).isEqualTo(text);
  }

  @Test
  void namesNearToAMistypedOne() {
    List<String> known =
        List.of("keep-within", "keep-weekly", "keep-at-least", "zone", "keep-last");
    assertThat(NearestNames.of("keep-witin", known)).startsWith("keep-within");
    assertThat(NearestNames.of("keep-lsat", known)).startsWith("keep-last");
    assertThat(NearestNames.of("zoen", known)).containsExactly("zone");
    assertThat(NearestNames.of("retention", known)).isEmpty();
    assertThat(NearestNames.of("a", List.of())).isEmpty();
  }

  @Test
  void nearestComeFirstAndOnlyThree() {
    assertThat(NearestNames.of("vol12345", List.of("vol1234x", "vol123xx", "vol12346", "vol12347")))
        .containsExactly("vol12346", "vol12347", "vol1234x");
  }
}
