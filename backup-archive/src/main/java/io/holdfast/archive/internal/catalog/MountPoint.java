package io.holdfast.archive.internal.catalog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells whether a file system is mounted on a directory. Linux says so in {@code
 * /proc/self/mountinfo} (proc_pid_mountinfo(5)), bind mounts included; elsewhere a directory counts
 * that is on another device than the one above it.
 */
public final class MountPoint {
  private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
  private static final Pattern ESCAPED = Pattern.compile("\\\\([0-7]{3})");

  private MountPoint() {}

  /** Whether something is mounted there; a link is followed, and an automount is waited for. */
  @SuppressWarnings("try") // opening is what makes an automount happen
  public static boolean isMounted(Path directory) {
    try (DirectoryStream<Path> opened = Files.newDirectoryStream(directory)) {
      Path real = directory.toRealPath();
      if (Files.isReadable(MOUNTS) && real.getFileSystem().equals(MOUNTS.getFileSystem())) {
        return isListed(real, Files.readAllLines(MOUNTS, StandardCharsets.ISO_8859_1));
      }
      return isOtherDevice(real);
    } catch (IOException | RuntimeException e) {
      // what cannot be looked at is not provably mounted
      return false;
    }
  }

  /**
   * Whether lines of mountinfo have the directory as a mount point.
   *
   * @param lines one char for each byte
   */
  static boolean isListed(Path directory, List<String> lines) {
    for (String line : lines) {
      String[] fields = line.split(" ", -1);
      int type = List.of(fields).indexOf("-") + 1;
      if (type > 5
          && type < fields.length
          && !fields[type].equals("autofs")
          && unescaped(fields[4]).equals(directory.toString())) {
        return true;
      }
    }
    return false;
  }

  private static String unescaped(String field) {
    String bytes =
        ESCAPED
            .matcher(field)
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(
                        String.valueOf((char) Integer.parseInt(found.group(1), 8))));
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private static boolean isOtherDevice(Path directory) throws IOException {
    Path parent = directory.getParent();
    return parent == null
        || !Files.getAttribute(directory, "unix:dev")
            .equals(Files.getAttribute(parent, "unix:dev"));
  }
}
