package io.holdfast.core.run;

import java.util.List;
import java.util.OptionalLong;

/**
 * A source with what reading it would give.
 *
 * @param bytes content; empty when it is not known
 * @param entries file system objects; empty when they were not counted
 * @param remark what is to be told about measuring it, for people; empty when nothing is
 * @param notes what is left out of it or taken into it, for people
 */
record MeasuredSource(
    ResolvedSource source,
    OptionalLong bytes,
    OptionalLong entries,
    String remark,
    List<String> notes) {

  static MeasuredSource unknown(ResolvedSource source, String remark) {
    return new MeasuredSource(
        source, OptionalLong.empty(), OptionalLong.empty(), remark, List.of());
  }

  /** Why it will not be saved, for people; empty when it will. */
  String problem() {
    return source instanceof ResolvedSource.Absent absent ? absent.problem() : "";
  }

  boolean willBeSaved() {
    return !(source instanceof ResolvedSource.Absent);
  }
}
