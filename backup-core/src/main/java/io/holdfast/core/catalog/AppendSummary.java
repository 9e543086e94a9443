package io.holdfast.core.catalog;

import java.util.List;

/**
 * What was written of a source.
 *
 * @param issueCount all issues; {@code issues} holds the first of them
 * @param remarks what was left out on purpose, for people: sockets, excluded caches
 */
public record AppendSummary(
    long entries,
    long bytes,
    long issueCount,
    List<SourceIssue> issues,
    String manifestSha256,
    List<String> remarks) {
  public AppendSummary {
    issues = List.copyOf(issues);
    remarks = List.copyOf(remarks);
  }
}
