package io.holdfast.archive.internal.reuse;

import io.holdfast.archive.internal.codec.ChunkDecoder;
import io.holdfast.archive.internal.format.ChunkTable;
import io.holdfast.archive.internal.format.Index;
import io.holdfast.archive.internal.format.Member;
import io.holdfast.archive.internal.format.Sha256;
import io.holdfast.core.ArchiveException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Decompresses single chunks of a predecessor, and proves them. Not thread-safe. */
final class ChunkContents implements AutoCloseable {
  private final Predecessor archive;
  private final Supplier<ChunkDecoder> decoders;
  private final MessageDigest digest = Sha256.create();
  private @Nullable ChunkDecoder decoder;
  private @Nullable ByteBuffer member;

  ChunkContents(Predecessor archive, Supplier<ChunkDecoder> decoders) {
    this.archive = archive;
    this.decoders = decoders;
  }

  /**
   * Puts the content of a chunk into a buffer of {@link Index#MAX_CHUNK} from index 0 on, and sets
   * its limit.
   *
   * @return false when the chunk is damaged
   */
  boolean load(int chunk, ByteBuffer content) throws InterruptedException {
    ByteBuffer in = member == null ? ByteBuffer.allocateDirect(Index.MAX_MEMBER) : member;
    member = in;
    ChunkTable chunks = archive.chunks();
    int length = archive.load(chunk, in);
    content.clear().limit(0);
    if (length == 0) {
      return false;
    }
    try {
      ChunkDecoder with = decoder == null ? decoders.get() : decoder;
      decoder = with;
      content.clear();
      Member.decode(in, length, with, content, chunks.contentLength(chunk));
    } catch (ArchiveException e) {
      archive.damaged("chunk " + chunk + " cannot be decompressed: " + e.getMessage());
      content.limit(0);
      return false;
    }
    content.limit(chunks.contentLength(chunk));
    digest.update(content.duplicate());
    if (!chunks.digestIs(chunk, digest.digest())) {
      archive.damaged("chunk " + chunk + " does not have the digest that its index names");
      content.limit(0);
      return false;
    }
    return true;
  }

  @Override
  public void close() {
    if (decoder != null) {
      decoder.close();
      decoder = null;
    }
  }
}
