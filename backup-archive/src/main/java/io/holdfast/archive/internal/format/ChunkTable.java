package io.holdfast.archive.internal.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The chunks of an archive in order: where each lies in the file and in the tar, and the checks of
 * both. Grows by appending; packed, because a large archive has a million of them.
 */
public final class ChunkTable {
  /** Bytes of a SHA-256. */
  private static final int DIGEST = 32;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private int count;
  private long[] fileOffsets = new long[64];
  private long[] tarOffsets = new long[64];
  private int[] crcs = new int[64];
  private byte[] digests = new byte[64 * DIGEST];

  /** Makes an empty table. */
  public ChunkTable() {}

  /**
   * Appends a chunk.
   *
   * @param memberLength bytes of its gzip member in the file
   * @param contentLength bytes of the tar it holds
   * @param crc CRC-32 of the whole member's bytes
   * @param sha256 digest of its content
   */
  public void add(int memberLength, int contentLength, int crc, byte[] sha256) {
    if (count + 2 > fileOffsets.length) {
      int capacity = fileOffsets.length * 2;
      fileOffsets = Arrays.copyOf(fileOffsets, capacity);
      tarOffsets = Arrays.copyOf(tarOffsets, capacity);
      crcs = Arrays.copyOf(crcs, capacity);
      digests = Arrays.copyOf(digests, capacity * DIGEST);
    }
    fileOffsets[count + 1] = fileOffsets[count] + memberLength;
    tarOffsets[count + 1] = tarOffsets[count] + contentLength;
    count++;
    replace(count - 1, crc, sha256);
  }

  /** Changes the checks of a chunk that was patched in place. */
  public void replace(int chunk, int crc, byte[] sha256) {
    crcs[chunk] = crc;
    System.arraycopy(sha256, 0, digests, chunk * DIGEST, DIGEST);
  }

  /** Forgets all chunks from {@code newCount} on. */
  public void truncate(int newCount) {
    count = newCount;
  }

  public int count() {
    return count;
  }

  public long fileOffset(int chunk) {
    return fileOffsets[chunk];
  }

  public long tarOffset(int chunk) {
    return tarOffsets[chunk];
  }

  /** Bytes of the file that the chunks fill. */
  public long fileLength() {
    return fileOffsets[count];
  }

  /** Bytes of the tar that the chunks hold. */
  public long tarLength() {
    return tarOffsets[count];
  }

  public int memberLength(int chunk) {
    return (int) (fileOffsets[chunk + 1] - fileOffsets[chunk]);
  }

  public int contentLength(int chunk) {
    return (int) (tarOffsets[chunk + 1] - tarOffsets[chunk]);
  }

  public int crc(int chunk) {
    return crcs[chunk];
  }

  /** Hex digest of a chunk's content. */
  public String sha256(int chunk) {
    return HexFormat.of().formatHex(digests, chunk * DIGEST, (chunk + 1) * DIGEST);
  }

  /** Whether a chunk's content has this digest. */
  public boolean digestIs(int chunk, byte[] sha256) {
    return Arrays.equals(digests, chunk * DIGEST, (chunk + 1) * DIGEST, sha256, 0, DIGEST);
  }

  /** Whether two chunks have the same content. */
  public boolean sameDigest(int one, int other) {
    return Arrays.equals(
        digests, one * DIGEST, (one + 1) * DIGEST, digests, other * DIGEST, (other + 1) * DIGEST);
  }

  /** The first four bytes of a chunk's digest, which are as good as random. */
  public int digestPart(int chunk) {
    return (int) INT.get(digests, chunk * DIGEST);
  }

  /** The same of a digest. */
  public static int digestPart(byte[] sha256) {
    return (int) INT.get(sha256, 0);
  }

  /** The 32 bytes of a chunk's digest. */
  public byte[] digest(int chunk) {
    return Arrays.copyOfRange(digests, chunk * DIGEST, (chunk + 1) * DIGEST);
  }

  void copyDigest(int chunk, byte[] to, int offset) {
    System.arraycopy(digests, chunk * DIGEST, to, offset, DIGEST);
  }

  /** The chunk that holds a byte of the tar. */
  public int chunkAt(long tarOffset) {
    int at = Arrays.binarySearch(tarOffsets, 0, count, tarOffset);
    return at >= 0 ? at : -at - 2;
  }
}
