package io.holdfast.core.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.holdfast.core.retention.KeepRule.KeepLast;
import io.holdfast.core.retention.KeepRule.KeepPer;
import io.holdfast.core.retention.KeepRule.KeepWithin;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies in one line, and what is no policy. */
final class PolicyTextTest {

  @Test
  void everyKeyOfAConfigurationCanBeWritten() {
    RetentionPolicy policy =
        RetentionPolicy.parse(
            "keep-within 6mo, keep-last 1, keep-hourly 2, keep-daily 3, keep-weekly 4,"
                + " keep-monthly: 5,keep-yearly:6, keep-at-least 7, keep-incomplete 8,"
                + " remove-at-most 50%");
    assertThat(policy.rules())
        .containsExactly(
            new KeepWithin(new CalendarSpan(6, CalendarSpan.Unit.MONTHS)),
            new KeepLast(1),
            new KeepPer(CalendarPeriod.HOUR, 2),
            new KeepPer(CalendarPeriod.DAY, 3),
            new KeepPer(CalendarPeriod.WEEK, 4),
            new KeepPer(CalendarPeriod.MONTH, 5),
            new KeepPer(CalendarPeriod.YEAR, 6));
    assertThat(policy.keepAtLeast()).isEqualTo(7);
    assertThat(policy.keepIncomplete()).isEqualTo(8);
    assertThat(policy.removeAtMost()).isEqualTo(50);
    assertThat(RetentionPolicy.parse(policy.toString())).isEqualTo(policy);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keep-within 7d",
        "keep-last 3, keep-at-least 2",
        "keep-at-least 1",
        "keep-daily 7"
      })
  void whatAPolicySaysOfItselfIsReadAgain(String text) {
    assertThat(RetentionPolicy.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                         | a rule is missing; write rules such as",
        "keep-last 1,               | a rule is missing; write rules such as",
        "7d                         | '7d' is no rule; write it as in",
        "keep-last 0                | 'keep-last' cannot be '0'; write a whole number from 1 on",
        "keep-last -1               | 'keep-last' cannot be '-1'; write a whole number from 1 on",
        "keep-last 99999999999      | 'keep-last' cannot be '99999999999'; write a whole number",
        "keep-within 7              | 'keep-within' cannot be '7'; write a whole number from 1 on and",
        "keep-within 0d             | 'keep-within' cannot be '0d'; write a whole number from 1 on",
        "keep-fortnightly 1         | there is no rule 'keep-fortnightly'; there are keep-within,",
        "keep-last 1, keep-last 2   | 'keep-last' is there twice",
        "remove-at-most 0%          | 'remove-at-most' cannot be '0%'; write 1% to 100%",
        "remove-at-most 101%        | 'remove-at-most' cannot be '101%'; write 1% to 100%",
        "remove-at-most 5           | 'remove-at-most' cannot be '5'; write 1% to 100%",
      })
  void whatIsNoPolicyIsNamed(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RetentionPolicy.parse(text))
        .withMessageStartingWith(message);
  }

  @Test
  void policyThatMayKeepNothingCannotBeMade() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RetentionPolicy.builder().keepAtLeast(0).build())
        .withMessage("keep-at-least must be 1 or more, not 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RetentionPolicy.builder().keepIncomplete(0).build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RetentionPolicy.builder().removeAtMost(0).build());
    assertThatIllegalArgumentException().isThrownBy(() -> new KeepLast(0));
    assertThatIllegalArgumentException().isThrownBy(() -> new KeepPer(CalendarPeriod.HOUR, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> CalendarSpan.days(0));
  }

  @Test
  void builderAndTextMakeTheSamePolicy() {
    assertThat(
            RetentionPolicy.builder()
                .keepWithin(CalendarSpan.days(7))
                .keepPer(CalendarPeriod.WEEK, 4)
                .keepAtLeast(2)
                .build())
        .isEqualTo(RetentionPolicy.parse("keep-within 7d, keep-weekly 4, keep-at-least 2"))
        .isNotEqualTo(new RetentionPolicy(List.of(), 2, 3, 100));
  }
}
