package io.holdfast.archive.internal.format;

import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.SparseMap;
import io.holdfast.core.catalog.SparseMap.Region;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The SHA-256 of a file with holes, from its data alone: that of the content with its holes as
 * zeros, for files of up to {@link #LONGEST} bytes and {@link #MOST_PER_BYTE} times their data.
 * Beyond that nobody could wait for it, and it is that of the <em>blocks</em>: of each aligned
 * block of {@value #BLOCK} bytes that is not all zeros its offset, 8 bytes big-endian, and its
 * bytes, the last one of the file filled up with zeros. Either does not depend on where exactly the
 * holes are. Not thread-safe.
 */
public final class SparseDigest {
  /** The largest file with holes whose digest is that of its content. */
  public static final long LONGEST = 4L << 30;

  /**
   * How many bytes are hashed at most for each byte of data in an archive, so that an archive that
   * is all holes cannot keep whoever proves it busy.
   */
  public static final long MOST_PER_BYTE = 16;

  private static final int BLOCK = 4096;
  private static final byte[] ZEROS = new byte[1 << 16];

  private final MessageDigest digest = Sha256.create();
  private final boolean ofBlocks;
  private final long size;
  private final List<Region> regions;
  private final byte[] block = new byte[BLOCK];
  private int next;
  private long at;
  private long regionLeft;

  /**
   * Starts with the first data.
   *
   * @param ofBlocks whether it is to be that of the blocks
   */
  public SparseDigest(long size, Optional<SparseMap> map, boolean ofBlocks) {
    this.ofBlocks = ofBlocks;
    this.size = size;
    regions =
        map.map(SparseMap::regions)
            .orElseGet(() -> size == 0 ? List.of() : List.of(new Region(0, size)));
  }

  /** Starts the digest that a file with holes has in manifests. */
  public SparseDigest(Entry file) {
    this(file.size(), file.sparse(), isOfBlocks(file));
  }

  /** Whether the digest of a file in manifests is that of its blocks. */
  public static boolean isOfBlocks(Entry file) {
    return file.omitsHoles()
        && (file.size() > LONGEST || file.size() / MOST_PER_BYTE > file.dataLength());
  }

  /**
   * Adds the next data, that of all regions one after the other.
   *
   * @param data read to its end
   * @throws IllegalArgumentException when it is more than the regions hold
   */
  public void update(ByteBuffer data) {
    while (data.hasRemaining()) {
      if (regionLeft == 0) {
        if (next == regions.size()) {
          throw new IllegalArgumentException("more data than the map of a file has room for");
        }
        Region region = regions.get(next++);
        skipTo(region.offset());
        regionLeft = region.length();
      }
      int count = (int) Math.min(data.remaining(), regionLeft);
      ByteBuffer part = data.slice(data.position(), count);
      data.position(data.position() + count);
      regionLeft -= count;
      if (ofBlocks) {
        blocks(part);
      } else {
        digest.update(part);
        at += count;
      }
    }
  }

  /** The digest; to be asked for once, when all data was added. */
  public byte[] digest() {
    skipTo(size);
    if (ofBlocks && at % BLOCK != 0) {
      endBlock();
    }
    return digest.digest();
  }

  private void skipTo(long offset) {
    if (ofBlocks) {
      if (at % BLOCK != 0 && offset / BLOCK != at / BLOCK) {
        endBlock();
      }
    } else {
      for (long left = offset - at; left > 0; left -= ZEROS.length) {
        digest.update(ZEROS, 0, (int) Math.min(left, ZEROS.length));
      }
    }
    at = offset;
  }

  private void blocks(ByteBuffer part) {
    while (part.hasRemaining()) {
      int start = (int) (at % BLOCK);
      int count = Math.min(part.remaining(), BLOCK - start);
      part.get(block, start, count);
      at += count;
      if (start + count == BLOCK) {
        at--; // still in the block that ends here
        endBlock();
        at++;
      }
    }
  }

  /** Adds the block that {@link #at} is in, and empties it. */
  private void endBlock() {
    if (!Arrays.equals(block, 0, BLOCK, ZEROS, 0, BLOCK)) {
      digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, at / BLOCK * BLOCK));
      digest.update(block);
      Arrays.fill(block, (byte) 0);
    }
  }
}
