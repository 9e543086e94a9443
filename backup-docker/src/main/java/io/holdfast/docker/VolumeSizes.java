package io.holdfast.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import io.holdfast.core.EngineException;
import io.holdfast.core.EngineException.Kind;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.plan.ExcludeMatcher;
import io.holdfast.core.plan.Selection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Adds up the content of a volume's files, each hard-linked one once, without reading any. */
final class VolumeSizes {
  private static final String ROOT = HelperContainer.MOUNT + "/";
  private static final List<String> FIND =
      List.of("find", ROOT, "-type", "f", "-exec", "stat", "-c", "%s %b %h %i %n", "{}", "+");
  private static final Pattern LINE =
      Pattern.compile(
          "(\\d{1,18}) (\\d{1,18}) (\\d{1,9}) (\\d{1,20}) " + ROOT + "(.*)", Pattern.DOTALL);
  private static final byte[] CACHE_SIGNATURE =
      "Signature: 8a477f597d28d172789f06886806bc55".getBytes(StandardCharsets.US_ASCII);
  private static final long MAY_HAVE_HOLES = 1 << 20;

  /** The unit of what {@code stat} says of space. */
  private static final long BLOCK = 512;

  private static final Duration UNLIMITED = Duration.ofDays(10_000);

  private final Connection connection;
  private final Owner owner;

  VolumeSizes(Connection connection, Owner owner) {
    this.connection = connection;
    this.owner = owner;
  }

  /** Walks the volume's directory on this host. What cannot be looked at counts nothing. */
  static long ofDirectory(Path root, Selection selection) throws IOException, InterruptedException {
    Walk walk = new Walk(root, selection);
    try {
      Files.walkFileTree(root, walk);
    } catch (InterruptedIOException e) {
      throw BoundedPipe.interruption(e);
    }
    return walk.bytes;
  }

  /**
   * Lets {@code find} look at every file in a helper container; takes as long as it goes on
   * finding.
   */
  long byHelper(HelperImage image, String volume, Selection selection)
      throws EngineException, InterruptedException {
    String what = "measuring volume '" + Printable.of(volume) + "'";
    Duration stall = connection.limits().stall();
    BoundedPipe pipe =
        new BoundedPipe(
            stall,
            UNLIMITED,
            what + " came to a halt: nothing found for " + stall.toSeconds() + " s");
    TarComplaints ignored = new TarComplaints();
    try (HelperRun run = HelperRun.start(connection, owner, image, volume, FIND)) {
      Future<?> listing =
          connection.start(
              () -> {
                try {
                  run.copyOutput(pipe.sink(), ignored);
                  pipe.end();
                } catch (IOException | RuntimeException e) {
                  pipe.failReader(new IOException(what + " failed", e));
                }
                return true;
              });
      try {
        return sum(pipe, ExcludeMatcher.of(selection.exclude()));
      } finally {
        pipe.failWriter(new IOException(what + " was given up"));
        listing.cancel(true);
      }
    } catch (InterruptedIOException e) {
      throw BoundedPipe.interruption(e);
    } catch (IOException e) {
      throw new EngineException(Kind.OTHER, String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Asks the engine, which knows nothing of a selection: the result is for the whole volume.
   *
   * @throws EngineException when the engine cannot tell either
   */
  long byEngine(String volume) throws EngineException, InterruptedException {
    String what = "asking for the size of volume '" + Printable.of(volume) + "'";
    // the engine walks through all volumes before it says a word
    JsonNode usage =
        connection.await(
            what,
            connection.limits().stall(),
            connection.start(
                () -> {
                  try (Response response =
                      connection.execute(
                          Request.builder()
                              .method(Request.Method.GET)
                              .path("/system/df?type=volume")
                              .build())) {
                    return new ObjectMapper().readTree(response.getBody());
                  }
                }));
    for (JsonNode candidate : usage.path("Volumes")) {
      long size = candidate.path("UsageData").path("Size").asLong(-1);
      if (volume.equals(candidate.path("Name").asText()) && size >= 0) {
        return size;
      }
    }
    throw new EngineException(Kind.OTHER, what + " failed: the engine does not know it");
  }

  private static long sum(BoundedPipe pipe, ExcludeMatcher excludes) throws IOException {
    Set<String> linked = new HashSet<>();
    long bytes = 0;
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(pipe.source(), StandardCharsets.UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null) {
        Matcher file = LINE.matcher(line);
        // anything else is the rest of a name with a line feed
        if (file.matches() && !excludes.excludesOrBelowExcluded(group(file, 5), false)) {
          boolean first = group(file, 3).equals("1") || linked.add(group(file, 4));
          bytes += first ? taken(group(file, 1), group(file, 2)) : 0;
        }
      }
    }
    return bytes;
  }

  /** What a file takes in an archive: holes nearly nothing. Small ones may lie in their inodes. */
  private static long taken(String size, String blocks) {
    long bytes = Long.parseLong(size);
    return bytes <= MAY_HAVE_HOLES ? bytes : Math.min(bytes, Long.parseLong(blocks) * BLOCK);
  }

  private static String group(Matcher matcher, int group) {
    return Objects.requireNonNull(matcher.group(group));
  }

  private static final class Walk extends SimpleFileVisitor<Path> {
    private final Path root;
    private final ExcludeMatcher excludes;
    private final boolean excludeCaches;
    private final Set<Object> linked = new HashSet<>();
    private long bytes;

    Walk(Path root, Selection selection) {
      this.root = root;
      this.excludes = ExcludeMatcher.of(selection.exclude());
      this.excludeCaches = selection.excludeCaches();
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
        throws IOException {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("interrupted");
      }
      boolean excluded =
          !directory.equals(root) && excludes.excludes(root.relativize(directory).toString(), true);
      return excluded || (excludeCaches && isCache(directory))
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (attributes.isRegularFile()
          && !excludes.excludes(root.relativize(file).toString(), false)
          && isFirstLink(file)) {
        bytes += attributes.size();
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return FileVisitResult.CONTINUE;
    }

    /**
     * As the Cache Directory Tagging Specification says it; the tag itself is too small to count.
     */
    private static boolean isCache(Path directory) {
      Path tag = directory.resolve("CACHEDIR.TAG");
      if (!Files.isRegularFile(tag, LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
      try (InputStream content = Files.newInputStream(tag, LinkOption.NOFOLLOW_LINKS)) {
        return Arrays.equals(content.readNBytes(CACHE_SIGNATURE.length), CACHE_SIGNATURE);
      } catch (IOException e) {
        return false;
      }
    }

    private boolean isFirstLink(Path file) {
      try {
        Map<String, Object> unix =
            Files.readAttributes(file, "unix:nlink,ino,dev", LinkOption.NOFOLLOW_LINKS);
        return Integer.valueOf(1).equals(unix.get("nlink"))
            || linked.add(List.of(unix.get("dev"), unix.get("ino")));
      } catch (IOException | RuntimeException e) {
        return true;
      }
    }
  }
}
