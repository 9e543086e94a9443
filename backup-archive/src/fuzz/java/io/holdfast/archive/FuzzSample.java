package io.holdfast.archive;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.holdfast.core.plan.Selection;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** A small real archive, and small foreign ones, that fuzzing begins with. */
public final class FuzzSample {
  private FuzzSample() {}

  /** One of ours, of a directory and a volume. */
  public static byte[] archive() throws Exception {
    Path temp = Files.createTempDirectory("holdfast-fuzz-sample");
    try {
      Path tree = Files.createDirectories(temp.resolve("tree/sub")).getParent();
      Files.writeString(tree.resolve("hello"), "hello world\n".repeat(50));
      Files.writeString(tree.resolve("sub/a name\n"), "0123456789");
      Files.createLink(tree.resolve("sub/twin"), tree.resolve("hello"));
      Files.createSymbolicLink(tree.resolve("up"), Path.of("../victim"));
      Files.createFile(
          tree.resolve("own"),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Path file = temp.resolve("sample.tar.gz");
      try (ArchiveFixture archive = new ArchiveFixture(file)) {
        archive.directory("dir", tree);
        archive.volume("vol", StockTools.tarOf(tree).getInputStream(), Selection.EVERYTHING);
        archive.finish();
      }
      return Files.readAllBytes(file);
    } finally {
      MoreFiles.deleteRecursively(temp, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  /** A tar of another tool, with a way out, and entries that use it. */
  public static byte[] hostileTar() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, 512, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      directory(tar, "top/");
      link(tar, "top/way", TarConstants.LF_SYMLINK, "../victim");
      file(tar, "top/way/evil", "evil");
      link(tar, "top/hard", TarConstants.LF_LINK, "../victim/file");
      link(tar, "top/hard", TarConstants.LF_LINK, "top/way/file");
      file(tar, "top/hard", "evil");
      file(tar, "top/../../victim/file", "evil");
      file(tar, "/victim/file", "evil");
      file(tar, "top/" + "long".repeat(60), "long");
      TarArchiveEntry fifo = new TarArchiveEntry("top/fifo", TarConstants.LF_FIFO);
      tar.putArchiveEntry(fifo);
      tar.closeArchiveEntry();
      TarArchiveEntry rich = new TarArchiveEntry("top/rich");
      rich.setMode(04755);
      rich.addPaxHeader("SCHILY.xattr.user.a", "b");
      rich.addPaxHeader("SCHILY.acl.access", "user::rwx,group::r-x,other::r--");
      rich.addPaxHeader("mtime", "-1.000000001");
      tar.putArchiveEntry(rich);
      tar.closeArchiveEntry();
      TarArchiveEntry sparse = new TarArchiveEntry("top/GNUSparseFile.0/holes");
      sparse.addPaxHeader("GNU.sparse.major", "1");
      sparse.addPaxHeader("GNU.sparse.minor", "0");
      sparse.addPaxHeader("GNU.sparse.name", "top/holes");
      sparse.addPaxHeader("GNU.sparse.realsize", "100000");
      byte[] content = new byte[1024];
      byte[] map = "2\n4096\n512\n100000\n0\n".getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(map, 0, content, 0, map.length);
      sparse.setSize(content.length);
      tar.putArchiveEntry(sparse);
      tar.write(content);
      tar.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }

  /** A gzip file of one member. */
  public static byte[] gzip(byte[] content) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  private static void directory(TarArchiveOutputStream tar, String name) throws Exception {
    tar.putArchiveEntry(new TarArchiveEntry(name));
    tar.closeArchiveEntry();
  }

  private static void link(TarArchiveOutputStream tar, String name, byte type, String to)
      throws Exception {
    TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
    entry.setLinkName(to);
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  private static void file(TarArchiveOutputStream tar, String name, String content)
      throws Exception {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    TarArchiveEntry entry = new TarArchiveEntry(name, true);
    entry.setSize(bytes.length);
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }
}
