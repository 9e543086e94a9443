package io.holdfast.testkit;

import io.holdfast.core.plan.VolumeAccess;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The open readers of the fake engine, each with its helper container. Guarded by the engine. */
final class FakeReaders {
  private final Set<FakeReader> open = new LinkedHashSet<>();

  void add(FakeReader reader) {
    open.add(reader);
  }

  /** Forgets a reader; names the helper it had. */
  List<String> remove(FakeReader reader) {
    return open.remove(reader) ? helpers(Stream.of(reader)) : List.of();
  }

  /** Makes reading fail from now on, where it goes through the engine. */
  void breakOff(Predicate<FakeReader> which, String why) {
    open.stream().filter(which).forEach(reader -> reader.breakOff(why));
  }

  /** Where the open ones were opened. */
  List<OpenedHere> openings() {
    return open.stream().map(FakeReader::opened).toList();
  }

  /** The helpers that hold volumes. */
  List<String> helpers(Predicate<String> volume) {
    return helpers(open.stream().filter(reader -> volume.test(reader.volume())));
  }

  private static List<String> helpers(Stream<FakeReader> readers) {
    return readers
        .filter(reader -> reader.access() != VolumeAccess.DIRECT)
        .map(reader -> "helper-of-" + reader.volume())
        .toList();
  }
}
