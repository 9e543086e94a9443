package io.holdfast.archive.internal.tree;

import io.holdfast.core.catalog.Entry;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A file that is read in full and written under a temporary name, maybe not in full yet. It gets
 * its metadata and its own name when it is proven.
 *
 * @param temporary its name in the directory of its entry
 * @param file open
 * @param proof empty when there is nothing to prove
 * @param outcome is told what went wrong, or that nothing did
 */
record UnprovenFile(
    Entry entry,
    String temporary,
    NewFile file,
    Optional<ContentProof> proof,
    Consumer<Optional<String>> outcome) {

  boolean isReady() {
    return proof.isEmpty() || proof.get().isReady();
  }

  /**
   * Waits for the proof.
   *
   * @throws IOException when the file could not be written
   */
  void requireProven() throws Problem, IOException {
    Optional<String> wrong = proof.isPresent() ? proof.get().await() : Optional.empty();
    if (wrong.isPresent()) {
      throw new Problem(wrong.get());
    }
  }

  /** Closes the file when nothing is written to it any more. What is in it does not matter. */
  void abandon() {
    proof.ifPresent(ContentProof::abandon);
    try {
      file.close();
    } catch (IOException e) {
      // It is about to be removed.
    }
  }
}
