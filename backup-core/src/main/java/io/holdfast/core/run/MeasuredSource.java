package io.holdfast.core.run;

import java.util.OptionalLong;

/**
 * A source with what reading it would give.
 *
 * @param bytes content; empty when it is not known
 * @param entries file system objects; empty when they were not counted
 * @param remark what is to be told about measuring it, for people; empty when nothing is
 */
record MeasuredSource(
    ResolvedSource source, OptionalLong bytes, OptionalLong entries, String remark) {

  static MeasuredSource unknown(ResolvedSource source, String remark) {
    return new MeasuredSource(source, OptionalLong.empty(), OptionalLong.empty(), remark);
  }

  /** Why it will not be saved, for people; empty when it will. */
  String problem() {
    return source instanceof ResolvedSource.Absent absent ? absent.problem() : "";
  }

  boolean willBeSaved() {
    return !(source instanceof ResolvedSource.Absent);
  }
}
