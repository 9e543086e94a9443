package io.holdfast.archive.internal.catalog;

import io.holdfast.archive.internal.read.ArchiveRecords;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.ArchiveName;
import io.holdfast.core.plan.PlanName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the archives of one plan. A file is one of them by its name alone, strictly; what it is
 * worth is read from the end of the file. A failure to list is never taken for an empty catalog.
 */
public final class Listing {
  private static final Comparator<Archive> NEWEST_FIRST =
      Comparator.comparing(Archive::startedAt)
          .thenComparing(a -> a.name().local())
          .thenComparing(a -> a.name().ordinal())
          .reversed();

  private final Destination destination;
  private final PlanName plan;
  private final ZoneId zone;

  /**
   * @param zone of the plan, in which archives without records are dated
   */
  public Listing(Destination destination, PlanName plan, ZoneId zone) {
    this.destination = destination;
    this.plan = plan;
    this.zone = zone;
  }

  /** All archives, newest first. */
  public List<Archive> read() throws DestinationException {
    destination.require();
    List<Archive> archives = new ArrayList<>();
    Set<String> names = new HashSet<>(destination.names());
    for (String fileName : names) {
      Optional<ArchiveName> name = ArchiveName.parse(plan, fileName);
      if (name.isPresent()) {
        boolean pinned = names.contains(Pin.nameOf(name.get()));
        look(name.get()).map(a -> pinned ? pinned(a) : a).ifPresent(archives::add);
      }
    }
    archives.sort(NEWEST_FIRST);
    return archives;
  }

  private Archive pinned(Archive archive) {
    return archive.pinned(Pin.note(destination.file(Pin.nameOf(archive.name()))));
  }

  private Optional<Archive> look(ArchiveName name) throws DestinationException {
    Path file = destination.file(name.toString());
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return Optional.empty(); // deleted since it was listed
    } catch (IOException e) {
      throw destination.failure("look at", file, e);
    }
    if (!attributes.isRegularFile()) {
      return Optional.empty();
    }
    try {
      Optional<ArchiveInfo> info = Uninterrupted.read(() -> ArchiveRecords.read(file));
      return Optional.of(
          info.isEmpty()
              ? archive(name, file, attributes, Archive.State.LEGACY, Optional.empty(), "")
              : judge(name, file, attributes, withoutIssues(info.get())));
    } catch (ArchiveException e) {
      if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
        return Optional.empty();
      }
      return Optional.of(
          archive(
              name,
              file,
              attributes,
              Archive.State.DAMAGED,
              Optional.empty(),
              String.valueOf(e.getMessage())));
    }
  }

  /** A listing of a year's archives would hold a year's issues; their counts are enough. */
  private static ArchiveInfo withoutIssues(ArchiveInfo info) {
    return info.withSources(
        info.sources().stream().map(source -> source.withIssues(List.of())).toList());
  }

  private Archive judge(
      ArchiveName name, Path file, BasicFileAttributes attributes, ArchiveInfo info) {
    if (!info.plan().equals(plan)) {
      return archive(
          name,
          file,
          attributes,
          Archive.State.DAMAGED,
          Optional.of(info),
          "its records say that it is of plan '" + info.plan() + "'; was it renamed?");
    }
    if (!isStart(name, info.startedAt(), zone) && !isStart(name, info.startedAt(), info.zone())) {
      return archive(
          name,
          file,
          attributes,
          Archive.State.DAMAGED,
          Optional.of(info),
          "its records say that it was started at " + info.startedAt() + "; was it renamed?");
    }
    return new Archive(
        name,
        file,
        attributes.size(),
        info.startedAt(),
        info.isComplete() ? Archive.State.COMPLETE : Archive.State.INCOMPLETE,
        Optional.of(info),
        "");
  }

  private boolean isStart(ArchiveName name, Instant start, ZoneId in) {
    return ArchiveName.at(plan, start, in).local().equals(name.local());
  }

  /** An archive that only its name dates. */
  private Archive archive(
      ArchiveName name,
      Path file,
      BasicFileAttributes attributes,
      Archive.State state,
      Optional<ArchiveInfo> info,
      String remark) {
    Instant start = name.local().atZone(zone).toInstant();
    return new Archive(name, file, attributes.size(), start, state, info, remark);
  }
}
