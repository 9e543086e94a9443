import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Makes the content of VoxPersona's directories and volumes: the kinds of bytes matter (vectors of
 * floats, database pages, text, images), and that two runs make the same ones.
 *
 * <p>Usage: {@code java MakeData.java DIRECTORIES VOLUMES SCALE}; called by make-data.sh.
 */
public final class MakeData {
  private static final int MB = 1_000_000;
  private static final String[] WORDS =
      ("voice session report user answer question interview hotel guest service quality analysis"
              + " the a of to and in is that for with as on by this from are was which not model"
              + " prompt index vector chunk speaker role summary audio text minute manager room")
          .split(" ");

  private final Path directories;
  private final Path volumes;
  private final double scale;

  private MakeData(Path directories, Path volumes, double scale) {
    this.directories = directories;
    this.volumes = volumes;
    this.scale = scale;
  }

  public static void main(String[] args) throws IOException {
    MakeData data = new MakeData(Path.of(args[0]), Path.of(args[1]), Double.parseDouble(args[2]));
    data.directories();
    data.postgres(data.volumes.resolve("postgres_data"));
    data.minio(data.volumes.resolve("minio_data"));
    data.certificates(data.volumes.resolve("certificates"));
    data.pipCache(data.volumes.resolve("pip_cache"));
  }

  private void directories() throws IOException {
    String[] indices = {"interviews", "guests", "audits", "prompts"};
    int[] dimensions = {1024, 768, 1024, 384};
    int[] megabytes = {75, 50, 26, 12};
    for (int i = 0; i < indices.length; i++) {
      Path index = directories.resolve("rag_indices/" + indices[i] + ".faiss");
      faiss(index, dimensions[i], bytes(megabytes[i] * MB), 10 + i);
    }
    SplittableRandom random = new SplittableRandom(1);
    text(directories.resolve("rag_indices/interviews.json"), random, 60_000);
    for (int i = 0; i < 2; i++) {
      Path session = directories.resolve("telegram_sessions/account_" + i + ".session");
      write(session, pages(random, 7, 4096)); // SQLite: pages of 4 KiB
    }
    for (int i = 0; i < 3; i++) {
      text(directories.resolve("auth_data/user_" + i + ".json"), random, 600);
    }
    for (int i = 0; i < 20; i++) {
      text(directories.resolve("prompts/prompt_" + i + ".txt"), random, 3_000);
    }
    for (int i = 1; i <= 5; i++) {
      text(directories.resolve("logs/app.log." + i), random, 40_000);
    }
    write(directories.resolve("logs/upload.tmp"), bytes(random, 2_000));
    for (int i = 0; i < 440; i++) {
      String folder = "processed_texts/2025/" + (1 + i % 12);
      int size = 1_000 + random.nextInt(15_000);
      text(directories.resolve(folder + "/interview " + i + ".txt"), random, size);
      size = 500 + random.nextInt(9_000);
      text(directories.resolve("reports/отчёт_" + i + ".md"), random, size);
    }
    text(directories.resolve("config/app.env"), random, 900);
    text(directories.resolve("config/roles.yaml"), random, 2_500);
  }

  /** A flat FAISS index: a header and vectors of length one. */
  private static void faiss(Path file, int dimensions, long size, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    ByteBuffer vector = ByteBuffer.allocate(dimensions * 4).order(ByteOrder.LITTLE_ENDIAN);
    double[] values = new double[dimensions];
    try (OutputStream out = open(file)) {
      out.write("IxFI".getBytes(UTF_8));
      for (long left = size; left > 0; left -= vector.capacity()) {
        double square = 0;
        for (int i = 0; i < dimensions; i++) {
          values[i] = random.nextGaussian();
          square += values[i] * values[i];
        }
        vector.clear();
        for (double value : values) {
          vector.putFloat((float) (value / Math.sqrt(square)));
        }
        out.write(vector.array());
      }
    }
  }

