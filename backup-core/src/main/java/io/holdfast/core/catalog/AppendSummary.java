package io.holdfast.core.catalog;

import java.util.List;

/**
 * What was written of a source.
 *
 * @param entries archived file system objects, directories included
 * @param bytes content bytes of archived files
 * @param issueCount all issues; {@code issues} holds the first of them
 * @param issues the first issues, at most {@link SourceRecord#LISTED_ISSUES}
 * @param manifestSha256 hex digest of the source's manifest
 * @param remarks what was left out on purpose, for people: sockets, excluded caches
 * @param limits what some stock tools cannot restore, for people; empty when there is no such thing
 */
public record AppendSummary(
    long entries,
    long bytes,
    long issueCount,
    List<SourceIssue> issues,
    String manifestSha256,
    List<String> remarks,
    String limits) {
  /**
   * A summary with copies of its lists.
   *
   * @param issues the first issues, at most {@link SourceRecord#LISTED_ISSUES}
   * @param entries archived file system objects, directories included
   * @param bytes content bytes of archived files
   * @param issueCount all issues; {@code issues} holds the first of them
   * @param manifestSha256 hex digest of the source's manifest
   * @param remarks what was left out on purpose, for people: sockets, excluded caches
   * @param limits what some stock tools cannot restore, for people; empty when there is no such
   *     thing
   */
  public AppendSummary {
    issues = List.copyOf(issues);
    remarks = List.copyOf(remarks);
  }
}
