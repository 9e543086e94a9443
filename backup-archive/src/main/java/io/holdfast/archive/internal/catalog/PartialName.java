package io.holdfast.archive.internal.catalog;

import io.holdfast.core.catalog.ArchiveName;
import io.holdfast.core.plan.PlanName;
import java.util.Optional;

/**
 * The name of a file that is being written: {@code <final name>.partial-<host>-<boot>-<pid>}.
 *
 * @param target the final name: an archive's or its sidecar's
 * @param owner who writes it; empty when the name was made by another version
 */
record PartialName(String target, Optional<Owner> owner) {
  private static final String MARK = ".partial-";

  static PartialName of(String target, Owner owner) {
    return new PartialName(target, Optional.of(owner));
  }

  /** Reads a file name; empty when it is not that of a partial file of exactly this plan. */
  static Optional<PartialName> parse(PlanName plan, String fileName) {
    // a plan's name may hold the mark itself
    int mark = fileName.indexOf(MARK, Math.min(plan.value().length(), fileName.length()));
    if (mark < 0) {
      return Optional.empty();
    }
    String target = fileName.substring(0, mark);
    String archive =
        target.endsWith(Sidecar.EXTENSION)
            ? target.substring(0, target.length() - Sidecar.EXTENSION.length())
            : target;
    return ArchiveName.parse(plan, archive)
        .map(n -> new PartialName(target, Owner.parse(fileName.substring(mark + MARK.length()))));
  }

  @Override
  public String toString() {
    return target + MARK + owner.map(Owner::toString).orElse("");
  }
}
