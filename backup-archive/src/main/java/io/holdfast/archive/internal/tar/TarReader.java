package io.holdfast.archive.internal.tar;

import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryType;
import io.holdfast.core.catalog.SparseMap;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.output.UnsynchronizedByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar strictly: header checksums, bounded extension headers, the two zero blocks at the
 * end. Knows ustar, pax extended headers with extended attributes and ACLs, GNU long names,
 * base-256 numbers and GNU's sparse formats. Where readers are known to disagree about what a
 * header means, it refuses.
 */
public final class TarReader {
  private static final int BLOCK = TarEncoder.BLOCK;
  private static final int MAX_EXTENSION = 1 << 20;

  /**
   * Of all header blocks of one entry: its extensions, each of which may be there once or twice.
   */
  private static final int MAX_HEADERS = 6 * MAX_EXTENSION;

  private static final long MAX_ID = 0xffff_ffffL;

  private final LentBytes in;
  private final TarBlock block = new TarBlock();
  private final TarExtensions extensions = new TarExtensions();
  private final UnsynchronizedByteArrayOutputStream raw =
      UnsynchronizedByteArrayOutputStream.builder().setBufferSize(4 * BLOCK).get();
  private final Content content = new Content();
  private long position;
  private long entryStart;
  private boolean ended;

  /**
   * @param in read from where it stands, not closed
   */
  public TarReader(InputStream in) {
    this.in = LentBytes.of(in);
  }

  /** Bytes read so far. */
  public long position() {
    return position;
  }

  /** Where the current entry's first header began. */
  public long entryStart() {
    return entryStart;
  }

  /** Whether the zero blocks that end a tar were seen. */
  public boolean endSeen() {
    return ended;
  }

  /** Where the next header begins: after the current entry's content and padding. */
  public long entryEnd() {
    return position + content.remaining + content.padding;
  }

  /**
   * The current entry's header blocks as they were read, extension headers and a map of holes
   * included.
   */
  public byte[] rawHeader() {
    return raw.toByteArray();
  }

  /** The current entry's content; reading to its end is not necessary before {@link #next}. */
  public LentBytes content() {
    return content;
  }

  /**
   * Goes on to the next entry.
   *
   * @return empty at the end of the tar: after its zero blocks, or where the stream ends between
   *     entries
   * @throws TarFormatException when it is not well-formed
   * @throws EOFException when it ends in the middle of an entry
   */
  public Optional<TarHeader> next() throws IOException {
    content.finish();
    raw.reset();
    entryStart = position;
    extensions.clear();
    while (true) {
      if (!readBlock()) {
        if (raw.size() > 0) {
          throw new EOFException("the tar ends in the middle of an entry's headers");
        }
        return Optional.empty();
      }
      if (block.isZero()) {
        if (raw.size() > 0) {
          throw new TarFormatException("an extended header is followed by no entry");
        }
        if (!readBlock() || !block.isZero()) {
          throw new TarFormatException("the tar has a single zero block where two end it");
        }
        ended = true;
        return Optional.empty();
      }
      if (raw.size() > MAX_HEADERS) {
        throw new TarFormatException("an entry has endless extended headers");
      }
      raw.write(block.bytes(), 0, BLOCK);
      if (!block.checksumHolds()) {
        throw new TarFormatException(
            "a header at byte " + (position - BLOCK) + " has a wrong checksum");
      }
      char type = (char) block.at(156);
      switch (type) {
        case 'x' -> extensions.pax(extension());
        case 'g' -> TarExtensions.global(extension());
        case 'L' -> extensions.longName(extension());
        case 'K' -> extensions.longLink(extension());
        default -> {
          boolean old = type == 'S' && !extensions.isSparse() && !extensions.isListedSparse();
          TarHeader header = header(old ? '0' : type);
          if (old) {
            long realSize = block.number(483, 12);
            return Optional.of(withHoles(header, oldMap(realSize), realSize, header.size()));
          }
          if (header.type() != null && extensions.isSparse()) {
            return Optional.of(withHoles(header));
          }
          if (header.type() != null && extensions.isListedSparse()) {
            return Optional.of(
                withHoles(header, extensions.listedMap(), extensions.realSize(), header.size()));
          }
          content.begin(header.size());
          return Optional.of(header);
        }
      }
    }
  }

  /** After the end: demands that nothing but zeros follows, and reads to the end of the stream. */
  public void drain() throws IOException {
    while (readBlock()) {
      if (!block.isZero()) {
        throw new TarFormatException("data follows the end of the tar");
      }
    }
  }

  private TarHeader header(char type) throws TarFormatException {
    String name = "";
    if (!extensions.hasLongName()) {
      name = block.string(0, 100);
      if (block.at(345) != 0 && TarEncoder.isMagic(block.bytes(), "ustar\0")) {
        name = block.string(345, 155) + "/" + name;
      }
    }
    name = extensions.name(name);
    String link = extensions.link(block.at(157) == 0 ? "" : block.string(157, 100));
    long size = extensions.size(block.number(124, 12));
    if (name.isEmpty() || name.indexOf('\0') >= 0 || link.indexOf('\0') >= 0) {
      throw new TarFormatException("an entry has no usable name");
    }
    if (size < 0 || size > Long.MAX_VALUE - BLOCK) {
      throw new TarFormatException("an entry has an impossible size");
    }
    long uid = extensions.uid(block.number(108, 8));
    long gid = extensions.gid(block.number(116, 8));
    if (uid < 0 || uid > MAX_ID || gid < 0 || gid > MAX_ID) {
      throw new TarFormatException("an entry has an impossible owner or group");
    }
    TarHeader header =
        new TarHeader(
            name,
            extensions.isUnknownSparse() ? 'S' : type,
            size,
            (int) block.number(100, 8) & 07777,
            uid,
            gid,
            extensions.time(block.number(136, 12)),
            link,
            type == '3' || type == '4'
                ? new Entry.Device((int) block.number(329, 8), (int) block.number(337, 8))
                : Entry.Device.NONE,
            extensions.attributes(),
            Optional.empty());
    if (size > 0 && header.type() != null && header.type() != EntryType.FILE) {
      throw new TarFormatException("an entry that is no file has content");
    }
    return header;
  }

