package io.holdfast.archive.internal.catalog;

import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.ArchiveName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a verified file its final name, never over another file, and puts its sidecar beside it.
 *
 * <p>The sidecar is written before the archive gets its name: a disk that is full to the last byte
 * is noticed while nothing is published yet. Nothing here can be interrupted.
 */
final class Publication {
  private static final Logger LOG = LoggerFactory.getLogger(Publication.class);

  private final Destination destination;
  private final Owner owner;

  Publication(Destination destination, Owner owner) {
    this.destination = destination;
    this.owner = owner;
  }

  /** Whether an archive of this name, or only its sidecar, is there. */
  static boolean isTaken(Destination destination, ArchiveName name) {
    return Files.exists(destination.file(name.toString()), LinkOption.NOFOLLOW_LINKS)
        || Files.exists(destination.file(Sidecar.nameOf(name)), LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Publishes a file.
   *
   * @param wanted the name, or the first of those to try
   * @return the name that was given
   * @throws DestinationException nothing was published
   */
  ArchiveName publish(Path partial, ArchiveName wanted, String sha256) throws DestinationException {
    for (ArchiveName name = wanted; ; name = name.next()) {
      if (isTaken(destination, name)) {
        continue;
      }
      Path file = destination.file(name.toString());
      Path sidecar = destination.file(PartialName.of(Sidecar.nameOf(name), owner).toString());
      boolean named = false;
      try {
        write(sidecar, Sidecar.line(sha256, name));
        named = place(partial, file);
        if (named) {
          destination.sync();
          settle(sidecar, destination.file(Sidecar.nameOf(name)));
          return name;
        }
        Files.deleteIfExists(sidecar);
      } catch (IOException e) {
        throw withdrawn(named ? file : null, sidecar, file, e);
      }
    }
  }

  private static void write(Path sidecar, String line) throws IOException {
    Uninterrupted.call(
        () -> {
          Files.deleteIfExists(sidecar);
          ByteBuffer bytes = StandardCharsets.UTF_8.encode(line);
          try (FileChannel out = PrivateFiles.create(sidecar)) {
            while (bytes.hasRemaining()) {
              out.write(bytes);
            }
            out.force(true);
          }
          return sidecar;
        });
  }

  /**
   * Moves a file to a name that is free.
   *
   * @return false when the name is taken
   */
  private static boolean place(Path partial, Path file) throws IOException {
    try {
      // a link never replaces anything, which a rename would
      Files.createLink(file, partial);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isSameFile(file, partial)) {
        return false;
      }
      // a network file system had done it and lost the answer
    } catch (IOException | UnsupportedOperationException e) {
      return rename(partial, file, e);
    }
    try {
      Files.delete(partial);
    } catch (IOException e) {
      LOG.warn(
          "{} is published; {} stays until the next run: {}", file, partial, SystemError.reason(e));
    }
    return true;
  }

  /**
   * For file systems without links. The plan's lock keeps others from taking the name meanwhile.
   */
  private static boolean rename(Path partial, Path file, Exception noLinks) throws IOException {
    try {
      Files.move(partial, file);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      e.addSuppressed(noLinks);
      throw e;
    }
  }

  /** The archive is published and durable: trouble with its sidecar is not worth losing it. */
  private void settle(Path sidecar, Path file) {
    try {
      Files.move(sidecar, file, StandardCopyOption.ATOMIC_MOVE);
      destination.sync();
    } catch (IOException e) {
      LOG.warn(
          "the archive is published, but {} could not be put beside it: {}",
          file,
          SystemError.reason(e));
    }
  }

  private DestinationException withdrawn(
      @Nullable Path named, Path sidecar, Path file, IOException cause) {
    DestinationException failure = destination.failure("publish", file, cause);
    try {
      Files.deleteIfExists(sidecar);
      if (named != null) {
        Files.deleteIfExists(named);
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
      LOG.warn("{} could not be withdrawn: {}", file, SystemError.reason(e));
    }
    return failure;
  }
}
