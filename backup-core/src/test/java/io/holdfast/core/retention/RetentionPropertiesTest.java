package io.holdfast.core.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.retention.Candidate.Standing;
import io.holdfast.core.retention.Histories.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;

/** What is true of every policy over every history. */
@Domain(Histories.class)
@Domain(net.jqwik.api.domains.DomainContext.Global.class)
final class RetentionPropertiesTest {

  private static Set<String> kept(Evaluation evaluation) {
    return evaluation.decisions().stream()
        .filter(Decision::keep)
        .map(d -> d.candidate().id())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static Map<String, List<String>> reasons(
      Evaluation evaluation, Predicate<Candidate> which) {
    return evaluation.decisions().stream()
        .filter(d -> which.test(d.candidate()))
        .collect(Collectors.toMap(d -> d.candidate().id(), Decision::reasons));
  }

  private static List<Candidate> without(History history, Predicate<Candidate> which) {
    return history.archives().stream().filter(which.negate()).toList();
  }

  private static boolean isFuture(Candidate archive, History history) {
    return RetentionPolicy.isFuture(archive.startedAt(), history.now());
  }

  @Property
  void everyArchiveHasOneDecisionNewestFirst(
      @ForAll History history, @ForAll RetentionPolicy policy) {
    List<Candidate> decided =
        history.evaluate(policy).decisions().stream().map(Decision::candidate).toList();
    assertThat(decided).containsExactlyInAnyOrderElementsOf(history.archives());
    for (int i = 1; i < decided.size(); i++) {
      assertThat(decided.get(i).startedAt()).isBeforeOrEqualTo(decided.get(i - 1).startedAt());
    }
  }

  @Property
  void orderOfTheListingIsIrrelevant(
      @ForAll History history, @ForAll RetentionPolicy policy, @ForAll Random random) {
    List<Candidate> shuffled = new ArrayList<>(history.archives());
    Collections.shuffle(shuffled, random);
    assertThat(history.with(shuffled).evaluate(policy)).isEqualTo(history.evaluate(policy));
  }

  @Property
  void neverIsEverythingRemoved(@ForAll History history, @ForAll RetentionPolicy policy) {
    List<Decision> good =
        history.evaluate(policy).decisions().stream()
            .filter(d -> d.candidate().standing() == Standing.COMPLETE)
            .filter(d -> !isFuture(d.candidate(), history))
            .toList();
    assertThat(good.subList(0, Math.min(policy.keepAtLeast(), good.size())))
        .allMatch(Decision::keep);
    if (good.isEmpty()) {
      assertThat(kept(history.evaluate(policy))).hasSameSizeAs(history.archives());
    }
  }

  @Property
  void oneMoreRuleKeepsAllThatWasKept(
      @ForAll History history, @ForAll RetentionPolicy policy, @ForAll KeepRule more) {
    List<KeepRule> rules = new ArrayList<>(policy.rules());
    rules.add(more);
    RetentionPolicy richer =
        new RetentionPolicy(rules, policy.keepAtLeast(), policy.keepIncomplete(), 100);
    assertThat(kept(history.evaluate(richer))).containsAll(kept(history.evaluate(policy)));
  }

  @Property
  void higherCountsKeepAllThatWasKept(@ForAll History history, @ForAll RetentionPolicy policy) {
    RetentionPolicy higher =
        new RetentionPolicy(
            policy.rules().stream().map(RetentionPropertiesTest::higher).toList(),
            policy.keepAtLeast() + 1,
            policy.keepIncomplete() + 1,
            100);
    assertThat(kept(history.evaluate(higher))).containsAll(kept(history.evaluate(policy)));
  }

  private static KeepRule higher(KeepRule rule) {
    if (rule instanceof KeepRule.KeepLast last) {
      return new KeepRule.KeepLast(last.count() + 1);
    }
    if (rule instanceof KeepRule.KeepPer per) {
      return new KeepRule.KeepPer(per.period(), per.count() + 1);
    }
    CalendarSpan span = ((KeepRule.KeepWithin) rule).span();
    return new KeepRule.KeepWithin(new CalendarSpan(span.amount() + 1, span.unit()));
  }

  @Property
  void whatWasKeptIsKeptAgain(@ForAll History history, @ForAll RetentionPolicy policy) {
    Set<String> kept = kept(history.evaluate(policy));
    List<Candidate> rest = without(history, c -> !kept.contains(c.id()));
    assertThat(kept(history.with(rest).evaluate(policy))).isEqualTo(kept);
  }

  /** So that a directory that is listed only in part costs nothing. */
  @Property
  void archivesThatTheListingLacksCostNoOther(
      @ForAll History history, @ForAll RetentionPolicy policy, @ForAll Random random) {
    Set<String> kept = kept(history.evaluate(policy));
    List<Candidate> part = without(history, c -> random.nextInt(3) == 0);
    Set<String> expected = new TreeSet<>(kept);
    expected.retainAll(part.stream().map(Candidate::id).toList());
    assertThat(kept(history.with(part).evaluate(policy))).containsAll(expected);
  }

  @Property
  void incompleteArchivesChangeNothingForCompleteOnes(
      @ForAll History history, @ForAll RetentionPolicy policy) {
    Predicate<Candidate> complete = c -> c.standing() == Standing.COMPLETE;
    History alone = history.with(without(history, c -> c.standing() == Standing.INCOMPLETE));
    assertThat(reasons(history.evaluate(policy), complete))
        .isEqualTo(reasons(alone.evaluate(policy), complete));
  }

  @Property
  void archivesFromTheFutureStayAndChangeNothingForOthers(
      @ForAll History history, @ForAll RetentionPolicy policy) {
    Predicate<Candidate> future = c -> isFuture(c, history);
    History alone = history.with(without(history, future));
    Evaluation evaluation = history.evaluate(policy);
    assertThat(reasons(evaluation, future).values()).noneMatch(List::isEmpty);
    assertThat(reasons(evaluation, future.negate()))
        .isEqualTo(reasons(alone.evaluate(policy), c -> true));
  }

  @Property
  void pinKeepsItsArchiveAndChangesNothingForOthers(
      @ForAll History history, @ForAll RetentionPolicy policy, @ForAll Random random) {
    if (history.archives().isEmpty()) {
      return;
    }
    Candidate chosen = history.archives().get(random.nextInt(history.archives().size()));
    List<Candidate> archives = new ArrayList<>(history.archives());
    archives.replaceAll(c -> c.equals(chosen) ? c.pinned("for good") : c);
    Predicate<Candidate> others = c -> !c.id().equals(chosen.id());
    Evaluation pinned = history.with(archives).evaluate(policy);
    assertThat(kept(pinned)).contains(chosen.id());
    assertThat(reasons(pinned, others)).isEqualTo(reasons(history.evaluate(policy), others));
  }

  @Property
  void machineThatWasOffLosesNothing(@ForAll History history, @ForAll RetentionPolicy policy) {
    List<Candidate> past = without(history, c -> isFuture(c, history));
    History later = new History(history.zone(), history.now().plus(Duration.ofDays(5000)), past);
    assertThat(later.evaluate(policy).decisions())
        .isEqualTo(history.with(past).evaluate(policy).decisions());
  }

  @Property
  void nothingIsRefusedThatRemovesNothing(@ForAll History history, @ForAll RetentionPolicy policy) {
    Evaluation evaluation = history.evaluate(policy);
    if (evaluation.decisions().stream().allMatch(Decision::keep)) {
      assertThat(evaluation).isInstanceOf(Evaluation.Decided.class);
    }
  }
}
