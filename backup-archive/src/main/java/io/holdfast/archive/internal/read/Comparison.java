package io.holdfast.archive.internal.read;

import io.holdfast.archive.internal.format.ManifestEntry;
import io.holdfast.archive.internal.format.Sha256;
import io.holdfast.archive.internal.format.SparseDigest;
import io.holdfast.archive.internal.tar.EntryNames;
import io.holdfast.archive.internal.tar.TarHeader;
import io.holdfast.archive.internal.tar.TarReader;
import io.holdfast.archive.internal.tree.Issues;
import io.holdfast.archive.internal.tree.TreeReader;
import io.holdfast.core.DestinationException;
import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import io.holdfast.core.catalog.SourceContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Holds what stands somewhere against what a manifest says should stand there. The order of the two
 * differs, so the whole manifest is in memory: about 300 bytes an entry, beside its path.
 */
final class Comparison {
  private static final int LISTED = 100;
  private static final byte[] NO_DIGEST = {};

  private final Map<EntryPath, Expected> expected = new HashMap<>();

  /** Digests of what stands where other content is expected. */
  private final Map<EntryPath, byte[]> unexpected = new HashMap<>();

  /** Links and special files that have hard links: each of their names, with what it is. */
  private final Map<EntryPath, Entry> linkedOthers = new HashMap<>();

  /** Whether what is read brings extended attributes with it. */
  private boolean attributesTold;

  private final List<String> differences = new ArrayList<>();
  private final MessageDigest digest = Sha256.create();
  private final byte[] buffer = new byte[1 << 16];

  /** An entry that must be there, with the digest of its content if it has content of its own. */
  private static final class Expected {
    private final Entry entry;
    private final byte @Nullable [] sha256;

    /** Which digest that is, see {@link SparseDigest}. */
    private final boolean ofBlocks;

    private boolean met;

    Expected(Entry entry, byte @Nullable [] sha256, boolean ofBlocks) {
      this.entry = entry;
      this.sha256 = sha256;
      this.ofBlocks = ofBlocks;
    }
  }

  /** Adds an entry that must be there. */
  void expect(ManifestEntry entry) {
    expect(
        entry.entry(), entry.sha256().map(HexFormat.of()::parseHex).orElse(null), entry.ofBlocks());
  }

  /** Adds an entry that must be there with its content, for archives without manifests. */
  void expect(Entry entry, InputStream content) {
    boolean ofBlocks = SparseDigest.isOfBlocks(entry);
    expect(entry, entry.type() == EntryType.FILE ? hash(entry, content, ofBlocks) : null, ofBlocks);
  }

  private void expect(Entry entry, byte @Nullable [] sha256, boolean ofBlocks) {
    EntryPath path = entry.path();
    Optional<Expected> target =
        entry.type() == EntryType.HARD_LINK
            ? entry.linkTarget().map(expected::get)
            : Optional.empty();
    if (target.isPresent() && !isFile(target.get().entry)) {
      Entry other = target.get().entry;
      linkedOthers.put(other.path(), other);
      linkedOthers.put(path, as(other, entry));
      expected.put(path, new Expected(as(other, entry), null, false));
      return;
    }
    expected.put(path, new Expected(entry, sha256, ofBlocks));
  }

  /** Reads what is there; one line for each difference. */
  List<String> with(SourceContent content) throws SourceException, InterruptedException {
    if (content instanceof SourceContent.Tree tree) {
      attributesTold = true;
      try {
        new TreeReader(tree, new Issues())
            .read((entry, found) -> check(entry, Channels.newInputStream(found)));
      } catch (DestinationException e) {
        throw new IllegalStateException("comparing writes nothing", e);
      }
    } else if (content instanceof SourceContent.TarStream stream) {
      check(stream);
    }
    expected.values().stream()
        .filter(e -> !e.met)
        .map(e -> e.entry.path())
        .sorted()
        .forEach(path -> differ(path, "is missing"));
    return List.copyOf(differences);
  }

  private void check(SourceContent.TarStream stream) throws SourceException, InterruptedException {
    TarReader tar = new TarReader(stream.tar());
    try {
      for (Optional<TarHeader> next = tar.next(); next.isPresent(); next = tar.next()) {
        check(EntryNames.entry(next.get(), "./"), tar.content());
      }
      tar.drain();
    } catch (InterruptedIOException e) {
      throw new InterruptedException("interrupted while comparing");
    } catch (IOException e) {
      throw new SourceException("what was restored cannot be read back: " + e.getMessage(), e);
    }
  }

