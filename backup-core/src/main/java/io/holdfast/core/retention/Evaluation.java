package io.holdfast.core.retention;

import java.util.List;

/** What a policy says about a set of archives: decisions to act on, or a refusal. */
public sealed interface Evaluation {

  /** {@return a decision per archive, newest first} */
  List<Decision> decisions();

  /**
   * Nothing speaks against removing what is not kept.
   *
   * @param decisions a decision per archive, newest first
   */
  record Decided(List<Decision> decisions) implements Evaluation {
    /**
     * An evaluation to act on.
     *
     * @param decisions a decision per archive, newest first
     */
    public Decided {
      decisions = List.copyOf(decisions);
    }
  }

  /**
   * Something is in doubt, and nothing may be removed.
   *
   * @param decisions what would be decided without the doubt, to look at, newest first
   * @param reason one line for people, that says what to do
   */
  record Refused(List<Decision> decisions, String reason) implements Evaluation {
    /**
     * An evaluation to look at only.
     *
     * @param decisions what would be decided without the doubt, to look at, newest first
     * @param reason one line for people, that says what to do
     */
    public Refused {
      decisions = List.copyOf(decisions);
    }
  }
}
