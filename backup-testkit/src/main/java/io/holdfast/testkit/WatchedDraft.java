package io.holdfast.testkit;

import io.holdfast.core.ArchiveException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.AppendSummary;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.ArchiveDraft;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.ArchiveName;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.Reuse;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.catalog.SourceKind;
import io.holdfast.core.catalog.VerificationResult;
import java.util.function.Consumer;

/** A draft of {@link WatchedCatalog}. */
final class WatchedDraft implements ArchiveDraft {
  private final ArchiveDraft real;
  private final Calls calls;
  private final Consumer<Object> whenClosed;
  private String last = "";
  private boolean closed;

  WatchedDraft(ArchiveDraft real, Calls calls, Consumer<Object> whenClosed) {
    this.real = real;
    this.calls = calls;
    this.whenClosed = whenClosed;
  }

  @Override
  public ArchiveName name() {
    return real.name();
  }

  @Override
  public String codec() {
    return real.codec();
  }

  @Override
  public String codecRemark() {
    return real.codecRemark();
  }

  @Override
  public AppendSummary append(
      String name, SourceKind kind, SourceContent content, ProgressListener progress)
      throws SourceException, DestinationException, InterruptedException {
    calls.enter(Operation.APPEND, name, DestinationException.class, SourceException.class);
    last = name;
    return real.append(name, kind, content, progress);
  }

  @Override
  public void rollback() throws DestinationException, InterruptedException {
    calls.enter(Operation.ROLLBACK, last, DestinationException.class);
    real.rollback();
  }

  @Override
  public void finish(ArchiveInfo info) throws DestinationException, InterruptedException {
    calls.enter(Operation.FINISH, target(), DestinationException.class);
    real.finish(info);
  }

  @Override
  public Reuse reuse() {
    return real.reuse();
  }

  @Override
  public VerificationResult verify(ProgressListener progress)
      throws ArchiveException, DestinationException, InterruptedException {
    calls.enter(Operation.VERIFY, target(), DestinationException.class, ArchiveException.class);
    return real.verify(progress);
  }

  @Override
  public Archive publish() throws DestinationException {
    calls.enterToTheEnd(Operation.PUBLISH, target(), DestinationException.class);
    return real.publish();
  }

  @Override
  public void close() throws DestinationException {
    if (!closed) {
      closed = true;
      real.close();
      whenClosed.accept(this);
      calls.enterToTheEnd(Operation.CLOSE_DRAFT, target(), DestinationException.class);
    }
  }

  private String target() {
    return real.name().toString();
  }
}
