package io.holdfast.core.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.retention.Histories.History;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

/** Every reason of every archive, as {@link RetentionOracle} finds it in another way. */
@Domain(Histories.class)
@Domain(DomainContext.Global.class)
final class RetentionOracleTest {

  @Property(tries = 3000)
  void decidesAsTheOracleDoes(
      @ForAll History history, @ForAll RetentionPolicy policy, @ForAll boolean includeLegacy) {
    RetentionOracle oracle =
        new RetentionOracle(
            policy, history.archives(), includeLegacy, history.now(), history.zone());
    Map<String, Set<String>> expected = new TreeMap<>();
    history.archives().forEach(a -> expected.put(a.id(), oracle.reasons(a)));
    Map<String, Set<String>> actual = new TreeMap<>();
    policy
        .evaluate(history.archives(), includeLegacy, history.now(), history.zone())
        .decisions()
        .forEach(d -> actual.put(d.candidate().id(), new TreeSet<>(d.reasons())));
    assertThat(actual).isEqualTo(expected);
  }

  @Property(tries = 50)
  void decidesAsTheOracleDoesWithoutRules(@ForAll History history) {
    RetentionOracle oracle =
        new RetentionOracle(
            RetentionPolicy.KEEP_EVERYTHING,
            history.archives(),
            true,
            history.now(),
            history.zone());
    assertThat(
            RetentionPolicy.KEEP_EVERYTHING
                .evaluate(history.archives(), true, history.now(), history.zone())
                .decisions())
        .allSatisfy(
            d -> assertThat(new TreeSet<>(d.reasons())).isEqualTo(oracle.reasons(d.candidate())));
  }
}
