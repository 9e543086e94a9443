package io.holdfast.archive.internal.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.archive.internal.codec.Stored;
import io.holdfast.archive.internal.format.ArchivePaths;
import io.holdfast.archive.internal.format.ChunkTable;
import io.holdfast.archive.internal.format.Footer;
import io.holdfast.archive.internal.format.Index;
import io.holdfast.archive.internal.format.Member;
import io.holdfast.archive.internal.format.Sha256;
import io.holdfast.archive.internal.tar.TarEncoder;
import io.holdfast.archive.internal.tar.TarReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;

/**
 * An archive taken apart, to be put together again with other parts and checksums that all hold:
 * what somebody can make who knows the format.
 */
final class Forgery {
  private byte[] tar;
  private List<Index.Section> sections;
  private byte[] info;

  private Forgery(byte[] tar, List<Index.Section> sections, byte[] info) {
    this.tar = tar;
    this.sections = sections;
    this.info = info;
  }

  static Forgery of(byte[] archive) throws Exception {
    int end = archive.length - Footer.LENGTH;
    Footer footer = Footer.decode(Arrays.copyOfRange(archive, end, archive.length)).orElseThrow();
    int tail = (int) footer.indexOffset();
    TarReader records = new TarReader(unzipped(archive, tail, end));
    assertThat(records.next()).isPresent();
    Index index = Index.decode(records.content().readAllBytes());
    assertThat(records.next()).isPresent();
    return new Forgery(
        unzipped(archive, 0, tail).readAllBytes(),
        index.sections(),
        records.content().readAllBytes());
  }

  private static InputStream unzipped(byte[] archive, int start, int end) throws IOException {
    return new GZIPInputStream(new ByteArrayInputStream(archive, start, end - start));
  }

  byte[] tar() {
    return tar;
  }

  byte[] info() {
    return info;
  }

  List<Index.Section> sections() {
    return sections;
  }

  void tar(byte[] other) {
    tar = other;
  }

  void info(byte[] other) {
    info = other;
  }

  void sections(List<Index.Section> other) {
    sections = other;
  }

  /** The index as it belongs to the other parts. */
  byte[] index() {
    ChunkTable chunks = new ChunkTable();
    for (int at = 0; at < tar.length; at += Index.MAX_CHUNK) {
      byte[] content = Arrays.copyOfRange(tar, at, Math.min(tar.length, at + Index.MAX_CHUNK));
      byte[] member = member(content);
      chunks.add(member.length, content.length, crc(member), Sha256.create().digest(content));
    }
    return new Index(chunks, sections).encode();
  }

  /** Everything together. */
  byte[] archive() throws IOException {
    return archive(index());
  }

  /** Everything together with another index. */
  byte[] archive(byte[] index) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at < tar.length; at += Index.MAX_CHUNK) {
      out.write(member(Arrays.copyOfRange(tar, at, Math.min(tar.length, at + Index.MAX_CHUNK))));
    }
    int indexOffset = out.size();
    out.write(member(entry(ArchivePaths.INDEX, index, 0)));
    int infoOffset = out.size();
    out.write(member(entry(ArchivePaths.INFO, info, TarEncoder.END)));
    byte[] tail = Arrays.copyOfRange(out.toByteArray(), indexOffset, out.size());
    String digest = HexFormat.of().formatHex(Sha256.create().digest(tail));
    out.write(new Footer(indexOffset, infoOffset, digest).encode());
    return out.toByteArray();
  }

  private static byte[] entry(String name, byte[] content, int more) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(TarEncoder.plain(name, content.length, Instant.EPOCH));
    out.write(content);
    out.write(new byte[TarEncoder.padding(content.length) + more]);
    return out.toByteArray();
  }

  private static byte[] member(byte[] content) {
    ByteBuffer member =
        ByteBuffer.allocate(Member.HEADER + Stored.bound(content.length) + Member.TRAILER);
    Member.putHeader(member, 0);
    int size = Stored.encode(ByteBuffer.wrap(content), content.length, member, Member.HEADER);
    Member.putTrailer(member, Member.HEADER + size, crc(content), content.length);
    return Arrays.copyOf(member.array(), Member.HEADER + size + Member.TRAILER);
  }

  private static int crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