  private void check(Entry found, InputStream content) {
    Expected wanted = expected.get(found.path());
    if (wanted == null || wanted.met) {
      return;
    }
    wanted.met = true;
    Entry entry = wanted.entry;
    Entry actual =
        found.type() == EntryType.HARD_LINK
            ? found.linkTarget().map(linkedOthers::get).map(o -> as(o, found)).orElse(found)
            : found;
    if (entry.type() == EntryType.HARD_LINK
        && contentAt(entry.linkTarget().orElseThrow()) == null
        && !isFile(actual)
        && actual.type() != EntryType.DIRECTORY) {
      // What it links to was not asked for, so it may well be a link or a special file
      return;
    }
    if (isFile(entry) != isFile(actual) || (!isFile(entry) && entry.type() != actual.type())) {
      differ(
          entry.path(),
          "is a " + actual.type().mtreeName() + ", not a " + entry.type().mtreeName());
      return;
    }
    if (isFile(entry)) {
      compareContent(entry, actual, content);
    }
    if (entry.type() == EntryType.SYMLINK && !entry.linkTarget().equals(actual.linkTarget())) {
      differ(entry.path(), "points elsewhere");
    }
    if (!entry.device().equals(actual.device())) {
      differ(entry.path(), "has another device number");
    }
    if (entry.uid() != actual.uid() || entry.gid() != actual.gid()) {
      differ(
          entry.path(),
          "belongs to "
              + actual.uid()
              + ":"
              + actual.gid()
              + ", not to "
              + entry.uid()
              + ":"
              + entry.gid());
    }
    if (entry.type() != EntryType.SYMLINK && entry.mode() != actual.mode()) {
      differ(
          entry.path(),
          "has mode 0"
              + Integer.toOctalString(actual.mode())
              + ", not 0"
              + Integer.toOctalString(entry.mode()));
    }
    if (attributesTold
        && entry.type() != EntryType.HARD_LINK
        && actual.type() != EntryType.HARD_LINK
        && !found.attributes().all().containsAll(entry.attributes().all())) {
      differ(entry.path(), "has other extended attributes or another ACL");
    }
    if (!sameTime(entry.modified(), actual.modified())) {
      differ(entry.path(), "has time " + actual.modified() + ", not " + entry.modified());
    }
  }

  /**
   * Which of several links is the file depends on the order of reading, so links count as files.
   */
  private void compareContent(Entry entry, Entry actual, InputStream content) {
    byte[] actualDigest =
        actual.type() == EntryType.HARD_LINK
            ? digestOf(actual.linkTarget().orElseThrow())
            : hash(actual, content, isOfBlocks(entry));
    if (!Arrays.equals(actualDigest, contentAt(actual.path()))) {
      unexpected.put(actual.path(), actualDigest);
    }
    EntryPath holder =
        entry.type() == EntryType.HARD_LINK ? entry.linkTarget().orElseThrow() : entry.path();
    byte[] wanted = contentAt(holder);
    if (wanted != null && !Arrays.equals(wanted, actualDigest)) {
      differ(entry.path(), "has other content");
    }
  }

  /** The digest of the content that belongs at a path, if one does. */
  private byte @Nullable [] contentAt(EntryPath path) {
    Expected file = expected.get(path);
    return file == null ? null : file.sha256;
  }

  /** Of a file that was met before. */
  private byte[] digestOf(EntryPath path) {
    byte[] there = unexpected.get(path);
    if (there == null) {
      there = contentAt(path);
    }
    return there == null ? NO_DIGEST : there;
  }

  private boolean isOfBlocks(Entry entry) {
    EntryPath holder =
        entry.type() == EntryType.HARD_LINK ? entry.linkTarget().orElseThrow() : entry.path();
    Expected file = expected.get(holder);
    return file != null && file.ofBlocks;
  }

  private byte[] hash(Entry file, InputStream content, boolean ofBlocks) {
    try {
      int got;
      if (ofBlocks || file.omitsHoles()) {
        SparseDigest withHoles = new SparseDigest(file.size(), file.sparse(), ofBlocks);
        while ((got = content.read(buffer)) > 0) {
          withHoles.update(ByteBuffer.wrap(buffer, 0, got));
        }
        return withHoles.digest();
      }
      while ((got = content.read(buffer)) > 0) {
        digest.update(buffer, 0, got);
      }
      return digest.digest();
    } catch (IOException e) {
      digest.reset();
      return NO_DIGEST;
    }
  }

  /** A hard link as what it links to. */
  private static Entry as(Entry other, Entry link) {
    return new Entry(
        link.path(),
        other.type(),
        0,
        link.mode(),
        link.uid(),
        link.gid(),
        link.modified(),
        other.linkTarget(),
        other.device(),
        other.attributes(),
        Optional.empty());
  }

  private static boolean isFile(Entry entry) {
    return entry.type() == EntryType.FILE || entry.type() == EntryType.HARD_LINK;
  }

  /** The engine's archive endpoint and busybox give whole seconds; more cannot be asked of them. */
  private static boolean sameTime(Instant wanted, Instant actual) {
    return wanted.equals(actual)
        || (actual.getNano() == 0 && wanted.getEpochSecond() == actual.getEpochSecond());
  }

  private void differ(EntryPath path, String how) {
    if (differences.size() < LISTED) {
      differences.add((path.isRoot() ? "the root directory" : path.toString()) + " " + how);
    }
  }
}
