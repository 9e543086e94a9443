package io.holdfast.docker;

import com.google.common.base.Splitter;
import io.holdfast.core.EngineException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether a volume can be read and written through its directory on this host.
 *
 * <p>That a directory of the right name exists proves little: the engine may run in a virtual
 * machine, in a container or behind a forwarded socket, and an engine used before may have left
 * one. So the instant at which the engine says the volume was created, which it takes from the
 * directory itself, must be the directory's.
 */
final class DirectAccess {
  private static final int CAP_DAC_OVERRIDE = 1;
  private static final int CAP_DAC_READ_SEARCH = 2;

  private final Connection connection;
  private final Path proc;

  /**
   * @param proc where the kernel's process file system is mounted
   */
  DirectAccess(Connection connection, Path proc) {
    this.connection = connection;
    this.proc = proc;
  }

  /** The directory, or why it cannot be used. Exactly one is present. */
  record Verdict(Optional<Path> directory, String refusal) {
    private static Verdict refuse(String why) {
      return new Verdict(Optional.empty(), why);
    }
  }

  /** Whether the volume can be read directly with nothing lost, for sure. */
  Verdict certain(InspectedVolume volume) throws EngineException, InterruptedException {
    if (volume.isMountedOnUse()) {
      return Verdict.refuse("the engine mounts it only while a container uses it");
    }
    if (!readsEverything()) {
      return Verdict.refuse("this process may not read files of every owner; run as root");
    }
    return possible(volume);
  }

  /** Whether the volume can be read directly at all. */
  Verdict possible(InspectedVolume volume) throws EngineException, InterruptedException {
    if (connection.address().socket().isEmpty()) {
      return Verdict.refuse("the engine at " + connection.address().url() + " is not on this host");
    }
    if (!volume.volume().driver().equals("local")) {
      return Verdict.refuse("its driver is '" + volume.volume().driver() + "', not 'local'");
    }
    if (!volume.mountpoint().startsWith("/")) {
      return Verdict.refuse("the engine tells no directory of it");
    }
    Path directory = Path.of(volume.mountpoint());
    if (!isListable(directory)) {
      return Verdict.refuse(directory + " cannot be read by this process");
    }
    if (volume.isMountedOnUse() && !isMounted(directory)) {
      return Verdict.refuse(
          "the engine mounts it only while a container uses it, and none does now");
    }
    if (!isTheEngines(directory, volume)) {
      return Verdict.refuse(
          directory + " is not the engine's: it runs in a virtual machine or a container");
    }
    return new Verdict(Optional.of(directory), "");
  }

  /** Whether this process sees and may read every file, whoever owns it. */
  boolean readsEverything() {
    try {
      List<String> owners = Files.readAllLines(proc.resolve("self/uid_map"));
      boolean unmapped =
          owners.size() == 1
              && Splitter.onPattern("\\s+")
                  .omitEmptyStrings()
                  .splitToList(owners.get(0))
                  .equals(List.of("0", "0", "4294967295"));
      for (String line : Files.readAllLines(proc.resolve("self/status"))) {
        if (line.startsWith("CapEff:")) {
          long capabilities =
              Long.parseUnsignedLong(line.substring("CapEff:".length()).strip(), 16);
          return unmapped
              && (capabilities & ((1L << CAP_DAC_OVERRIDE) | (1L << CAP_DAC_READ_SEARCH))) != 0;
        }
      }
      return false;
    } catch (IOException | NumberFormatException e) {
      return false;
    }
  }

  /** Whether something is mounted on the directory. */
  boolean isMounted(Path directory) {
    try {
      for (String line : Files.readAllLines(proc.resolve("self/mountinfo"))) {
        List<String> fields = Splitter.on(' ').limit(6).splitToList(line);
        if (fields.size() > 4 && unescape(fields.get(4)).equals(directory.toString())) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return false;
    }
  }

  private static String unescape(String field) {
    return field.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
  }

  private static boolean isListable(Path directory) {
    try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
      // asking for the first child reads the directory; whether there is one does not matter
      boolean filled = children.iterator().hasNext();
      return filled || Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  private boolean isTheEngines(Path directory, InspectedVolume volume)
      throws EngineException, InterruptedException {
    // the volume may be in use and its directory change in between, so look before and after
    List<Instant> seen = new ArrayList<>(changes(directory));
    Optional<InspectedVolume> again = InspectedVolume.find(connection, volume.volume().name());
    seen.addAll(changes(directory));
    if (again.isEmpty() || again.get().created().isEmpty()) {
      return false;
    }
    Instant created = again.get().created().get().truncatedTo(ChronoUnit.SECONDS);
    return seen.stream()
        .anyMatch(instant -> instant.truncatedTo(ChronoUnit.SECONDS).equals(created));
  }

  /**
   * Engines take the creation from the change time of the directory, newer ones from its parent's.
   */
  private static List<Instant> changes(Path directory) {
    List<Instant> instants = new ArrayList<>();
    changed(directory).ifPresent(instants::add);
    Optional.ofNullable(directory.getParent())
        .flatMap(DirectAccess::changed)
        .ifPresent(instants::add);
    return instants;
  }

  private static Optional<Instant> changed(Path path) {
    try {
      return Files.getAttribute(path, "unix:ctime", LinkOption.NOFOLLOW_LINKS) instanceof FileTime t
          ? Optional.of(t.toInstant())
          : Optional.empty();
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
