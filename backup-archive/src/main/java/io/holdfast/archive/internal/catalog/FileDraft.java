package io.holdfast.archive.internal.catalog;

import io.holdfast.archive.internal.codec.Codecs;
import io.holdfast.archive.internal.codec.Encoder;
import io.holdfast.archive.internal.read.ArchiveReader;
import io.holdfast.archive.internal.write.ArchiveWriter;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.AppendSummary;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.ArchiveDraft;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.ArchiveName;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.Packing;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.Reuse;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.catalog.SourceKind;
import io.holdfast.core.catalog.VerificationResult;
import io.holdfast.core.plan.PlanName;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An archive that is written under a partial name in its destination. */
public final class FileDraft implements ArchiveDraft {
  private final Destination destination;
  private final Object directory;
  private final ArchiveName name;
  private final Owner owner;
  private final Path partial;
  private final FileChannel channel;
  private final Encoder encoder;
  private final EarlierArchive earlier;
  private final ArchiveWriter writer;

  private @Nullable Finished finished;
  private @Nullable String sha256;
  private boolean published;

  private FileDraft(
      Destination destination,
      Object directory,
      ArchiveName name,
      Owner owner,
      Path partial,
      FileChannel channel,
      Instant start,
      Encoder encoder,
      EarlierArchive earlier,
      boolean reread) {
    this.destination = destination;
    this.directory = directory;
    this.name = name;
    this.owner = owner;
    this.partial = partial;
    this.channel = channel;
    this.encoder = encoder;
    this.earlier = earlier;
    this.writer = new ArchiveWriter(channel, start, encoder, earlier.archive(), reread);
  }

  /**
   * Starts an archive.
   *
   * @return closed by the caller
   */
  public static FileDraft begin(
      Destination destination, PlanName plan, ZoneId zone, Instant start, Packing packing)
      throws DestinationException {
    EarlierArchive earlier = EarlierArchive.find(destination, plan, packing.compression());
    boolean begun = false;
    try {
      FileDraft draft = begin(destination, plan, zone, start, packing, earlier);
      begun = true;
      return draft;
    } finally {
      if (!begun) {
        earlier.close();
      }
    }
  }

  private static FileDraft begin(
      Destination destination,
      PlanName plan,
      ZoneId zone,
      Instant start,
      Packing packing,
      EarlierArchive earlier)
      throws DestinationException {
    Object directory = destination.identity();
    Encoder encoder = Codecs.encoder(packing.compression());
    Owner owner = Owner.current();
    ArchiveName name = ArchiveName.at(plan, start, zone);
    while (true) {
      if (!Publication.isTaken(destination, name)) {
        Path partial = destination.file(PartialName.of(name.toString(), owner).toString());
        try {
          FileChannel channel = PrivateFiles.create(partial, StandardOpenOption.READ);
          return new FileDraft(
              destination,
              directory,
              name,
              owner,
              partial,
              channel,
              start,
              encoder,
              earlier,
              packing.reread());
        } catch (FileAlreadyExistsException e) {
          // a second draft of this process in the same second
        } catch (IOException e) {
          throw destination.failure("create", partial, e);
        }
      }
      name = name.next();
    }
  }

  @Override
  public ArchiveName name() {
    return name;
  }

  /** Chunks that are copied bring the work of those libraries along that the last run used. */
  @Override
  public String codec() {
    return Stream.of(encoder.libraries(), earlier.libraries())
        .flatMap(libraries -> Stream.of(libraries.split("\\+", -1)))
        .filter(library -> !library.isEmpty())
        .distinct()
        .collect(Collectors.joining("+"));
  }

  @Override
  public String codecRemark() {
    return encoder.words();
  }

  @Override
  public AppendSummary append(
      String source, SourceKind kind, SourceContent content, ProgressListener progress)
      throws SourceException, DestinationException, InterruptedException {
    requireOpen();
    try {
      return writer.append(source, kind, content, progress);
    } catch (DestinationException e) {
      throw named(e);
    }
  }

