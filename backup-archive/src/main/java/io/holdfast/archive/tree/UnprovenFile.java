package io.holdfast.archive.tree;

import io.holdfast.core.catalog.Entry;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A file that is written in full under a temporary name, and gets its own when it is proven.
 *
 * @param proof empty when there is nothing to prove
 * @param outcome is told what went wrong, or that nothing did
 */
record UnprovenFile(
    Entry entry,
    Path temporary,
    Path at,
    Optional<ContentProof> proof,
    Consumer<Optional<String>> outcome) {

  boolean isReady() {
    return proof.isEmpty() || proof.get().isReady();
  }

  /** Waits for the proof. */
  void requireProven() throws Problem {
    Optional<String> wrong = proof.flatMap(ContentProof::await);
    if (wrong.isPresent()) {
      throw new Problem(wrong.get());
    }
  }
}
