package io.holdfast.archive.internal.format;

import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import io.holdfast.core.catalog.ExtendedAttributes.Attribute;
import io.holdfast.core.catalog.SparseMap.Region;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.apache.commons.io.output.UnsynchronizedByteArrayOutputStream;

/**
 * Collects the manifest of one source in mtree(5) form, compressed in memory, until it can be
 * written behind the source.
 *
 * <p>Lines have full paths ({@code ./a/b}) with everything but plain characters as {@code \ooo}. A
 * hard link is a {@code type=file} line without size and digest, after a comment {@code
 * #hardlink=<path>} that names the entry with the content: mtree has no keyword for it, and a
 * comment disturbs no other reader. So are extended attributes, {@code #xattr=<name>=<value>}, the
 * holes of a file that is archived in full, {@code #holes=<offset>+<length>,...}, and the digest of
 * a file with holes that is too large for another, {@code #blocksha256=<digest>}.
 */
public final class ManifestWriter implements AutoCloseable {
  static final String SIGNATURE = "#mtree v2.0";
  static final String HARD_LINK = "#hardlink=";
  static final String ATTRIBUTE = "#xattr=";
  static final String HOLES = "#holes=";
  static final String OF_BLOCKS = "#blocksha256=";

  /** So many bytes are hashed and compressed at once. */
  private static final int BATCH = 1 << 14;

  private final UnsynchronizedByteArrayOutputStream compressed =
      UnsynchronizedByteArrayOutputStream.builder().setBufferSize(8192).get();
  private final Deflater deflater = new Deflater(1, true);
  private final DeflaterOutputStream out = new DeflaterOutputStream(compressed, deflater, 8192);
  private final MessageDigest digest = Sha256.create();
  private final StringBuilder lines = new StringBuilder(2 * BATCH);
  private long length;
  private long entries;

  /** Starts an empty manifest. */
  public ManifestWriter() {
    lines.append(SIGNATURE).append('\n');
  }

  /** Adds an entry; a file must have a digest. */
  public void add(ManifestEntry manifestEntry) {
    Entry entry = manifestEntry.entry();
    if (entry.type() == EntryType.HARD_LINK) {
      lines.append(HARD_LINK);
      path(entry.linkTarget().orElseThrow());
      lines.append('\n');
    }
    if (!entry.attributes().isEmpty()) {
      attributes(entry);
    }
    if (entry.sparse().isPresent() && !entry.omitsHoles()) {
      holes(entry.sparse().get().holes(entry.size()));
    }
    if (manifestEntry.ofBlocks()) {
      lines.append(OF_BLOCKS).append(manifestEntry.sha256().orElseThrow()).append('\n');
    }
    path(entry.path());
    lines.append(" type=").append(entry.type().mtreeName());
    lines.append(" mode=0").append(Integer.toOctalString(entry.mode()));
    lines.append(" uid=").append(entry.uid()).append(" gid=").append(entry.gid());
    time(entry.modified());
    switch (entry.type()) {
      case FILE -> {
        lines.append(" size=").append(entry.size());
        if (!manifestEntry.ofBlocks()) {
          lines.append(" sha256digest=").append(manifestEntry.sha256().orElseThrow());
        }
      }
      case SYMLINK -> {
        lines.append(" link=");
        escape(entry.linkTarget().orElseThrow().latin1());
      }
      case CHARACTER_DEVICE, BLOCK_DEVICE ->
          lines
              .append(" device=native,")
              .append(entry.device().major())
              .append(',')
              .append(entry.device().minor());
      case DIRECTORY, HARD_LINK, FIFO -> {}
    }
    lines.append('\n');
    entries++;
    if (lines.length() >= BATCH) {
      flush();
    }
  }

  private void attributes(Entry entry) {
    for (Attribute attribute : entry.attributes().all()) {
      lines.append(ATTRIBUTE);
      escape(attribute.name());
      lines.append('=');
      escape(attribute.value());
      lines.append('\n');
    }
  }

  private void holes(List<Region> holes) {
    String before = HOLES;
    for (Region hole : holes) {
      lines.append(before).append(hole.offset()).append('+').append(hole.length());
      before = ",";
    }
    lines.append('\n');
  }

  private void time(Instant time) {
    long seconds = time.getEpochSecond();
    String nanos = Integer.toString(time.getNano());
    lines.append(" time=").append(seconds).append('.');
    lines.append("000000000", 0, 9 - nanos.length()).append(nanos);
  }

  private void path(EntryPath path) {
    lines.append('.');
    if (!path.isRoot()) {
      lines.append('/');
      escape(path.latin1());
    }
  }

  private void escape(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c > ' ' && c < 0x7f && "\\#=*?[".indexOf(c) < 0) {
        lines.append(c);
      } else {
        lines
            .append('\\')
            .append((char) ('0' + (c >> 6)))
            .append((char) ('0' + ((c >> 3) & 7)))
            .append((char) ('0' + (c & 7)));
      }
    }
  }

  private void flush() {
    byte[] bytes = lines.toString().getBytes(StandardCharsets.US_ASCII);
    lines.setLength(0);
    digest.update(bytes);
    length += bytes.length;
    try {
      out.write(bytes);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory cannot fail", e);
    }
  }

  /** Ends the manifest; nothing can be added after it. */
  public Manifest finish() {
    flush();
    try {
      out.finish();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory cannot fail", e);
    }
    return new Manifest(compressed, length, entries, HexFormat.of().formatHex(digest.digest()));
  }

  @Override
  public void close() {
    deflater.end();
  }

  /** A finished manifest in memory. */
  public static final class Manifest {
    private final UnsynchronizedByteArrayOutputStream compressed;
    private final long length;
    private final long entries;
    private final String sha256;

    Manifest(
        UnsynchronizedByteArrayOutputStream compressed, long length, long entries, String sha256) {
      this.compressed = compressed;
      this.length = length;
      this.entries = entries;
      this.sha256 = sha256;
    }

    /** Bytes of the text. */
    public long length() {
      return length;
    }

    public long entries() {
      return entries;
    }

    /** Hex digest of the text. */
    public String sha256() {
      return sha256;
    }

    /** The text; closed by the caller. */
    public InputStream open() {
      return new InflaterInputStream(compressed.toInputStream(), new Inflater(true), 8192) {
        @Override
        public void close() throws IOException {
          super.close();
          inf.end();
        }
      };
    }
  }
}
