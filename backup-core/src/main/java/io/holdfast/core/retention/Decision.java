package io.holdfast.core.retention;

import java.util.List;

/**
 * What becomes of one archive, with every reason.
 *
 * @param candidate the archive that was decided about
 * @param reasons why it is kept, in words of the configuration ("within 7d", "daily 3"); empty
 *     exactly when it is removed
 */
public record Decision(Candidate candidate, List<String> reasons) {
  /**
   * A decision with a copy of its reasons.
   *
   * @param reasons why it is kept, in words of the configuration ("within 7d", "daily 3"); empty
   *     exactly when it is removed
   * @param candidate the archive that was decided about
   */
  public Decision {
    reasons = List.copyOf(reasons);
  }

  /** {@return whether the archive stays: there is at least one reason} */
  public boolean keep() {
    return !reasons.isEmpty();
  }
}
