package io.holdfast.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs of the real command line over sources that fail or do not hold still. strace(1) makes the
 * system calls fail and wait, so that nothing depends on luck.
 */
@Tag("crash")
final class SourceFaultsIT {
  /** How many of the calls fail in turn, spread over all of them; there are some hundred. */
  private static final int FAULTS = Integer.getInteger("holdfast.faults", 16);

  private static final int LARGE = 3_000_000;
  private static final Pattern CALL = Pattern.compile("^([0-9]+) +([a-z0-9_]+)\\(.*");

  /** Calls whose failure says nothing about the source, or has no way to be told. */
  private static final Set<String> HARMLESS = Set.of("close", "fcntl", "dup", "lseek");

  @TempDir private Path folder;
  private Path data;

  /** A system call that reads from the source. */
  private record Read(String call, int nth) {}

  /** How a process ended. */
  private record Ended(int code, String out, String err) {
    JsonNode json() {
      return new CommandLineRun(code, out, err).json();
    }
  }

  @BeforeEach
  void makeASource() throws Exception {
    assumeTrue(Attack.Traced.isPossible(), "strace is not there, or may not trace");
    data = Files.createDirectories(folder.resolve("app/data"));
    Files.createDirectory(data.resolve("sub"));
    configure("compression: none\n");
  }

