package io.holdfast.testkit;

import io.holdfast.core.ArchiveException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.catalog.VerificationResult;
import io.holdfast.testkit.InMemoryCatalog.Stored;
import io.holdfast.testkit.InMemoryCatalog.StoredSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** An archive of {@link InMemoryCatalog}, opened. */
final class InMemoryArchive implements OpenArchive {
  private static final int LISTED_DIFFERENCES = 100;

  private final Stored stored;
  private final Calls calls;
  private final Consumer<OpenArchive> whenClosed;
  private boolean closed;

  InMemoryArchive(Stored stored, Calls calls, Consumer<OpenArchive> whenClosed) {
    this.stored = stored;
    this.calls = calls;
    this.whenClosed = whenClosed;
  }

  @Override
  public Path file() {
    return stored.archive().file();
  }

  @Override
  public Optional<ArchiveInfo> info() {
    return stored.archive().info();
  }

  @Override
  public List<ArchivedSource> sources() throws ArchiveException, InterruptedException {
    requireReadable();
    return stored.sources().stream().map(s -> new ArchivedSource(s.name(), s.kind())).toList();
  }

  @Override
  public void entries(EntryFilter filter, EntryVisitor visitor)
      throws ArchiveException, InterruptedException {
    enter(Operation.ENTRIES, name());
    requireReadable();
    for (StoredSource source : stored.sources()) {
      ArchivedSource archived = new ArchivedSource(source.name(), source.kind());
      for (Entry entry : source.tree().entries()) {
        if (filter.includes(archived, entry.path())) {
          visitor.visit(archived, entry);
        }
      }
    }
  }

  @Override
  public VerificationResult verify(ProgressListener progress)
      throws ArchiveException, InterruptedException {
    enter(Operation.VERIFY_ARCHIVE, name());
    if (!stored.defects().isEmpty()) {
      return new VerificationResult.Damaged(stored.defects());
    }
    long entries = stored.sources().stream().mapToLong(s -> s.tree().entries().size()).sum();
    long bytes = stored.sources().stream().mapToLong(s -> s.tree().bytes()).sum();
    progress.advanced(bytes);
    return stored.archive().state() == Archive.State.LEGACY
        ? new VerificationResult.Unprovable(entries)
        : new VerificationResult.Verified(entries, bytes, "");
  }

  @Override
  public ExtractReport extract(
      ArchivedSource source,
      EntryFilter filter,
      Path into,
      boolean overwrite,
      ProgressListener progress)
      throws ArchiveException, DestinationException, InterruptedException {
    calls.enter(
        Operation.EXTRACT, source.name(), ArchiveException.class, DestinationException.class);
    requireReadable();
    FileTree selected = selected(source, filter);
    List<String> problems = new ArrayList<>();
    Set<String> inTheWay = new LinkedHashSet<>();
    for (Entry entry : selected.entries()) {
      Path target = entry.path().isRoot() ? into : into.resolve(entry.path().text());
      boolean directories = Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS);
      if (!overwrite && Files.exists(target, LinkOption.NOFOLLOW_LINKS) && !directories) {
        problems.add(entry.path() + ": exists, and was left as it is");
        inTheWay.add(entry.path().latin1());
      }
    }
    FileTree written = selected.filter(path -> !inTheWay.contains(path.latin1()));
    try {
      written.writeTo(into);
    } catch (IOException e) {
      throw new DestinationException("cannot write directory '" + into + "': " + e, e);
    }
    progress.advanced(written.bytes());
    return new ExtractReport(written.entries().size(), written.bytes(), problems, List.of());
  }

  @Override
  public void writeTar(ArchivedSource source, EntryFilter filter, OutputStream out)
      throws ArchiveException, IOException, InterruptedException {
    enter(Operation.WRITE_TAR, source.name());
    requireReadable();
    selected(source, filter).writeTar(out);
  }

  @Override
  public List<String> compare(ArchivedSource source, EntryFilter filter, SourceContent with)
      throws ArchiveException, SourceException, InterruptedException {
    calls.enter(Operation.COMPARE, source.name(), ArchiveException.class, SourceException.class);
    requireReadable();
    FileTree there;
    boolean ownersCount = with instanceof SourceContent.TarStream;
    try {
      there =
          with instanceof SourceContent.TarStream stream
              ? FileTree.readTar(stream.tar())
              : FileTree.read(((SourceContent.Tree) with).root());
    } catch (IOException e) {
      throw new SourceException("cannot read what was restored: " + e.getMessage(), e);
    }
    // Tars keep whole seconds, and so does the fake engine
    FileTree wanted = selected(source, filter).wholeSeconds();
    there = there.wholeSeconds();
    return differences(source, filter, wanted, there, ownersCount);
  }

  private static List<String> differences(
      ArchivedSource source,
      EntryFilter filter,
      FileTree wanted,
      FileTree there,
      boolean ownersCount) {
    return wanted.entries().stream()
        .filter(entry -> entry.path().isRoot() || filter.includes(source, entry.path()))
        .flatMap(entry -> difference(entry, wanted, there, ownersCount).stream())
        .limit(LISTED_DIFFERENCES)
        .toList();
  }

  private static Optional<String> difference(
      Entry wanted, FileTree tree, FileTree there, boolean ownersCount) {
    String what = tree.describe(wanted.path(), ownersCount);
    if (there.entry(wanted.path()).isEmpty()) {
      return Optional.of(wanted.path() + ": missing");
    }
    String found = there.describe(wanted.path(), ownersCount);
    return what.equals(found)
        ? Optional.empty()
        : Optional.of(wanted.path() + ": " + found + " instead of " + what);
  }

  private FileTree selected(ArchivedSource source, EntryFilter filter) throws ArchiveException {
    for (StoredSource candidate : stored.sources()) {
      if (candidate.name().equals(source.name())) {
        return candidate.tree().filter(path -> filter.includes(source, path));
      }
    }
    throw new ArchiveException("no source '" + source.name() + "' in archive '" + name() + "'");
  }

  private void enter(Operation operation, String target)
      throws ArchiveException, InterruptedException {
    calls.enter(operation, target, ArchiveException.class);
    if (closed) {
      throw new IllegalStateException("archive '" + name() + "' was closed");
    }
  }

  private void requireReadable() throws ArchiveException {
    if (stored.archive().state() == Archive.State.DAMAGED) {
      throw new ArchiveException("archive '" + name() + "' is not readable");
    }
  }

  private String name() {
    return stored.archive().name().toString();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      whenClosed.accept(this);
    }
  }
}
