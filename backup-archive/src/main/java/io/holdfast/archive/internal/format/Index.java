package io.holdfast.archive.internal.format;

import io.holdfast.core.ArchiveException;
import io.holdfast.core.catalog.OpenArchive.ArchivedSource;
import io.holdfast.core.catalog.SourceKind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The content of {@code .holdfast/index}: the chunks before it, and where each source, its manifest
 * and its entries are in the tar, and what tells whether a file is still the same.
 */
public record Index(ChunkTable chunks, List<Section> sections) {
  private static final int MAGIC = 0x48464958; // "HFIX"
  private static final int VERSION = 2;

  /** The version before, without the states of files. */
  private static final int STATELESS_VERSION = 1;

  /** A chunk is never larger; a reader may rely on it for its buffers. */
  public static final int MAX_CHUNK = 1 << 20;

  /** Nor is its gzip member, which a poor compressor makes longer than its content. */
  public static final int MAX_MEMBER = 2 * MAX_CHUNK;

  public Index {
    sections = List.copyOf(sections);
  }

  /**
   * One source.
   *
   * @param entriesStart tar offset of the first entry of the source; for a volume inside its nested
   *     tar
   * @param entriesEnd tar offset after the last entry and its padding
   * @param manifestStart tar offset of the manifest's content
   * @param manifestLength bytes of the manifest
   * @param entries how many
   * @param positions for {@link Positions.Cursor}, counted from {@code entriesStart}
   * @param states for {@link FileStates.Cursor}; nothing where no file has a state
   */
  public record Section(
      ArchivedSource source,
      long entriesStart,
      long entriesEnd,
      long manifestStart,
      long manifestLength,
      long entries,
      Packed positions,
      Packed states) {

    /** Reads where the entries begin. */
    public Positions.Cursor cursor() {
      return new Positions.Cursor(positions.bytes(), entriesStart, entriesEnd);
    }

    /** Reads the states of the entries. */
    public FileStates.Cursor stateCursor() {
      return new FileStates.Cursor(states.bytes());
    }

    /** Whether any file has a state. */
    public boolean hasStates() {
      return states.bytes().length > 0;
    }
  }

  /** Numbers that are kept packed. */
  public static final class Packed {
    /** Nothing. */
    public static final Packed NONE = new Packed(new byte[0]);

    private final byte[] bytes;

    public Packed(byte[] bytes) {
      this.bytes = bytes;
    }

    byte[] bytes() {
      return bytes;
    }
  }

  public byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 + chunks.count() * 44);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeInt(VERSION);
      out.writeInt(chunks.count());
      byte[] digest = new byte[32];
      for (int i = 0; i < chunks.count(); i++) {
        out.writeInt(chunks.memberLength(i));
        out.writeInt(chunks.contentLength(i));
        out.writeInt(chunks.crc(i));
        chunks.copyDigest(i, digest, 0);
        out.write(digest);
      }
      out.writeInt(sections.size());
      for (Section section : sections) {
        byte[] name = section.source().name().getBytes(StandardCharsets.UTF_8);
        out.writeByte(section.source().kind() == SourceKind.VOLUME ? 'v' : 'd');
        out.writeShort(name.length);
        out.write(name);
        out.writeLong(section.entriesStart());
        out.writeLong(section.entriesEnd());
        out.writeLong(section.manifestStart());
        out.writeLong(section.manifestLength());
        out.writeLong(section.entries());
        write(out, section.positions());
        write(out, section.states());
      }
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory cannot fail", e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, Packed packed) throws IOException {
    out.writeInt(packed.bytes().length);
    out.write(packed.bytes());
  }

  /**
   * Reads an index.
   *
   * @throws ArchiveException when it is damaged or of a version this program does not know
   */
  public static Index decode(byte[] bytes) throws ArchiveException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readInt() != MAGIC) {
        throw new ArchiveException("the index is damaged");
      }
      int version = in.readInt();
      if (version != VERSION && version != STATELESS_VERSION) {
        throw new ArchiveException(
            "the index has version "
                + version
                + "; this program reads versions "
                + STATELESS_VERSION
                + " and "
                + VERSION);
      }
      ChunkTable chunks = new ChunkTable();
      int count = in.readInt();
      require(count >= 0);
      byte[] digest = new byte[32];
      for (int i = 0; i < count; i++) {
        int memberLength = in.readInt();
        int contentLength = in.readInt();
        int crc = in.readInt();
        in.readFully(digest);
        require(memberLength > 0 && memberLength <= MAX_MEMBER);
        require(contentLength > 0 && contentLength <= MAX_CHUNK);
        chunks.add(memberLength, contentLength, crc, digest);
      }
      int sources = in.readInt();
      require(sources >= 0);
      List<Section> sections = new ArrayList<>();
      Set<String> names = new HashSet<>();
      long end = 0;
      for (int i = 0; i < sources; i++) {
        Section section = section(in, version, chunks.tarLength());
        require(names.add(section.source().name()) && section.entriesStart() >= end);
        end = section.entriesEnd();
        sections.add(section);
      }
      require(in.read() < 0);
      return new Index(chunks, sections);
    } catch (IOException e) {
      throw new ArchiveException("the index is damaged", e);
    }
  }

  private static Section section(DataInputStream in, int version, long tarLength)
      throws IOException, ArchiveException {
    byte kind = in.readByte();
    require(kind == 'v' || kind == 'd');
    byte[] bytes = new byte[in.readUnsignedShort()];
    in.readFully(bytes);
    String name = new String(bytes, StandardCharsets.UTF_8);
    require(Arrays.equals(name.getBytes(StandardCharsets.UTF_8), bytes));
    require(ArchivePaths.isSourceName(name) && (kind == 'd' || name.indexOf('/') < 0));
    long entriesStart = in.readLong();
    long entriesEnd = in.readLong();
    long manifestStart = in.readLong();
    long manifestLength = in.readLong();
    long entries = in.readLong();
    require(
        0 <= entriesStart
            && entriesStart <= entriesEnd
            && entriesEnd <= manifestStart
            && 0 <= entries
            && 0 <= manifestLength
            && manifestLength <= tarLength - manifestStart);
    Packed positions = packed(in);
    Packed states = version == STATELESS_VERSION ? Packed.NONE : packed(in);
    return new Section(
        new ArchivedSource(name, kind == 'v' ? SourceKind.VOLUME : SourceKind.DIRECTORY),
        entriesStart,
        entriesEnd,
        manifestStart,
        manifestLength,
        entries,
        positions,
        states);
  }

  private static Packed packed(DataInputStream in) throws IOException, ArchiveException {
    int length = in.readInt();
    require(0 <= length && length <= in.available());
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return new Packed(bytes);
  }

  private static void require(boolean holds) throws ArchiveException {
    if (!holds) {
      throw new ArchiveException("the index is damaged");
    }
  }
}
