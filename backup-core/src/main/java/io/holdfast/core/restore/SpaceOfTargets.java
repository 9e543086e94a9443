package io.holdfast.core.restore;

import io.holdfast.core.ArchiveException;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.run.DirectoryProbe;
import io.holdfast.core.text.ByteCount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares what a restore would write into directories with what their disks have free. What is in
 * volumes is up to their engine, and of disks that do not tell nothing is asked.
 */
final class SpaceOfTargets {
  private final OpenArchive archive;
  private final EntrySelection selection;
  private final DirectoryProbe directories;

  SpaceOfTargets(OpenArchive archive, EntrySelection selection, DirectoryProbe directories) {
    this.archive = archive;
    this.selection = selection;
    this.directories = directories;
  }

  /**
   * Looks for a disk that is too small.
   *
   * @param placements those into which nothing is written that replaces something: what that would
   *     free is not known
   * @return why it cannot fit, for people
   */
  Optional<String> shortage(List<Placement> placements)
      throws ArchiveException, InterruptedException {
    Map<String, Disk> disks = new LinkedHashMap<>();
    for (Placement placement : placements) {
      if (placement instanceof Placement.InDirectory in) {
        directories
            .space(in.directory())
            .ifPresent(
                space ->
                    disks
                        .computeIfAbsent(
                            space.disk(), name -> new Disk(space.free(), new ArrayList<>()))
                        .placements
                        .add(in));
      }
    }
    for (Disk disk : disks.values()) {
      Optional<String> shortage = shortage(disk.placements, disk.free);
      if (shortage.isPresent()) {
        return shortage;
      }
    }
    return Optional.empty();
  }

  private Optional<String> shortage(List<Placement.InDirectory> placements, long free)
      throws ArchiveException, InterruptedException {
    long sizes = 0;
    for (Placement.InDirectory placement : placements) {
      sizes += Math.min(selection.extent(placement.source()).bytes(), Long.MAX_VALUE - sizes);
    }
    if (sizes <= free) {
      return Optional.empty();
    }
    // Only what has holes takes less, and to know about them costs another look at all entries.
    long needed = 0;
    for (Placement.InDirectory placement : placements) {
      long length = archive.dataLength(placement.source(), selection.filter());
      needed += Math.min(length, Long.MAX_VALUE - needed);
    }
    return needed <= free
        ? Optional.empty()
        : Optional.of(
            "not enough space in "
                + Printable.of(placements.get(0).directory().toString())
                + ": needed "
                + ByteCount.text(needed)
                + ", free "
                + ByteCount.text(free)
                + "; nothing was written; free some space, select less with --source or --path, or"
                + " restore elsewhere with --to DIR");
  }

  /** A disk and what goes to it. */
  private record Disk(long free, List<Placement.InDirectory> placements) {}
}