  @Override
  public void rollback() throws DestinationException, InterruptedException {
    requireOpen();
    try {
      writer.rollback();
    } catch (DestinationException e) {
      throw named(e);
    }
  }

  @Override
  public void finish(ArchiveInfo info) throws DestinationException, InterruptedException {
    requireOpen();
    if (!info.plan().equals(name.plan())) {
      throw new IllegalArgumentException("the records are those of plan '" + info.plan() + "'");
    }
    try {
      writer.finish(info, name);
      writer.close();
      earlier.close();
      // Once only: after a failed fsync the kernel forgets what it could not write, and the next
      // one would succeed.
      channel.force(true);
      channel.close();
      requireSameDirectory();
      finished = new Finished(info, Files.size(partial));
    } catch (DestinationException e) {
      throw named(e);
    } catch (ClosedByInterruptException e) {
      Thread.interrupted();
      throw interrupted(e);
    } catch (IOException e) {
      throw destination.failure("write", partial, e);
    }
  }

  @Override
  public Reuse reuse() {
    return writer.reuse(earlier.name(), earlier.warnings());
  }

  @Override
  public VerificationResult verify(ProgressListener progress)
      throws ArchiveException, DestinationException, InterruptedException {
    if (finished == null || published) {
      throw new IllegalStateException("only a finished draft can be verified");
    }
    sha256 = null;
    requireUntouched(finished);
    MessageDigest digest = Sidecar.digest();
    try (OpenArchive archive = Uninterrupted.read(() -> ArchiveReader.open(partial))) {
      VerificationResult result = ArchiveReader.verify(archive, progress, digest);
      if (result instanceof VerificationResult.Verified) {
        sha256 = HexFormat.of().formatHex(digest.digest());
      }
      return result;
    }
  }

  @Override
  public Archive publish() throws DestinationException {
    Finished done = finished;
    if (done == null || sha256 == null || published) {
      throw new IllegalStateException("only a draft that verified can be published, once");
    }
    requireSameDirectory();
    requireUntouched(done);
    ArchiveName given = new Publication(destination, owner).publish(partial, name, sha256);
    published = true;
    return new Archive(
        given,
        destination.file(given.toString()),
        done.size,
        done.info.startedAt(),
        done.info.isComplete() ? Archive.State.COMPLETE : Archive.State.INCOMPLETE,
        Optional.of(done.info),
        "");
  }

  @Override
  public void close() throws DestinationException {
    writer.close();
    earlier.close();
    try (channel) {
      if (!published) {
        Files.deleteIfExists(partial);
      }
    } catch (IOException e) {
      throw destination.failure("remove", partial, e);
    }
  }

  private void requireOpen() {
    if (finished != null || !channel.isOpen()) {
      throw new IllegalStateException("the draft is finished");
    }
  }

  /** A disk that went away, or came, leaves the path to a directory that knows nothing of this. */
  private void requireSameDirectory() throws DestinationException {
    if (!destination.identity().equals(directory)) {
      throw destination.replaced();
    }
  }

  /**
   * What is published has to be what was verified. Only the size can tell: network file systems may
   * change a file's number and times on their own.
   */
  private void requireUntouched(Finished done) throws DestinationException {
    try {
      if (Files.size(partial) != done.size) {
        throw new DestinationException(
            partial + " was changed by another program while it was made; nothing was published");
      }
    } catch (IOException e) {
      throw destination.failure("read back", partial, e);
    }
  }

  /** The writer knows an open file only; people need its name and what is free beside it. */
  private DestinationException named(DestinationException failure) {
    return failure.getCause() instanceof IOException io
        ? destination.failure("write", partial, io)
        : new DestinationException(
            "cannot write " + partial + ": " + failure.getMessage(), failure);
  }

  private static InterruptedException interrupted(IOException cause) {
    InterruptedException interrupted = new InterruptedException("interrupted while writing");
    interrupted.initCause(cause);
    return interrupted;
  }

  private record Finished(ArchiveInfo info, long size) {}
}
