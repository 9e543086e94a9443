package io.holdfast.docker;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Picks the entry of the root directory out of a tar that goes by, if that is the first one, with
 * the PAX records that belong to it. It comes as a tar of its own, in which the directory has
 * another name. Not thread-safe.
 */
final class RootEntry extends OutputStream {
  private static final int BLOCK = 512;
  private static final int LONGEST = 1 << 20;
  private static final int NAME_LENGTH = 100;
  private static final int SIZE_AT = 124;
  private static final int SIZE_LENGTH = 12;
  private static final int CHECKSUM_AT = 148;
  private static final int CHECKSUM_LENGTH = 8;
  private static final int TYPE_AT = 156;
  private static final int PREFIX_AT = 345;

  private final ByteArrayOutputStream start = new ByteArrayOutputStream();
  private final ByteArrayOutputStream records = new ByteArrayOutputStream();
  private long wanted = BLOCK;
  private boolean decided;
  private Optional<byte[]> root = Optional.empty();

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    while (!decided && at < end) {
      int step = (int) Math.min(wanted - start.size(), end - at);
      start.write(bytes, at, step);
      at += step;
      if (start.size() == wanted) {
        next();
      }
    }
  }

  /**
   * A tar of the root's entry alone, called {@code name}; empty when the tar began with something
   * else.
   */
  Optional<byte[]> named(String name) {
    return root.map(
        header -> {
          byte[] renamed = header.clone();
          Arrays.fill(renamed, 0, NAME_LENGTH, (byte) 0);
          byte[] bytes = (name + "/").getBytes(StandardCharsets.US_ASCII);
          System.arraycopy(bytes, 0, renamed, 0, bytes.length);
          sign(renamed);
          ByteArrayOutputStream tar = new ByteArrayOutputStream();
          tar.writeBytes(records.toByteArray());
          tar.writeBytes(renamed);
          tar.writeBytes(new byte[2 * BLOCK]);
          return tar.toByteArray();
        });
  }

  private void next() {
    byte[] collected = start.toByteArray();
    char type = (char) (collected[TYPE_AT] & 0xff);
    boolean records = type == 'x' || type == 'g';
    if (records && collected.length == BLOCK) {
      long size = TarNumber.read(collected, SIZE_AT, SIZE_LENGTH);
      if (size > 0 && size <= LONGEST) {
        wanted = BLOCK + (size + BLOCK - 1) / BLOCK * BLOCK;
      } else {
        decided = true;
      }
      return;
    }
    start.reset();
    wanted = BLOCK;
    if (records) {
      keepRecords(collected);
      return;
    }
    decided = true;
    if (type == '5' && isRoot(collected)) {
      root = Optional.of(collected);
    }
  }

  private static boolean isRoot(byte[] header) {
    int length = 0;
    while (length < NAME_LENGTH && header[length] != 0) {
      length++;
    }
    String name = new String(header, 0, length, StandardCharsets.ISO_8859_1);
    return header[PREFIX_AT] == 0 && (name.equals("./") || name.equals("."));
  }

  /** Keeps all records but the path, which would win over the new name. */
  private void keepRecords(byte[] headerAndData) {
    byte[] header = Arrays.copyOf(headerAndData, BLOCK);
    int end = BLOCK + (int) TarNumber.read(header, SIZE_AT, SIZE_LENGTH);
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    int at = BLOCK;
    while (at < end) {
      int space = at;
      while (space < end && headerAndData[space] != ' ') {
        space++;
      }
      long length =
          TarNumber.decimal(new String(headerAndData, at, space - at, StandardCharsets.ISO_8859_1));
      if (length <= space - at || at + length > end) {
        return;
      }
      String record =
          new String(
              headerAndData,
              space + 1,
              (int) length - (space + 1 - at),
              StandardCharsets.ISO_8859_1);
      if (!record.startsWith("path=")) {
        kept.write(headerAndData, at, (int) length);
      }
      at += (int) length;
    }
    if (kept.size() == 0) {
      return;
    }
    byte[] size =
        String.format(Locale.ROOT, "%011o\0", kept.size()).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(size, 0, header, SIZE_AT, SIZE_LENGTH);
    sign(header);
    records.writeBytes(header);
    records.writeBytes(kept.toByteArray());
    records.writeBytes(new byte[(BLOCK - kept.size() % BLOCK) % BLOCK]);
  }

  private static void sign(byte[] header) {
    Arrays.fill(header, CHECKSUM_AT, CHECKSUM_AT + CHECKSUM_LENGTH, (byte) ' ');
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    byte[] digits = String.format(Locale.ROOT, "%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(digits, 0, header, CHECKSUM_AT, CHECKSUM_LENGTH);
  }
}
