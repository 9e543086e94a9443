package io.holdfast.archive.internal.write;

import io.holdfast.archive.internal.reuse.Predecessor;
import io.holdfast.archive.internal.reuse.PreviousFile;
import io.holdfast.archive.internal.reuse.PreviousSource;
import io.holdfast.archive.internal.tree.FileState;
import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.Entry;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Writes files of one source that did not change since an earlier archive from that, without
 * reading them. The chunks are cut as if they had been read. Not thread-safe.
 */
final class UnreadFiles {
  private final Predecessor earlier;
  private final PreviousSource source;
  private final ChunkPipeline pipeline;
  private final ByteBuffer small = ByteBuffer.allocateDirect(CutRule.LARGE);

  UnreadFiles(Predecessor earlier, PreviousSource source, ChunkPipeline pipeline) {
    this.earlier = earlier;
    this.source = source;
    this.pipeline = pipeline;
  }

  /** The file in the earlier archive, if it is still the same. */
  Optional<PreviousFile> find(Entry file, FileState state) throws InterruptedException {
    return source.unchanged(file, state);
  }

  /**
   * Writes a file, after its chunk was cut where that is due before its header.
   *
   * @return its digest; empty when the earlier archive does not have it whole, and nothing was
   *     written
   */
  Optional<FileDigest> write(byte[] header, PreviousFile file)
      throws DestinationException, InterruptedException {
    return (file.size() < CutRule.LARGE ? writeSmall(header, file) : writeLarge(header, file))
        ? Optional.of(FileDigest.of(HexFormat.of().parseHex(file.sha256())))
        : Optional.empty();
  }

  private boolean writeSmall(byte[] header, PreviousFile file)
      throws DestinationException, InterruptedException {
    if (!source.copy(file, small.clear().limit((int) file.size()))) {
      return false;
    }
    pipeline.write(header, 0, header.length);
    pipeline.write(small.flip());
    return true;
  }

  private boolean writeLarge(byte[] header, PreviousFile file)
      throws DestinationException, InterruptedException {
    int first = source.firstChunk(file);
    if (first < 0) {
      return false;
    }
    ChunkPipeline.Mark before = pipeline.mark();
    pipeline.write(header, 0, header.length);
    pipeline.cut();
    long end = file.start() + file.size();
    for (int chunk = first;
        chunk < earlier.chunks().count() && earlier.chunks().tarOffset(chunk) < end;
        chunk++) {
      if (!pipeline.take(earlier, chunk)) {
        pipeline.goBack(before);
        return false;
      }
    }
    return true;
  }
}
