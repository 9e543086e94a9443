package io.holdfast.core.retention;

import java.util.List;

/**
 * What becomes of one archive, with every reason.
 *
 * @param reasons why it is kept, in words of the configuration ("within 7d", "daily 3"); empty
 *     exactly when it is removed
 */
public record Decision(Candidate candidate, List<String> reasons) {
  public Decision {
    reasons = List.copyOf(reasons);
  }

  public boolean keep() {
    return !reasons.isEmpty();
  }
}
