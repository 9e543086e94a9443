package io.holdfast.archive.tree;

import io.holdfast.core.catalog.Entry;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A file that is written in full under a temporary name, and gets its own when it is proven.
 *
 * @param temporary its name in the directory of its entry
 * @param proof empty when there is nothing to prove
 * @param outcome is told what went wrong, or that nothing did
 */
record UnprovenFile(
    Entry entry,
    String temporary,
    Optional<ContentProof> proof,
    Consumer<Optional<String>> outcome) {

  boolean isReady() {
    return proof.isEmpty() || proof.get().isReady();
  }

  /** Waits for the proof. */
  void requireProven() throws Problem {
    requireProven(proof);
  }

  /** Waits for a proof. */
  static void requireProven(Optional<ContentProof> proof) throws Problem {
    Optional<String> wrong = proof.flatMap(ContentProof::await);
    if (wrong.isPresent()) {
      throw new Problem(wrong.get());
    }
  }
}
