package io.holdfast.testkit;

import com.google.common.hash.Hashing;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.AppendSummary;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.ArchiveDraft;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.ArchiveName;
import io.holdfast.core.catalog.Packing;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.Reuse;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.catalog.SourceIssue;
import io.holdfast.core.catalog.SourceKind;
import io.holdfast.core.catalog.VerificationResult;
import io.holdfast.testkit.InMemoryCatalog.StoredSource;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A draft that holds the trees of its sources. */
final class InMemoryDraft implements ArchiveDraft {
  private final InMemoryCatalog catalog;
  private final ArchiveName name;
  private final Instant start;
  private final Packing packing;
  private final List<StoredSource> sources = new ArrayList<>();
  private Stage stage = Stage.OPEN;
  private boolean lastCanGo;
  private Optional<ArchiveInfo> info = Optional.empty();

  private enum Stage {
    OPEN,
    FINISHED,
    VERIFIED,
    PUBLISHED,
    CLOSED
  }

  InMemoryDraft(InMemoryCatalog catalog, ArchiveName name, Instant start, Packing packing) {
    this.catalog = catalog;
    this.name = name;
    this.start = start;
    this.packing = packing;
  }

  @Override
  public ArchiveName name() {
    return name;
  }

  @Override
  public String codec() {
    return "memory";
  }

  @Override
  public String codecRemark() {
    return "kept in memory, asked for " + packing.compression();
  }

  @Override
  public AppendSummary append(
      String source, SourceKind kind, SourceContent content, ProgressListener progress)
      throws SourceException, DestinationException, InterruptedException {
    require(Stage.OPEN, "append");
    if (sources.stream().anyMatch(s -> s.name().equals(source))) {
      throw new IllegalStateException("source '" + source + "' is in the draft already");
    }
    catalog
        .calls()
        .enter(Operation.APPEND, source, DestinationException.class, SourceException.class);
    lastCanGo = false;
    FileTree tree = read(source, content, progress);
    requireRoom(tree);
    sources.add(new StoredSource(source, kind, tree));
    lastCanGo = true;
    List<SourceIssue> issues = new ArrayList<>(catalog.faults().issues(source));
    issues.addAll(unreadable(source, content));
    return new AppendSummary(
        tree.entries().size(),
        tree.bytes(),
        issues.size(),
        issues,
        Hashing.sha256().hashString(tree.toString(), StandardCharsets.UTF_8).toString(),
        List.of(),
        "");
  }

