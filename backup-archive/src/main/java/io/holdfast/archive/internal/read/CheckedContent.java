package io.holdfast.archive.internal.read;

import io.holdfast.archive.internal.format.Sha256;
import io.holdfast.archive.internal.format.SparseDigest;
import io.holdfast.archive.internal.tar.LentBytes;
import io.holdfast.archive.internal.tree.ContentProof;
import io.holdfast.core.catalog.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A content that is hashed, and written, behind the back of whoever reads it, and the proof that it
 * is the right one. The proof is there some time after the end was read; it is not, ever, when the
 * content was read in part. To be used by the thread that uses its {@link ContentCheck}.
 */
final class CheckedContent extends LentBytes implements ContentProof, ContentCheck.Outcome {
  private final ContentCheck check;
  private final LentBytes bytes;
  private final String expected;
  private final ContentCheck.Content content = new ContentCheck.Content(this);

  /** Of a file with holes, which is hashed by whoever reads it; null for all others. */
  private final @Nullable SparseDigest withHoles;

  private final CompletableFuture<byte[]> actual = new CompletableFuture<>();
  private @Nullable Receiver receiver;
  private volatile @Nullable IOException notWritten;
  private boolean begun;
  private boolean ended;

  /**
   * @param expected hex SHA-256
   */
  CheckedContent(ContentCheck check, LentBytes bytes, String expected, Entry file) {
    this.withHoles = file.omitsHoles() ? new SparseDigest(file) : null;
    this.check = check;
    this.bytes = bytes;
    this.expected = expected;
  }

  @Override
  public @Nullable ByteBuffer lend(int most) throws IOException {
    ByteBuffer part = bytes.lend(most);
    if (withHoles != null) {
      hash(withHoles, part);
    } else if (part != null) {
      check.part(content, part.duplicate(), begun);
      begun = true;
    } else if (!ended) {
      check.end(content);
      ended = true;
    }
    return part;
  }

  private void hash(SparseDigest digest, @Nullable ByteBuffer part) {
    if (part != null) {
      digest.update(part.duplicate());
    } else if (!ended) {
      ended = true;
      hashed(digest.digest());
    }
  }

  @Override
  public boolean writeTo(Receiver file) {
    if (withHoles != null) {
      return false;
    }
    receiver = file;
    return true;
  }

  @Override
  public void part(ByteBuffer part) {
    if (receiver == null || notWritten != null) {
      return;
    }
    try {
      receiver.write(part);
    } catch (IOException e) {
      notWritten = e;
    }
  }

  @Override
  public void hashed(byte[] sha256) {
    actual.complete(sha256);
  }

  @Override
  public void failed(Throwable reason) {
    actual.completeExceptionally(reason);
  }

  @Override
  public boolean isReady() {
    return actual.isDone();
  }

  @Override
  public void abandon() {
    check.settle();
  }

  @Override
  public Optional<String> await() throws IOException {
    if (!actual.isDone()) {
      check.flush();
    }
    byte[] digest;
    try {
      digest = actual.join();
    } catch (CompletionException e) {
      throw ContentCheck.crashed(e);
    }
    if (notWritten != null) {
      throw notWritten;
    }
    return Sha256.isHex(expected, digest)
        ? Optional.empty()
        : Optional.of(
            "its content is damaged: SHA-256 is "
                + HexFormat.of().formatHex(digest)
                + " instead of "
                + expected);
  }
}
