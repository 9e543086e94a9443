package io.holdfast.archive;

import io.holdfast.archive.internal.codec.JavaDecoderFuzz;
import io.holdfast.archive.internal.format.ArchiveInfoJsonFuzz;
import io.holdfast.archive.internal.format.IndexFuzz;
import io.holdfast.archive.internal.format.ManifestReaderFuzz;
import io.holdfast.archive.internal.read.ArchiveEndFuzz;
import io.holdfast.archive.internal.read.ArchiveFuzz;
import io.holdfast.archive.internal.tar.TarReaderFuzz;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Runs the fuzz targets by Jazzer, one after the other, each in a process of its own with a small
 * heap: the main class of the profile {@code fuzz}.
 */
public final class Fuzzing {
  private static final List<Target> TARGETS =
      List.of(
          new Target(ArchiveEndFuzz.class, ArchiveEndFuzz::seeds),
          new Target(ArchiveFuzz.class, ArchiveFuzz::seeds),
          new Target(ArchiveInfoJsonFuzz.class, ArchiveInfoJsonFuzz::seeds),
          new Target(IndexFuzz.class, IndexFuzz::seeds),
          new Target(JavaDecoderFuzz.class, JavaDecoderFuzz::seeds),
          new Target(ManifestReaderFuzz.class, ManifestReaderFuzz::seeds),
          new Target(TarReaderFuzz.class, TarReaderFuzz::seeds));

  private Fuzzing() {}

  /**
   * Ends with the exit code of Jazzer.
   *
   * @param args how many seconds for each target, then the names of the targets; all where there is
   *     none
   */
  public static void main(String[] args) throws Exception {
    Set<String> names = Set.copyOf(List.of(args).subList(1, args.length));
    int failed = 0;
    for (Target target : TARGETS) {
      if (names.isEmpty() || names.contains(target.type().getSimpleName())) {
        failed = Math.max(failed, target.run(args[0]));
      }
    }
    System.exit(failed);
  }

  /** Inputs to begin with. */
  @FunctionalInterface
  private interface Seeds {
    List<byte[]> make() throws Exception;
  }

  /**
   * What is fuzzed.
   *
   * @param type has a method {@code fuzzerTestOneInput(byte[])}
   */
  private record Target(Class<?> type, Seeds seeds) {

    /** Goes on from what earlier runs found worth keeping. */
    int run(String seconds) throws Exception {
      String name = type.getSimpleName();
      Path home = Path.of("target", "fuzz").toAbsolutePath();
      Path corpus = Files.createDirectories(home.resolve(name));
      List<byte[]> inputs = seeds.make();
      for (int i = 0; i < inputs.size(); i++) {
        Files.write(corpus.resolve("seed-" + i), inputs.get(i));
      }
      ProcessBuilder jazzer =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:+UseSerialGC",
              "-Xmx256m",
              "-cp",
              System.getProperty("java.class.path"),
              "com.code_intelligence.jazzer.Jazzer",
              "--target_class=" + type.getName(),
              "--instrumentation_includes=io.holdfast.**",
              "--custom_hook_includes=io.holdfast.**",
              "--reproducer_path=" + home,
              "-artifact_prefix=" + home.resolve(name) + "-",
              "-max_len=65536",
              "-max_total_time=" + seconds,
              "-timeout=20",
              corpus.toString());
      jazzer.environment().put("LC_ALL", "C.UTF-8");
      return jazzer.inheritIO().start().waitFor();
    }
  }
}
