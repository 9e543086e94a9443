package io.holdfast.archive.internal.reuse;

import io.holdfast.archive.internal.codec.ChunkDecoder;
import io.holdfast.archive.internal.format.ChunkTable;
import io.holdfast.archive.internal.format.Index;
import io.holdfast.archive.internal.read.ArchiveEnd;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.catalog.SourceKind;
import io.holdfast.core.catalog.SourceRecord;
import io.holdfast.core.catalog.SourceRecord.Origin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An archive that was made before, held open while the next one is made: chunks of the same content
 * are copied as they are, and files that did not change are taken from it unread. Whatever is wrong
 * with it, it only gives less; {@link #damage} says so.
 *
 * <p>{@link #find}, {@link #load} and {@link #chunks} may be called by any thread, everything else
 * by the one that writes.
 */
public final class Predecessor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Predecessor.class);

  private final FileChannel file;
  private final ArchiveEnd end;
  private final ChunkLookup lookup;
  private final ChunkContents contents;
  private final TarWindow files = new TarWindow(this);
  private final TarWindow manifests = new TarWindow(this);
  private final AtomicReference<@Nullable String> damage = new AtomicReference<>();

  /**
   * Takes over an open archive.
   *
   * @param file closed with this
   * @param decoders make what decompresses its chunks; asked when that is needed
   */
  public Predecessor(FileChannel file, ArchiveEnd end, Supplier<ChunkDecoder> decoders) {
    this.file = file;
    this.end = end;
    lookup = new ChunkLookup(chunks());
    contents = new ChunkContents(this, decoders);
  }

  public ArchiveInfo info() {
    return end.info();
  }

  /** What was found wrong with the archive first, for people; it is named by whoever says it. */
  public Optional<String> damage() {
    return Optional.ofNullable(damage.get());
  }

  /**
   * Finds the chunk that has this content.
   *
   * @param length of the content
   * @return its number; negative when there is none
   */
  public int find(byte[] sha256, int length) {
    int chunk = lookup.find(sha256);
    return chunk >= 0 && chunks().contentLength(chunk) == length ? chunk : -1;
  }

  /**
   * Reads the gzip member of a chunk and holds it against its checksum.
   *
   * @param member receives the member from index 0 on; its position and limit stay as they are
   * @return bytes of the member; 0 when it does not fit, or is not whole
   */
  public int load(int chunk, ByteBuffer member) throws InterruptedException {
    int length = chunks().memberLength(chunk);
    if (length > member.capacity()) {
      return 0; // another writer's, longer than any of ours
    }
    ByteBuffer into = member.duplicate().clear().limit(length);
    try {
      while (into.hasRemaining()) {
        if (file.read(into, chunks().fileOffset(chunk) + into.position()) < 0) {
          damaged("it became shorter");
          return 0;
        }
      }
    } catch (ClosedByInterruptException e) {
      Thread.interrupted(); // the exception carries it from here on
      throw new InterruptedException("interrupted while reading an earlier archive");
    } catch (ClosedChannelException e) {
      return 0; // the run was stopped, which is no fault of the archive
    } catch (IOException e) {
      damaged("it cannot be read (" + e.getMessage() + ")");
      return 0;
    }
    CRC32 crc = new CRC32();
    crc.update(into.flip());
    if ((int) crc.getValue() != chunks().crc(chunk)) {
      damaged("chunk " + chunk + " does not have the checksum that its index names");
      return 0;
    }
    return length;
  }

  /**
   * The states of a source's files, if the archive has them: the source must be of the same name
   * and kind and come from the same place.
   */
  public Optional<PreviousSource> source(String name, SourceKind kind, SourceContent.Tree tree) {
    boolean known =
        info().sources().stream()
            .anyMatch(
                source ->
                    source.name().equals(name)
                        && source.isArchived()
                        && isSamePlace(source, kind, tree));
    return end.index().sections().stream()
        .filter(s -> known && s.source().name().equals(name) && s.source().kind() == kind)
        .filter(Index.Section::hasStates)
        .findFirst()
        .map(section -> new PreviousSource(this, section));
  }

  /** A volume has no place of its own: its files' device and inode tell. */
  private static boolean isSamePlace(
      SourceRecord source, SourceKind kind, SourceContent.Tree tree) {
    return source.origin() instanceof Origin.Directory directory
        ? kind == SourceKind.DIRECTORY && directory.path().equals(tree.root().toString())
        : kind == SourceKind.VOLUME;
  }

  public ChunkTable chunks() {
    return end.index().chunks();
  }

  ChunkContents contents() {
    return contents;
  }

  /** For the contents of files. One source is read after the other, so one place will do. */
  TarWindow files() {
    return files;
  }

  /** For manifests, which share their chunks. */
  TarWindow manifests() {
    return manifests;
  }

  /** Notes the first thing that is wrong. */
  void damaged(String what) {
    damage.compareAndSet(null, what);
  }

  @Override
  public void close() {
    contents.close();
    try {
      file.close();
    } catch (IOException e) {
      LOG.debug("closing the archive before", e); // it was only read: nothing can be lost
    }
  }
}
