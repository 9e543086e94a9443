package io.holdfast.docker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Reads and makes small tars for tests. */
final class TarEntries {
  private TarEntries() {}

  /** Maps each entry's name to a line with all that is told of it. */
  static Map<String, String> read(InputStream in) throws IOException {
    Map<String, String> entries = new TreeMap<>();
    TarArchiveInputStream tar = new TarArchiveInputStream(in, "UTF-8");
    TarArchiveEntry entry;
    while ((entry = tar.getNextEntry()) != null) {
      String content =
          entry.getSize() > 0 ? new String(tar.readNBytes(100), StandardCharsets.UTF_8) : "";
      entries.put(
          entry.getName(),
          String.join(
              " ",
              Integer.toOctalString(entry.getMode() & 07777),
              entry.getLongUserId() + ":" + entry.getLongGroupId(),
              Long.toString(entry.getLastModifiedTime().toMillis() / 1000),
              String.valueOf((char) entry.getLinkFlag()),
              entry.getLinkName(),
              content));
    }
    return entries;
  }

  /** A tar with a root directory and files of the given content. */
  static byte[] of(Map<String, String> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, 512, "UTF-8")) {
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      TarArchiveEntry root = new TarArchiveEntry("./", TarConstants.LF_DIR);
      root.setMode(01770);
      root.setIds(999, 998);
      root.setModTime(1_700_000_000_000L);
      tar.putArchiveEntry(root);
      tar.closeArchiveEntry();
      for (Map.Entry<String, String> file : files.entrySet()) {
        byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry("./" + file.getKey());
        entry.setSize(content.length);
        entry.setMode(0640);
        entry.setIds(70, 70);
        entry.setModTime(1_600_000_000_000L);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }
}