  /** Reads the map before the data, which counts as a part of the headers. */
  private TarHeader withHoles(TarHeader header) throws IOException {
    long realSize = extensions.realSize();
    long[] left = {header.size()};
    int[] at = {BLOCK};
    SparseMap map =
        SparseText.read(
            () -> {
              if (at[0] == BLOCK) {
                if (left[0] < BLOCK || !readBlock()) {
                  throw new EOFException("the tar ends in the middle of a map of holes");
                }
                raw.write(block.bytes(), 0, BLOCK);
                left[0] -= BLOCK;
                at[0] = 0;
              }
              return block.at(at[0]++);
            },
            realSize);
    return withHoles(header, map, realSize, left[0]);
  }

  /** The entry with its true size, when the data that follows is what its map says. */
  private TarHeader withHoles(TarHeader header, SparseMap map, long realSize, long data)
      throws TarFormatException {
    if (header.type() != EntryType.FILE || realSize < 0) {
      throw new TarFormatException("an entry has holes that it cannot have");
    }
    if (map.dataLength() != data) {
      throw new TarFormatException("a file with holes has more or less data than its map says");
    }
    content.begin(data);
    return new TarHeader(
        header.name(),
        header.typeFlag(),
        realSize,
        header.mode(),
        header.uid(),
        header.gid(),
        header.modified(),
        header.linkName(),
        header.device(),
        header.attributes(),
        Optional.of(map));
  }

  /**
   * The map in an old GNU header and the blocks by which it goes on, which its size does not count.
   * Where it ends before its last block, readers disagree about what follows.
   */
  private SparseMap oldMap(long realSize) throws IOException {
    SparseRegions regions = new SparseRegions(realSize);
    boolean complete = addOld(regions, 386, 4);
    boolean more = block.at(482) != 0;
    while (more) {
      if (complete) {
        throw new TarFormatException("the map of a file with holes is damaged");
      }
      if (!readBlock()) {
        throw new EOFException("the tar ends in the middle of an entry's headers");
      }
      raw.write(block.bytes(), 0, BLOCK);
      complete = addOld(regions, 0, 21);
      more = block.at(504) != 0;
    }
    return regions.map();
  }

  /** Whether the map ends within these fields. */
  private boolean addOld(SparseRegions regions, int start, int count) throws TarFormatException {
    boolean ended = false;
    for (int at = start; at < start + 24 * count; at += 24) {
      boolean empty = block.at(at) == 0;
      if (empty != (block.at(at + 12) == 0) || (ended && !empty)) {
        throw new TarFormatException("the map of a file with holes is damaged");
      }
      ended = empty;
      if (!empty) {
        regions.add(block.number(at, 12), block.number(at + 12, 12));
      }
    }
    return ended;
  }

  private byte[] extension() throws IOException {
    long size = block.number(124, 12);
    if (size < 0 || size > MAX_EXTENSION) {
      throw new TarFormatException("an extended header claims " + size + " bytes");
    }
    byte[] bytes = new byte[(int) size];
    int padded = (int) size + TarEncoder.padding(size);
    for (int done = 0; done < padded; done += BLOCK) {
      if (!readBlock()) {
        throw new EOFException("the tar ends in the middle of an extended header");
      }
      raw.write(block.bytes(), 0, BLOCK);
      System.arraycopy(block.bytes(), 0, bytes, done, Math.min(BLOCK, bytes.length - done));
    }
    return bytes;
  }

  private boolean readBlock() throws IOException {
    int got = IOUtils.read(in, block.bytes(), 0, BLOCK);
    position += got;
    if (got != 0 && got != BLOCK) {
      throw new EOFException("the tar ends in the middle of a block");
    }
    return got == BLOCK;
  }

  /** The content of the current entry. */
  private final class Content extends LentBytes {
    private long remaining;
    private int padding;

    void begin(long size) {
      remaining = size;
      padding = TarEncoder.padding(size);
    }

    void finish() throws IOException {
      long rest = remaining + padding;
      while (rest > 0) {
        ByteBuffer skipped = in.lend((int) Math.min(rest, Integer.MAX_VALUE));
        if (skipped == null) {
          throw new EOFException("the tar ends in the middle of an entry");
        }
        rest -= skipped.remaining();
        position += skipped.remaining();
      }
      remaining = 0;
      padding = 0;
    }

    @Override
    public @Nullable ByteBuffer lend(int most) throws IOException {
      if (remaining == 0) {
        return null;
      }
      ByteBuffer lent = in.lend((int) Math.min(most, remaining));
      took(lent == null ? -1 : lent.remaining());
      return lent;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (remaining == 0) {
        return -1;
      }
      int got = in.read(bytes, offset, (int) Math.min(length, remaining));
      took(got);
      return got;
    }

    private void took(int got) throws EOFException {
      if (got < 0) {
        throw new EOFException("the tar ends in the middle of an entry");
      }
      remaining -= got;
      position += got;
    }
  }
}
