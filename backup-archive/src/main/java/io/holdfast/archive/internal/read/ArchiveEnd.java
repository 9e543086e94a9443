package io.holdfast.archive.internal.read;

import io.holdfast.archive.internal.format.ArchiveInfoJson;
import io.holdfast.archive.internal.format.ArchivePaths;
import io.holdfast.archive.internal.format.Footer;
import io.holdfast.archive.internal.format.Index;
import io.holdfast.archive.internal.format.Member;
import io.holdfast.archive.internal.format.Sha256;
import io.holdfast.archive.internal.tar.TarHeader;
import io.holdfast.archive.internal.tar.TarReader;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.EntryType;
import io.holdfast.core.text.ByteCount;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** The records at the end of one of our archives: footer, index and {@code archive.json}. */
public record ArchiveEnd(Footer footer, Index index, ArchiveInfo info) {
  /** The shortest gzip file there is (RFC 1952). */
  private static final int SHORTEST_GZIP = 20;

  /** An index is in memory twice, as bytes and as tables, beside the buffers for reading. */
  private static final int INDEX_SHARE = 6;

  /**
   * Reads the records of an open archive and holds them against each other.
   *
   * @param path names the archive in messages
   * @return empty for a gzip file that neither begins nor ends as our archives do
   * @throws ArchiveException when it is no gzip file, or one of ours that is cut off, damaged at
   *     its end, or of another version
   */
  public static Optional<ArchiveEnd> read(Path path, FileChannel file)
      throws ArchiveException, IOException {
    Optional<Footer> footer = footer(path, file);
    return footer.isPresent() ? Optional.of(read(path, file, footer.get())) : Optional.empty();
  }

  /** The footer; empty for a gzip file of another tool. */
  static Optional<Footer> footer(Path path, FileChannel file) throws ArchiveException, IOException {
    long size = file.size();
    byte[] first = bytes(file, 0, (int) Math.min(Member.HEADER, size));
    if (size < SHORTEST_GZIP || first[0] != 0x1f || first[1] != (byte) 0x8b) {
      throw new ArchiveException(
          path + (size == 0 ? " is empty" : " is not a gzip file") + ", so it is no archive");
    }
    if (size > Footer.LENGTH) {
      Optional<Footer> footer =
          Footer.decode(bytes(file, size - Footer.LENGTH, Footer.LENGTH))
              .filter(f -> f.indexOffset() < f.infoOffset() && f.indexOffset() >= 0)
              .filter(f -> f.infoOffset() < size - Footer.LENGTH);
      if (footer.isPresent()) {
        return footer;
      }
    }
    if (Member.isHeader(first)) {
      throw new ArchiveException(
          path
              + " begins as an archive of ours but does not end as one: it was cut off or changed");
    }
    return Optional.empty();
  }

  /** Reads {@code archive.json} alone. */
  static ArchiveInfo info(Path path, FileChannel file, Footer footer)
      throws ArchiveException, IOException {
    try (InputStream tail = members(file, footer.infoOffset())) {
      return info(new TarReader(tail));
    } catch (DamageException e) {
      throw new ArchiveException(path + " is damaged at its end: " + e.getMessage(), e);
    }
  }

  /** Reads all records and holds them against the footer. */
  static ArchiveEnd read(Path path, FileChannel file, Footer footer)
      throws ArchiveException, IOException {
    if (!hasTail(FileBytes.cached(file), footer, bytes -> {})) {
      throw new ArchiveException(
          path
              + " is damaged at its end: the records do not have the digest that the footer names");
    }
    try (InputStream tail = members(file, footer.indexOffset())) {
      TarReader tar = new TarReader(tail);
      TarHeader header = expect(tar, ArchivePaths.INDEX);
      if (header.size() > Runtime.getRuntime().maxMemory() / INDEX_SHARE
          || header.size() > Integer.MAX_VALUE - 16) {
        throw new ArchiveException(
            "the index has "
                + ByteCount.text(header.size())
                + ", too much for the memory of this program");
      }
      Index index = Index.decode(tar.content().readNBytes((int) header.size()));
      ArchiveInfo info = info(tar);
      if (tar.next().isPresent() || !tar.endSeen()) {
        throw new ArchiveException("the tar does not end after its records");
      }
      if (tail.read() >= 0) {
        throw new ArchiveException("data follows the end of the tar");
      }
      if (index.chunks().fileLength() != footer.indexOffset()) {
        throw new ArchiveException("the index does not describe the bytes before it");
      }
      if (!info.equals(info(path, file, footer))) {
        throw new ArchiveException("the footer does not say where the record is");
      }
      return new ArchiveEnd(footer, index, info);
    } catch (DamageException | ArchiveException e) {
      throw new ArchiveException(path + " is damaged at its end: " + e.getMessage(), e);
    }
  }

  /**
   * Whether a file ends with these records.
   *
   * @param hearer hears every byte of them, in order
   */
  boolean isAtTheEndOf(FileBytes file, Consumer<ByteBuffer> hearer) throws IOException {
    boolean same = hasTail(file, footer, hearer);
    ByteBuffer last = file.read(file.take(Footer.LENGTH), endOfTail(file), Footer.LENGTH);
    hearer.accept(last.duplicate());
    return same && last.equals(ByteBuffer.wrap(footer.encode()));
  }

  private static boolean hasTail(FileBytes file, Footer footer, Consumer<ByteBuffer> hearer)
      throws IOException {
    MessageDigest digest = Sha256.create();
    long end = endOfTail(file);
    ByteBuffer block = file.take(FileBytes.PIECE);
    for (long at = footer.indexOffset(); at < end; ) {
      ByteBuffer piece = file.read(block, at, (int) Math.min(FileBytes.PIECE, end - at));
      if (!piece.hasRemaining()) {
        return false;
      }
      at += piece.remaining();
      hearer.accept(piece.duplicate());
      digest.update(piece);
    }
    file.give(block);
    return Sha256.isHex(footer.tailSha256(), digest.digest());
  }

  private static long endOfTail(FileBytes file) throws IOException {
    return Math.max(0, file.size() - Footer.LENGTH);
  }

  private static ArchiveInfo info(TarReader tar) throws ArchiveException, IOException {
    TarHeader header = expect(tar, ArchivePaths.INFO);
    if (header.size() > ArchiveInfoJson.LARGEST) {
      throw new ArchiveException(ArchivePaths.INFO + " is too large");
    }
    return ArchiveInfoJson.read(tar.content().readNBytes((int) header.size()));
  }

  private static TarHeader expect(TarReader tar, String name) throws ArchiveException, IOException {
    Optional<TarHeader> header = tar.next();
    if (header.isEmpty()
        || !header.get().name().equals(name)
        || header.get().type() != EntryType.FILE) {
      throw new ArchiveException(name + " is not where it should be");
    }
    return header.get();
  }

  /**
   * The content of the members from {@code offset} to the footer; every failure is a
   * DamageException.
   */
  private static InputStream members(FileChannel file, long offset) throws IOException {
    long length = file.size() - Footer.LENGTH - offset;
    InputStream raw = new BufferedInputStream(new FileRange(file, offset, length), 1 << 16);
    return new DamageStream(
        GzipCompressorInputStream.builder()
            .setInputStream(raw)
            .setDecompressConcatenated(true)
            .get());
  }

  private static byte[] bytes(FileChannel file, long offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining() && file.read(buffer, offset + buffer.position()) > 0) {
      // until full or the end of the file
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }
}