  private FileTree read(String source, SourceContent content, ProgressListener progress)
      throws SourceException, InterruptedException {
    try {
      if (content instanceof SourceContent.TarStream stream) {
        FileTree all = FileTree.readTar(new Counting(stream.tar(), progress));
        return Selected.ofTar(all, stream.selection());
      }
      SourceContent.Tree tree = (SourceContent.Tree) content;
      FileTree read =
          Selected.ofDirectory(FileTree.read(tree.root(), tree.leaveOut()), tree.selection());
      meetFaults(source, read);
      progress.advanced(read.bytes());
      return read;
    } catch (InterruptedIOException e) {
      throw interrupted(source);
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw interrupted(source);
      }
      throw new SourceException("cannot read source '" + source + "': " + e.getMessage(), e);
    }
  }

  /** Lets the faults of a directory happen, on a tar of it, as those of volumes do. */
  private void meetFaults(String source, FileTree tree) throws IOException, SourceException {
    List<ReadFault> faults = catalog.faults().reading(source);
    for (ReadFault fault : faults) {
      if (fault instanceof ReadFault.BadVerdict bad) {
        throw new SourceException(bad.message());
      }
    }
    if (!faults.isEmpty()) {
      ByteArrayOutputStream tar = new ByteArrayOutputStream();
      tree.writeTar(tar);
      FileTree.readTar(new FaultyStream(tar.toByteArray(), faults));
    }
  }

  private List<SourceIssue> unreadable(String source, SourceContent content) {
    if (content instanceof SourceContent.TarStream) {
      return List.of();
    }
    return catalog.faults().reading(source).stream()
        .filter(ReadFault.Unreadable.class::isInstance)
        .flatMap(fault -> ((ReadFault.Unreadable) fault).lines().stream())
        .map(line -> new SourceIssue(SourceIssue.Kind.UNREADABLE, Optional.empty(), line))
        .toList();
  }

  private void requireRoom(FileTree added) throws DestinationException {
    long held = sources.stream().mapToLong(s -> s.tree().bytes()).sum();
    if (held + added.bytes() > catalog.faults().room()) {
      throw new DestinationException(
          "cannot write '" + name + ".partial': No space left on device");
    }
  }

  /** The exception says it from here on, not the thread's flag. */
  @SuppressWarnings("ReturnValueIgnored")
  private static InterruptedException interrupted(String source) {
    Thread.interrupted();
    return new InterruptedException("interrupted while reading '" + source + "'");
  }

  @Override
  public void rollback() throws DestinationException, InterruptedException {
    require(Stage.OPEN, "rollback");
    if (!lastCanGo) {
      throw new IllegalStateException("rollback() without a source that was just appended");
    }
    String last = sources.get(sources.size() - 1).name();
    catalog.calls().enter(Operation.ROLLBACK, last, DestinationException.class);
    sources.remove(sources.size() - 1);
    lastCanGo = false;
  }

  @Override
  public void finish(ArchiveInfo records) throws DestinationException, InterruptedException {
    require(Stage.OPEN, "finish");
    List<String> recorded =
        records.sources().stream().filter(s -> s.isArchived()).map(s -> s.name()).toList();
    List<String> held = sources.stream().map(StoredSource::name).toList();
    if (!recorded.equals(held)) {
      throw new IllegalStateException("records name " + recorded + ", the draft holds " + held);
    }
    catalog.calls().enter(Operation.FINISH, name.toString(), DestinationException.class);
    info = Optional.of(records);
    stage = Stage.FINISHED;
  }

  /** Nothing in memory is worth being taken over. */
  @Override
  public Reuse reuse() {
    return Reuse.NONE;
  }

  @Override
  public VerificationResult verify(ProgressListener progress)
      throws ArchiveException, DestinationException, InterruptedException {
    require(Stage.FINISHED, "verify");
    catalog
        .calls()
        .enter(
            Operation.VERIFY, name.toString(), DestinationException.class, ArchiveException.class);
    List<VerificationResult.Defect> defects = catalog.faults().defects();
    if (!defects.isEmpty()) {
      return new VerificationResult.Damaged(defects);
    }
    stage = Stage.VERIFIED;
    long entries = sources.stream().mapToLong(s -> s.tree().entries().size()).sum();
    long bytes = sources.stream().mapToLong(s -> s.tree().bytes()).sum();
    progress.advanced(bytes);
    return new VerificationResult.Verified(entries, bytes, "");
  }

  @Override
  public Archive publish() throws DestinationException {
    require(Stage.VERIFIED, "publish");
    catalog.calls().enterToTheEnd(Operation.PUBLISH, name.toString(), DestinationException.class);
    Archive archive = catalog.publish(name, start, info.orElseThrow(), List.copyOf(sources));
    stage = Stage.PUBLISHED;
    return archive;
  }

  @Override
  public void close() throws DestinationException {
    if (stage != Stage.CLOSED) {
      stage = Stage.CLOSED;
      catalog.closed(this);
      catalog
          .calls()
          .enterToTheEnd(Operation.CLOSE_DRAFT, name.toString(), DestinationException.class);
    }
  }

  private void require(Stage wanted, String call) {
    if (stage != wanted) {
      throw new IllegalStateException(call + "() of a draft that is " + stage + ", not " + wanted);
    }
  }

  /** Tells progress, and stops when the thread is interrupted. */
  private static final class Counting extends FilterInputStream {
    private final ProgressListener progress;

    Counting(InputStream in, ProgressListener progress) {
      super(in);
      this.progress = progress;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("interrupted");
      }
      int count = super.read(into, at, length);
      if (count > 0) {
        progress.advanced(count);
      }
      return count;
    }
  }
}