  private void configure(String more) throws IOException {
    Files.writeString(
        folder.resolve("holdfast.yaml"),
        "name: faults\nbase-dir: app\ndestination: backups\ndirectories: [data]\n" + more);
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void everyCallThatReadsMayFail() throws Exception {
    Files.writeString(data.resolve("a"), "one");
    Files.writeString(data.resolve("sub/b"), "two");
    Files.writeString(data.resolve("sub/c"), "three");
    noise(data.resolve("large"));
    Files.createSymbolicLink(data.resolve("sub/link"), Path.of("b"));
    List<Read> reads = reads();
    Map<String, Integer> outcomes = new TreeMap<>();
    int count = Math.min(FAULTS, reads.size());
    for (int i = 0; i < count; i++) {
      Read read = reads.get((int) ((long) i * reads.size() / count));
      deleteArchives();
      Ended run =
          run(List.of("-e", "inject=" + read.call + ":error=EIO:when=" + read.nth), "--json");
      judge(read, run).forEach(outcome -> outcomes.merge(outcome, 1, Integer::sum));
    }
    Files.writeString(
        Path.of("target/source-faults.txt"),
        count + " of " + reads.size() + " calls failed in turn: " + outcomes + "\n");
    assertThat(reads.size()).as("calls that read").isGreaterThan(30);
    assertThat(outcomes).containsKeys("harmless", "unreadable");
  }

  /**
   * Every file of the archive is that of the source, or is named by an issue.
   *
   * @return the kinds of issues, or what else came of it
   */
  private Set<String> judge(Read read, Ended run) throws Exception {
    String what = read + " ended with " + run.code + "\n" + run.out + run.err;
    assertThat(run.code).as(what).isIn(0, 1, 10);
    if (run.code == 1) {
      assertThat(run.json().at("/error/message").asText() + run.err).as(what).contains("data");
      assertThat(archives()).as(what).isEmpty();
      return Set.of("failed");
    }
    assertThat(holdfast("verify", "latest").code()).as(what).isZero();
    Set<String> flagged = new TreeSet<>();
    Set<String> kinds = new TreeSet<>();
    for (JsonNode issue : run.json().at("/info/sources/0/issues")) {
      flagged.add(issue.at("/path").asText());
      kinds.add(issue.at("/kind").asText());
    }
    assertThat(flagged.isEmpty()).as(what).isEqualTo(run.code == 0);
    String log = Files.readString(folder.resolve("backups/backup.log"));
    for (String path : flagged) {
      assertThat(run.err).as(what).contains("warning: directory 'data': " + path);
      assertThat(log).as(what).contains("] warning: directory 'data': " + path);
    }
    Map<String, String> expected = tree(data);
    Map<String, String> restored = restored();
    for (String path : expected.keySet()) {
      boolean named = flagged.stream().anyMatch(f -> path.equals(f) || path.startsWith(f + "/"));
      if (!named) {
        assertThat(restored).as(what + path).containsEntry(path, expected.get(path));
      }
    }
    return run.code == 0 ? Set.of("harmless") : kinds;
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void whatDoesNotHoldStillIsRecordedAsWhatItDid() throws Exception {
    Path shrinking = noise(data.resolve("b-shrinking"));
    Path growing = noise(data.resolve("c-growing"));
    Path restless = Files.writeString(data.resolve("d-restless"), "x");
    Path rewritten = noise(data.resolve("g-rewritten"));
    Path vanishing = Files.writeString(data.resolve("e-vanishing"), "x");
    Path still = Files.writeString(data.resolve("f-still"), "still");
    Path toPipe = Files.writeString(data.resolve("h-to-pipe"), "x");
    Path toLink = Files.writeString(data.resolve("i-to-link"), "x");
    Path secret = Files.writeString(folder.resolve("secret"), "secret");
    Path pipe = data.resolve("a-pipe");
    List<Process> others = new ArrayList<>();
    try {
      makePipe(pipe);
      others.add(shell("exec yes > \"$0\"", pipe));
      others.add(shell("while :; do echo x >> \"$0\"; done", growing));
      for (Path file : List.of(restless, rewritten)) {
        others.add(shell("while :; do echo x 1<> \"$0\"; done", file));
      }
      Path trace = folder.resolve("trace");
      Process run =
          start(
              List.of("-o", trace.toString(), "-e", "inject=read:delay_enter=1000000:when=2+"),
              List.of(shrinking, restless, rewritten),
              "--json");
      // each piece of the first large file is read a second after the one before it
      while (run.isAlive() && !(Files.exists(trace) && Files.readString(trace).contains("read("))) {
        Thread.sleep(20);
      }
      assertThat(run.isAlive()).isTrue();
      try (FileChannel file = FileChannel.open(shrinking, StandardOpenOption.WRITE)) {
        file.truncate(1_500_000);
      }
      Files.delete(vanishing);
      Files.delete(toPipe);
      makePipe(toPipe);
      Files.delete(toLink);
      Files.createSymbolicLink(toLink, secret);
      Ended ended = ended(run);

      assertThat(ended.code).as(ended.out + ended.err).isEqualTo(10);
      Map<String, String> issues = new TreeMap<>();
      for (JsonNode issue : ended.json().at("/info/sources/0/issues")) {
        issues.put(issue.at("/path").asText(), issue.at("/kind").asText());
      }
      assertThat(issues)
          .containsOnly(
              Map.entry("b-shrinking", "short"),
              Map.entry("c-growing", "changed"),
              Map.entry("d-restless", "changed"),
              Map.entry("e-vanishing", "vanished"),
              Map.entry("g-rewritten", "changed"));
      String log = Files.readString(folder.resolve("backups/backup.log"));
      issues.forEach(
          (path, kind) -> {
            String told = "warning: directory 'data': " + path + ": " + kind + ": ";
            assertThat(ended.err).contains(told);
            assertThat(log).contains("] " + told);
          });
    } finally {
      others.forEach(Process::destroyForcibly);
      for (Process other : others) {
        other.waitFor();
      }
    }
    assertThat(holdfast("verify", "latest").code()).isZero();
    Map<String, String> restored = restored();
    assertThat(restored).containsEntry("f-still", Files.readString(still));
    assertThat(restored).containsEntry("a-pipe", "neither file nor link");
    assertThat(restored).containsEntry("h-to-pipe", "neither file nor link");
    assertThat(restored).containsEntry("i-to-link", "link to " + secret);
    byte[] shrunk = Files.readAllBytes(folder.resolve("to/data/b-shrinking"));
    assertThat(shrunk).hasSize(LARGE);
    assertThat(Arrays.copyOfRange(shrunk, 1_500_000, LARGE)).containsOnly(0);
    assertThat(Arrays.mismatch(shrunk, Files.readAllBytes(shrinking))).isEqualTo(1_500_000);
  }

  /** What an undisturbed run reads of the source, each call with its number among its like. */
  private List<Read> reads() throws Exception {
    Path trace = folder.resolve("trace");
    assertThat(run(List.of("-o", trace.toString())).code).isZero();
    // only one thread reads sources, and the calls of each thread are counted on their own
    Map<String, List<String>> byThread = new HashMap<>();
    for (String line : Files.readAllLines(trace)) {
      Matcher call = CALL.matcher(line);
      if (call.matches()) {
        byThread.computeIfAbsent(call.group(1), t -> new ArrayList<>()).add(call.group(2));
      }
    }
    List<String> calls =
        byThread.values().stream().max(Comparator.comparingInt(List::size)).orElseThrow();
    Map<String, Integer> seen = new HashMap<>();
    List<Read> reads = new ArrayList<>();
    for (String call : calls) {
      int nth = seen.merge(call, 1, Integer::sum);
      if (!HARMLESS.contains(call)) {
        reads.add(new Read(call, nth));
      }
    }
    return reads;
  }

  private Ended run(List<String> options, String... args) throws Exception {
    List<Path> paths;
    try (Stream<Path> all = Files.walk(data)) {
      paths = all.filter(p -> !Files.isSymbolicLink(p)).toList();
    }
    List<String> all = new ArrayList<>(options);
    if (!options.contains("-o")) {
      all.addAll(List.of("-o", "/dev/null"));
    }
    return ended(start(all, paths, args));
  }

  /** Starts a run of which strace touches the calls that have to do with some paths. */
  private Process start(List<String> options, List<Path> paths, String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of("strace", "-f", "-q"));
    command.addAll(options);
    for (Path path : paths) {
      command.addAll(List.of("-P", path.toString()));
    }
    List<String> words =
        new ArrayList<>(
            List.of("run", "--no-progress", "-c", folder.resolve("holdfast.yaml").toString()));
    words.addAll(List.of(args));
    ProcessBuilder run =
        JavaProcess.holdfast(
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"), words.toArray(String[]::new));
    command.addAll(run.command());
    String redirected = "exec \"$@\" > " + folder.resolve("out") + " 2> " + folder.resolve("err");
    command.addAll(0, List.of("sh", "-c", redirected, "sh"));
    return run.command(command).start();
  }

  private Ended ended(Process process) throws Exception {
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("it ends").isTrue();
    return new Ended(
        process.exitValue(),
        Files.readString(folder.resolve("out"), UTF_8),
        Files.readString(folder.resolve("err"), UTF_8));
  }

  private static void makePipe(Path path) throws Exception {
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
  }

  private static Process shell(String script, Path file) throws IOException {
    return new ProcessBuilder("sh", "-c", script, file.toString()).start();
  }

  private CommandLineRun holdfast(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("-c", folder.resolve("holdfast.yaml").toString()));
    return CommandLineRun.of(new HostCollaborators(), all.toArray(String[]::new));
  }

  private Map<String, String> restored() throws IOException {
    Path to = folder.resolve("to");
    CommandLineRun restore = holdfast("restore", "latest", "--overwrite", "--to", to.toString());
    assertThat(restore.code()).as(restore.err()).isZero();
    return tree(to.resolve("data"));
  }

  /** What a tree holds, by path: contents, and where links lead. */
  private static Map<String, String> tree(Path root) throws IOException {
    Map<String, String> tree = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.toList()) {
        String what =
            Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                ? "directory"
                : Files.isSymbolicLink(path)
                    ? "link to " + Files.readSymbolicLink(path)
                    : Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                        ? Files.readString(path, ISO_8859_1)
                        : "neither file nor link";
        tree.put(root.relativize(path).toString(), what);
      }
    }
    return tree;
  }

  private List<Path> archives() throws IOException {
    Path destination = folder.resolve("backups");
    if (!Files.exists(destination)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(destination)) {
      return files.filter(f -> f.toString().endsWith(".tar.gz")).toList();
    }
  }

  /** What does not change is not read again from the file where an earlier archive has it. */
  private void deleteArchives() throws IOException {
    Files.deleteIfExists(folder.resolve("backups/backup.log"));
    for (Path archive : archives()) {
      Files.delete(archive);
      Files.delete(archive.resolveSibling(archive.getFileName() + ".sha256"));
    }
    Path to = folder.resolve("to");
    if (Files.exists(to)) {
      try (Stream<Path> all = Files.walk(to)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private static Path noise(Path file) throws IOException {
    byte[] noise = new byte[LARGE];
    new Random(1).nextBytes(noise);
    return Files.write(file, noise);
  }
}
