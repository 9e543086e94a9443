package io.holdfast.core.retention;

import java.util.List;

/** What a policy says about a set of archives: decisions to act on, or a refusal. */
public sealed interface Evaluation {

  /** A decision per archive, newest first. */
  List<Decision> decisions();

  /** Nothing speaks against removing what is not kept. */
  record Decided(List<Decision> decisions) implements Evaluation {
    public Decided {
      decisions = List.copyOf(decisions);
    }
  }

  /**
   * Something is in doubt, and nothing may be removed.
   *
   * @param decisions what would be decided without the doubt, to look at
   * @param reason one line for people, that says what to do
   */
  record Refused(List<Decision> decisions, String reason) implements Evaluation {
    public Refused {
      decisions = List.copyOf(decisions);
    }
  }
}