  /** A PostgreSQL data directory: heaps, an index, write-ahead log, many small catalogue files. */
  private void postgres(Path root) throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    text(root.resolve("PG_VERSION"), random, 3);
    text(root.resolve("postgresql.conf"), random, 29_000);
    for (int database : new int[] {1, 4, 5, 16384}) {
      for (int i = 0; i < 318; i++) {
        write(root.resolve("base/" + database + "/" + (1200 + i)), pages(random, 1 + i % 4, 8192));
      }
    }
    big(root.resolve("base/16384/16397"), random, bytes(134 * MB));
    big(root.resolve("base/16384/16404"), random, bytes(28 * MB));
    big(root.resolve("pg_wal/000000010000000000000010"), random, bytes(16_777_216));
    big(root.resolve("pg_wal/000000010000000000000011"), random, bytes(16_777_216));
    Files.createDirectories(root.resolve("pg_wal/archive_status"));
    Files.createDirectories(root.resolve("pg_notify"));
  }

  private static void big(Path file, SplittableRandom random, long size) throws IOException {
    try (OutputStream out = open(file)) {
      for (long left = size; left > 0; left -= 8192) {
        out.write(pages(random, 1, 8192));
      }
    }
  }

  /**
   * Pages as databases have them: a header, pointers to the rows from the front, the rows from the
   * back, alike and padded with blanks.
   */
  private static byte[] pages(SplittableRandom random, int count, int size) {
    int length = 128;
    ByteBuffer pages = ByteBuffer.allocate(count * size).order(ByteOrder.LITTLE_ENDIAN);
    int key = random.nextInt(1 << 24);
    for (int start = 0; start < pages.capacity(); start += size) {
      pages.putInt(start + 4, key * 134).putShort(start + 18, (short) (size + 4));
      int pointer = 24;
      int row = size - length;
      for (; pointer + 4 <= row; pointer += 4, row -= length) {
        pages.putInt(start + pointer, row | 1 << 15 | length << 17);
        int at = start + row;
        pages.putInt(at, 740).putInt(at + 12, key / 61).putShort(at + 16, (short) (pointer / 4));
        pages.putInt(at + 18, 0x0902_0004).put(at + 22, (byte) 24);
        int balance = random.nextInt() >> random.nextInt(12, 28);
        pages.putInt(at + 24, key++).putInt(at + 28, 1 + key / 100_000).putInt(at + 32, balance);
        for (int i = 37; i < 121; i++) {
          pages.put(at + i, (byte) ' ');
        }
      }
      pages.putShort(start + 12, (short) pointer).putShort(start + 14, (short) (row + length));
    }
    return pages.array();
  }

  /** Objects as MinIO keeps them: a folder each, with a record and the content. */
  private void minio(Path root) throws IOException {
    SplittableRandom random = new SplittableRandom(4);
    text(root.resolve(".minio.sys/format.json"), random, 160);
    long left = bytes(23 * MB);
    for (int i = 0; left > 0; i++) {
      Path object = root.resolve("voxpersona/audio/" + (1 + i % 12) + "/record_" + i + ".ogg");
      text(object.resolve("xl.meta"), random, 400);
      Path part = object.resolve(new UUID(random.nextLong(), random.nextLong()) + "/part.1");
      int size = (int) Math.min(left, 130_000 + random.nextInt(700_000));
      if (i % 4 == 3) {
        text(part, random, size);
      } else {
        write(part, bytes(random, size)); // sound is compressed already
      }
      left -= size;
    }
  }

  private void certificates(Path root) throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    for (String name : new String[] {"cert", "chain", "privkey"}) {
      String body = java.util.Base64.getMimeEncoder().encodeToString(bytes(random, 1_300));
      write(
          root.resolve("archive/voxpersona.example/" + name + "1.pem"),
          ("-----BEGIN-----\n" + body + "\n-----END-----\n").getBytes(UTF_8));
    }
  }

  private void pipCache(Path root) throws IOException {
    SplittableRandom random = new SplittableRandom(6);
    for (long left = bytes(9 * MB); left > 0; ) {
      String hash = Long.toHexString(random.nextLong() | 1L << 60);
      Path file = root.resolve("http/" + hash.charAt(0) + "/" + hash.charAt(1) + "/" + hash);
      byte[] wheel = wheel(random, 200_000 + random.nextInt(2_000_000));
      write(file, wheel);
      left -= wheel.length;
    }
    // marked as a cache: https://bford.info/cachedir/
    write(
        root.resolve("CACHEDIR.TAG"),
        "Signature: 8a477f597d28d172789f06886806bc55\n".getBytes(UTF_8));
  }

  /** A wheel is a zip file: compressed already, though not to the last bit. */
  private static byte[] wheel(SplittableRandom random, int size) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int left = size, i = 0; left > 0; left -= 50_000, i++) {
        ZipEntry module = new ZipEntry("package/module_" + i + ".py");
        module.setTimeLocal(LocalDateTime.of(2025, 6, 1, 12, 0));
        zip.putNextEntry(module);
        zip.write(words(random, 50_000).getBytes(UTF_8));
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private long bytes(long atScaleOne) {
    return Math.max(8192, Math.round(atScaleOne * scale));
  }

  private static byte[] bytes(SplittableRandom random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  private static void text(Path file, SplittableRandom random, int size) throws IOException {
    write(file, words(random, size).getBytes(UTF_8));
  }

  private static String words(SplittableRandom random, int size) {
    StringBuilder text = new StringBuilder(size + 80);
    while (text.length() < size) {
      text.append(WORDS[random.nextInt(WORDS.length)]);
      text.append(random.nextInt(12) == 0 ? " " + random.nextInt(100_000) + "\n" : " ");
    }
    text.setLength(size);
    return text.toString();
  }

  private static void write(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  private static OutputStream open(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    return new BufferedOutputStream(Files.newOutputStream(file), 1 << 20);
  }
}
