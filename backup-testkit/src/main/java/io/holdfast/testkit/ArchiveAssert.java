package io.holdfast.testkit;

import io.holdfast.core.BackupException;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.OpenArchive.ArchivedSource;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.VerificationResult;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/**
 * Assertions about what is in an archive, which stays open. Entries go by the source's name and
 * their path in it, {@code auth_data/users.json}.
 */
public final class ArchiveAssert extends AbstractAssert<ArchiveAssert, OpenArchive> {
  private static final int SHOWN = 20;

  ArchiveAssert(OpenArchive actual) {
    super(actual, ArchiveAssert.class);
  }

  /**
   * Asserts that these entries are in it; a source's name alone is its root.
   *
   * @param paths as in {@code auth_data/users.json}: the source, then the path in it
   * @return this
   */
  public ArchiveAssert contains(String... paths) {
    Set<String> there = paths();
    List<String> missing = Arrays.stream(paths).filter(path -> !there.contains(path)).toList();
    if (!missing.isEmpty()) {
      throw failure(
          "expected %s to contain %s, but it lacks %s%n%s",
          name(), list(paths), missing, shown(there));
    }
    return this;
  }

  /**
   * Asserts that none of these entries is in it.
   *
   * @param paths the source, then the path in it
   * @return this
   */
  public ArchiveAssert doesNotContain(String... paths) {
    Set<String> there = paths();
    List<String> found = Arrays.stream(paths).filter(there::contains).toList();
    if (!found.isEmpty()) {
      throw failure("expected %s not to contain %s%n%s", name(), found, shown(there));
    }
    return this;
  }

  /**
   * Asserts that exactly these sources are in it, in this order.
   *
   * @param names all of them
   * @return this
   */
  public ArchiveAssert hasSources(String... names) {
    Assertions.assertThat(sources().stream().map(ArchivedSource::name))
        .as("sources of %s", name())
        .containsExactly(names);
    return this;
  }

  /**
   * Asserts that a file is in it, with this text in UTF-8.
   *
   * @param path the source, then the path in it
   * @param text all of the file
   * @return this
   */
  public ArchiveAssert hasText(String path, String text) {
    contains(path);
    for (ArchivedSource source : sources()) {
      String prefix = source.name() + "/";
      if (path.startsWith(prefix)) {
        Assertions.assertThat(text(source, EntryPath.of(path.substring(prefix.length()))))
            .as("text of %s in %s", path, name())
            .isEqualTo(text);
        return this;
      }
    }
    throw failure("expected %s to be a file of %s, but it is the root of a source", path, name());
  }

  /**
   * Asserts that it holds every source whole and unchanged.
   *
   * @return this
   */
  public ArchiveAssert isComplete() {
    ArchiveInfo info = info();
    if (!info.isComplete()) {
      throw failure(
          "expected %s to be complete, but it is not: %s", name(), Described.sources(info));
    }
    return this;
  }

  /**
   * Asserts that it says itself that source data is missing from it.
   *
   * @return this
   */
  public ArchiveAssert isIncomplete() {
    if (info().isComplete()) {
      throw failure("expected %s to be incomplete, but every source is in it whole", name());
    }
    return this;
  }

  /**
   * Asserts that it is proven whole: read in full, and compared with its manifests.
   *
   * @return this
   */
  public ArchiveAssert verifies() {
    if (!(verdict() instanceof VerificationResult.Verified)) {
      throw failure(
          "expected %s to verify, but it does not:%n%s", name(), Described.verdict(verdict()));
    }
    return this;
  }

  /**
   * Asserts that verification finds a defect; the place and words of one have all these parts.
   *
   * @param parts all in one defect, in any order
   * @return this
   */
  public ArchiveAssert isDamaged(String... parts) {
    VerificationResult verdict = verdict();
    if (!(verdict instanceof VerificationResult.Damaged damaged)) {
      throw failure("expected %s to be damaged, but %s", name(), Described.verdict(verdict));
    }
    Assertions.assertThat(damaged.defects().stream().map(Object::toString))
        .as("defects of %s", name())
        .anySatisfy(defect -> Assertions.assertThat(defect).contains(parts));
    return this;
  }

  private interface Look<T> {
    T at(OpenArchive archive) throws BackupException, IOException, InterruptedException;
  }

  private <T> T look(Look<T> look) {
    isNotNull();
    try {
      return look.at(actual);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while " + name() + " was read", e);
    } catch (BackupException | IOException e) {
      throw new AssertionError("cannot read " + name() + ": " + e.getMessage(), e);
    }
  }

  private List<ArchivedSource> sources() {
    return look(OpenArchive::sources);
  }

  private VerificationResult verdict() {
    return look(archive -> archive.verify(ProgressListener.NONE));
  }

  private ArchiveInfo info() {
    return look(OpenArchive::info)
        .orElseThrow(
            () -> failure("expected %s to have Holdfast's records, but it has none", name()));
  }

  private Set<String> paths() {
    return look(
        archive -> {
          Set<String> paths = new TreeSet<>();
          archive.entries(
              OpenArchive.EntryFilter.ALL,
              (source, entry) ->
                  paths.add(
                      entry.path().isRoot()
                          ? source.name()
                          : source.name() + "/" + entry.path().text()));
          return paths;
        });
  }

  private String text(ArchivedSource source, EntryPath path) {
    return look(
        archive -> {
          ByteArrayOutputStream tar = new ByteArrayOutputStream();
          archive.writeTar(source, (any, entry) -> entry.equals(path), tar);
          return FileTree.readTar(new ByteArrayInputStream(tar.toByteArray())).text(path.text());
        });
  }

  private String name() {
    return String.valueOf(actual.file().getFileName());
  }

  private static List<String> list(String... paths) {
    return List.of(paths);
  }

  private static String shown(Set<String> there) {
    int more = there.size() - SHOWN;
    return "its entries:\n  "
        + String.join("\n  ", there.stream().limit(SHOWN).toList())
        + (more > 0 ? "\n  and " + more + " more" : "");
  }
}
