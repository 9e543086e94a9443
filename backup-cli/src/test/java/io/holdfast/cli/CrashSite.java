package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.archive.ArchiveFile;
import io.holdfast.core.catalog.ArchiveName;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.VerificationResult;
import io.holdfast.core.plan.PlanName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A plan whose runs are killed, and what must hold of its destination afterwards. */
final class CrashSite {
  /** How many archives the plan keeps. */
  static final int KEPT = 2;

  private static final PlanName PLAN = new PlanName("crash");
  private static final Path JAR = Path.of("target", "holdfast.jar");

  private final Path destination;
  private final Path configuration;

  /** Archives that verified, by name, with their SHA-256. */
  private final Map<String, String> proven = new TreeMap<>();

  private final Map<String, String> environment;

  /** Files that are not what a dead run of this plan left, and must stay. */
  private final Set<Path> foreign = new HashSet<>();

  /**
   * Makes one.
   *
   * @param more lines of the configuration
   * @param environment of the processes; without it they find no engine
   */
  CrashSite(Path folder, String more, Map<String, String> environment) throws IOException {
    this.environment = environment;
    destination = folder.resolve("backups");
    configuration = folder.resolve("holdfast.yaml");
    Files.writeString(
        configuration,
        "name: crash\nbase-dir: app\ndestination: backups\ndirectories: [data]\ntimezone: UTC\n"
            + ("retention: {keep-last: " + KEPT + "}\n")
            + more);
    Path data = Files.createDirectories(folder.resolve("app/data"));
    Random random = new Random(1);
    byte[] noise = new byte[100_000];
    for (int i = 0; i < 20; i++) {
      random.nextBytes(noise);
      Files.write(data.resolve("file" + i), noise);
    }
  }

  Path destination() {
    return destination;
  }

  /** Puts a file there that looks like a leftover, and is none of ours. */
  void plant(String name) throws IOException {
    foreign.add(Files.writeString(destination.resolve(name), "keep me"));
  }

  /** Watches over a file that somebody else is writing. */
  void watchOver(Path file) {
    foreign.add(file);
  }

  /**
   * A run in a process of its own: of the command in {@code -Dholdfast.command}, such as the
   * launcher, of the jar where it is built, else of the classes under test.
   *
   * @param options of the JVM
   */
  ProcessBuilder run(String... options) {
    ProcessBuilder builder =
        command(List.of(options), "run", "--no-progress", "-c", configuration.toString());
    environment.forEach(builder.environment()::put);
    return builder;
  }

  /** Another command, without an engine. */
  static ProcessBuilder command(List<String> options, String... args) {
    List<String> jvm = new ArrayList<>(options);
    jvm.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData"));
    ProcessBuilder builder = JavaProcess.holdfast(jvm, args);
    List<String> words = builder.command();
    int classPath = words.indexOf("-cp");
    String command = System.getProperty("holdfast.command", "");
    if (!command.isEmpty()) {
      words.subList(0, words.indexOf(args[0])).clear();
      words.add(0, Path.of(command).toAbsolutePath().toString());
      builder.environment().put("HOLDFAST_JAVA_OPTS", String.join(" ", jvm));
    } else if (Files.exists(JAR)) {
      words.subList(classPath, words.indexOf(args[0])).clear();
      words.addAll(classPath, List.of("-jar", JAR.toAbsolutePath().toString()));
    }
    if (interruptsAreIgnored()) {
      words.addAll(0, List.of("env", "--default-signal=INT"));
    }
    return builder.redirectErrorStream(true);
  }

  /** Whether this process was started in the background, where shells let SIGINT be ignored. */
  private static boolean interruptsAreIgnored() {
    try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
      return status
          .filter(line -> line.startsWith("SigIgn:"))
          .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
    } catch (IOException e) {
      return false;
    }
  }

  /** The next run, in this process. It has to be a full success. */
  void runAgain() throws Exception {
    CommandLineRun next =
        CommandLineRun.of(new HostCollaborators(), "run", "-c", configuration.toString());
    assertThat(next.code()).as("the next run: " + next.err()).isZero();
    checkWhole();
    assertThat(archives()).hasSizeLessThanOrEqualTo(KEPT);
    assertNothingLeft();
  }

  /**
   * What must hold at any time: whoever looks sees whole archives, and the older ones untouched.
   */
  void checkWhole() throws Exception {
    Map<String, String> now = archives();
    for (Map.Entry<String, String> archive : now.entrySet()) {
      String known = proven.get(archive.getKey());
      if (known != null) {
        assertThat(archive.getValue()).as(archive.getKey()).isEqualTo(known);
        continue;
      }
      try (OpenArchive open = ArchiveFile.open(destination.resolve(archive.getKey()))) {
        assertThat(open.verify(ProgressListener.NONE))
            .as(archive.getKey())
            .isInstanceOf(VerificationResult.Verified.class);
      }
    }
    List<String> gone = new ArrayList<>(proven.keySet());
    gone.removeAll(now.keySet());
    assertThat(gone.size()).as("removed: " + gone).isLessThanOrEqualTo(newer(now));
    assertThat(gone).allMatch(g -> now.keySet().stream().allMatch(n -> n.compareTo(g) > 0));
    assertThat(now.size()).isGreaterThanOrEqualTo(Math.min(KEPT, proven.size()));
    proven.clear();
    proven.putAll(now);
    assertThat(foreign).allMatch(Files::exists);
  }

  private int newer(Map<String, String> now) {
    int added = (int) now.keySet().stream().filter(n -> !proven.containsKey(n)).count();
    // what an earlier kill kept from being pruned goes now
    return added + Math.max(0, proven.size() - KEPT);
  }

  /**
   * What a run that could clean up, or the one after, has to leave. That no lock stays shows when
   * the next run gets it; the text in its file is for people, and may be that of a dead run.
   */
  void assertNothingLeft() throws Exception {
    Map<String, String> archives = archives();
    for (Path file : files()) {
      String name = file.getFileName().toString();
      if (foreign.contains(file) || archives.containsKey(name)) {
        continue;
      }
      assertThat(name).doesNotContain(".partial-");
      if (name.startsWith("crash_backup_")) {
        String archive = name.replaceFirst("\\.sha256$", "");
        assertThat(archives).containsKey(archive);
        assertThat(file).hasContent(archives.get(archive) + "  " + archive + "\n");
      }
    }
  }

  /** Whether a dead run left anything. */
  boolean hasLeftovers() throws IOException {
    return files().stream()
        .anyMatch(f -> f.toString().contains(".partial-") && !foreign.contains(f));
  }

  /** The archives by name, with the SHA-256 of each. */
  Map<String, String> archives() throws Exception {
    Map<String, String> archives = new TreeMap<>();
    for (Path file : files()) {
      String name = file.getFileName().toString();
      if (ArchiveName.parse(PLAN, name).isPresent()) {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        archives.put(name, HexFormat.of().formatHex(digest));
      }
    }
    return archives;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(destination)) {
      return files.sorted().toList();
    }
  }
}
