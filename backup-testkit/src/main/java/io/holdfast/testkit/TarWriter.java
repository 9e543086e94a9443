package io.holdfast.testkit;

import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * Writes the tar that Docker's archive endpoint would: ustar with PAX records where a field does
 * not hold the value, names as raw bytes, entries {@code ./...}.
 */
final class TarWriter {
  static final int BLOCK = 512;
  private static final long OCTAL_7 = 07777777L;

  private final OutputStream out;

  TarWriter(OutputStream out) {
    this.out = out;
  }

  void entry(Entry entry, byte[] content) throws IOException {
    byte[] name = name(entry);
    byte[] link = link(entry);
    Instant modified = entry.modified();
    long seconds = modified.getEpochSecond();
    int nanos = modified.getNano();
    ByteArrayOutputStream pax = new ByteArrayOutputStream();
    if (name.length > 100) {
      pax(pax, "path", name);
    }
    if (link.length > 100) {
      pax(pax, "linkpath", link);
    }
    if (entry.uid() > OCTAL_7) {
      pax(pax, "uid", ascii(Long.toString(entry.uid())));
    }
    if (entry.gid() > OCTAL_7) {
      pax(pax, "gid", ascii(Long.toString(entry.gid())));
    }
    if (nanos != 0 || seconds < 0) {
      pax(pax, "mtime", ascii(decimal(seconds, nanos)));
    }
    if (pax.size() > 0) {
      Header extended = new Header(ascii("./PaxHeaders/x"), 'x', 0644, pax.size());
      out.write(extended.bytes());
      padded(pax.toByteArray());
    }
    Header header = new Header(name, flag(entry.type()), entry.mode(), content.length);
    header.octal(108, 8, entry.uid() > OCTAL_7 ? 0 : entry.uid());
    header.octal(116, 8, entry.gid() > OCTAL_7 ? 0 : entry.gid());
    header.octal(136, 12, Math.max(0, seconds));
    header.text(157, 100, link);
    header.octal(329, 8, entry.device().major());
    header.octal(337, 8, entry.device().minor());
    out.write(header.bytes());
    padded(content);
  }

  /** Writes the two blocks without which a tar is cut short. */
  void end() throws IOException {
    out.write(new byte[2 * BLOCK]);
  }

  private static byte[] name(Entry entry) {
    String slash = entry.type() == EntryType.DIRECTORY && !entry.path().isRoot() ? "/" : "";
    return new EntryPath("./" + entry.path().latin1() + slash).bytes();
  }

  private static byte[] link(Entry entry) {
    String dot = entry.type() == EntryType.HARD_LINK ? "./" : "";
    return entry.linkTarget().map(t -> new EntryPath(dot + t.latin1()).bytes()).orElse(new byte[0]);
  }

  private static char flag(EntryType type) {
    return switch (type) {
      case FILE -> '0';
      case HARD_LINK -> '1';
      case SYMLINK -> '2';
      case CHARACTER_DEVICE -> '3';
      case BLOCK_DEVICE -> '4';
      case DIRECTORY -> '5';
      case FIFO -> '6';
    };
  }

  private static String decimal(long seconds, int nanos) {
    if (seconds < 0 && nanos != 0) {
      return "-" + decimal(-seconds - 1, 1_000_000_000 - nanos);
    }
    String fraction = Integer.toString(1_000_000_000 + nanos).substring(1);
    return nanos == 0 ? Long.toString(seconds) : seconds + "." + fraction;
  }

  /** A record's length counts its own digits. */
  private static void pax(ByteArrayOutputStream to, String key, byte[] value) {
    int rest = key.length() + value.length + 3;
    int length = rest + Integer.toString(rest).length();
    if (Integer.toString(length).length() > Integer.toString(rest).length()) {
      length++;
    }
    to.writeBytes(ascii(length + " " + key + "="));
    to.writeBytes(value);
    to.write('\n');
  }

  private void padded(byte[] content) throws IOException {
    out.write(content);
    out.write(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static final class Header {
    private final byte[] block = new byte[BLOCK];

    Header(byte[] name, char flag, int mode, long size) {
      text(0, 100, name);
      octal(100, 8, mode);
      octal(108, 8, 0);
      octal(116, 8, 0);
      octal(124, 12, size);
      octal(136, 12, 0);
      block[156] = (byte) flag;
      text(257, 8, ascii("ustar\00000"));
    }

    void text(int at, int width, byte[] value) {
      System.arraycopy(value, 0, block, at, Math.min(width, value.length));
    }

    void octal(int at, int width, long value) {
      String digits = Long.toOctalString(value);
      text(at, width, ascii("0".repeat(width - 1 - digits.length()) + digits));
    }

    byte[] bytes() {
      Arrays.fill(block, 148, 156, (byte) ' ');
      int sum = 0;
      for (byte b : block) {
        sum += (b & 0xff);
      }
      String digits = Integer.toOctalString(sum);
      text(148, 8, ascii("0".repeat(6 - digits.length()) + digits + "\0 "));
      return block;
    }
  }
}
