package io.holdfast.archive.internal.catalog;

import io.holdfast.archive.internal.codec.Codecs;
import io.holdfast.archive.internal.read.ArchiveEnd;
import io.holdfast.archive.internal.read.ArchiveRecords;
import io.holdfast.archive.internal.reuse.Predecessor;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.ArchiveName;
import io.holdfast.core.plan.Compression;
import io.holdfast.core.plan.PlanName;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The archive that a draft may take from: the newest of its plan that opens and was compressed in
 * the same way. That there is none, or that something is wrong with it, stops no run.
 */
final class EarlierArchive implements AutoCloseable {
  /** Those that could compress an archive before its record named them. */
  private static final String UNNAMED_LIBRARIES = "isal+jdk";

  private static final Comparator<ArchiveName> NEWEST_FIRST =
      Comparator.comparing(ArchiveName::local).thenComparing(ArchiveName::ordinal).reversed();

  private final Optional<ArchiveName> name;
  private final Optional<Predecessor> archive;
  private final Optional<String> problem;

  private EarlierArchive(
      Optional<ArchiveName> name, Optional<Predecessor> archive, Optional<String> problem) {
    this.name = name;
    this.archive = archive;
    this.problem = problem;
  }

  /**
   * Finds and opens it.
   *
   * @return closed by the caller
   * @throws DestinationException when the destination cannot be listed
   */
  static EarlierArchive find(Destination destination, PlanName plan, Compression compression)
      throws DestinationException {
    List<ArchiveName> names = new ArrayList<>();
    for (String file : destination.names()) {
      ArchiveName.parse(plan, file).ifPresent(names::add);
    }
    names.sort(NEWEST_FIRST);
    Optional<String> problem = Optional.empty();
    for (ArchiveName name : names) {
      Path file = destination.file(name.toString());
      try {
        Optional<Predecessor> archive = open(file, plan, compression);
        if (archive.isPresent()) {
          return new EarlierArchive(Optional.of(name), archive, problem);
        }
      } catch (ArchiveException e) {
        if (problem.isEmpty()) {
          problem = Optional.of("an earlier archive cannot be reused: " + e.getMessage());
        }
      }
    }
    return new EarlierArchive(Optional.empty(), Optional.empty(), problem);
  }

  private static Optional<Predecessor> open(Path file, PlanName plan, Compression compression)
      throws ArchiveException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    return Uninterrupted.read(
        () -> {
          // The record alone is small: an archive that will not do is not read further.
          Optional<ArchiveInfo> info = ArchiveRecords.read(file);
          boolean suits =
              info.isPresent()
                  && info.get().plan().equals(plan)
                  && compressionOf(info.get()).equals(word(compression));
          return suits ? Optional.of(open(file)) : Optional.empty();
        });
  }

  private static Predecessor open(Path file) throws ArchiveException {
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      boolean opened = false;
      try {
        ArchiveEnd end =
            ArchiveEnd.read(file, channel)
                .orElseThrow(() -> new ArchiveException(file + " was replaced"));
        Predecessor archive = new Predecessor(channel, end, Codecs.decoder(end.info().codec()));
        opened = true;
        return archive;
      } finally {
        if (!opened) {
          channel.close();
        }
      }
    } catch (IOException e) {
      throw new ArchiveException(file + " cannot be read: " + SystemError.reason(e), e);
    }
  }

  /** Archives that do not say it are from before there was a choice. */
  private static String compressionOf(ArchiveInfo info) {
    return info.compression().isEmpty() ? word(Compression.FAST) : info.compression();
  }

  private static String word(Compression compression) {
    return compression.name().toLowerCase(Locale.ROOT);
  }

  Optional<ArchiveName> name() {
    return name;
  }

  Optional<Predecessor> archive() {
    return archive;
  }

  /** The libraries whose work is in its chunks, joined by {@code +}; empty when there is none. */
  String libraries() {
    return archive
        .map(Predecessor::info)
        .map(info -> info.codec().isEmpty() ? UNNAMED_LIBRARIES : info.codec())
        .orElse("");
  }

  /** What was wrong, for people, each of one line. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    problem.ifPresent(warnings::add);
    archive
        .flatMap(Predecessor::damage)
        .ifPresent(
            damage ->
                warnings.add(
                    name.orElseThrow()
                        + " is damaged: "
                        + damage
                        + "; this run read and compressed anew what it could not take from it"));
    return warnings;
  }

  @Override
  public void close() {
    archive.ifPresent(Predecessor::close);
  }
}
