package io.holdfast.archive.tree;

import io.holdfast.archive.posix.LinuxCalls;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the objects that have neither content nor entries of their own: symbolic links, FIFOs and
 * devices. Not thread-safe.
 */
final class ObjectMaker {
  private final RawNames names;
  private final Optional<LinuxCalls> calls;
  private long bentLinks;
  private @Nullable EntryPath firstBentLink;

  ObjectMaker(RawNames names, Optional<LinuxCalls> calls) {
    this.names = names;
    this.calls = calls;
  }

  /**
   * How the object of an entry is made.
   *
   * @throws Problem when it cannot be made at all
   */
  Placement.Maker of(Entry entry) throws Problem {
    return switch (entry.type()) {
      case SYMLINK -> {
        EntryPath target = targetOf(entry);
        yield place -> symlink(target, entry, place);
      }
      case FIFO -> {
        LinuxCalls linux = calls("FIFOs");
        yield place -> linux.mkfifo(names.all(place));
      }
      case CHARACTER_DEVICE -> device(entry, false);
      case BLOCK_DEVICE -> device(entry, true);
      case FILE, DIRECTORY, HARD_LINK ->
          throw new IllegalArgumentException("not made here: " + entry.type());
    };
  }

  /** What a link, symbolic or hard, leads to. */
  static EntryPath targetOf(Entry entry) throws Problem {
    EntryPath target =
        entry.linkTarget().orElseThrow(() -> new Problem("it is a link without a target"));
    if (target.latin1().isEmpty() || target.latin1().indexOf('\0') >= 0) {
      throw new Problem("it is a link to a target that no system can have");
    }
    return target;
  }

  /** Symbolic links and special files have hard links too; only Linux is sure to link to a link. */
  boolean isLinkable(Path object) {
    return calls.isPresent() || Files.isRegularFile(object, LinkOption.NOFOLLOW_LINKS);
  }

  /** What was not kept of the links that were made, summed up, for people. */
  List<String> notes() {
    return firstBentLink == null
        ? List.of()
        : List.of(
            "repeated slashes were dropped from the text of "
                + bentLinks
                + " symbolic links, the first is "
                + firstBentLink);
  }

  private void symlink(EntryPath target, Entry entry, Path place) throws IOException {
    if (calls.isPresent()) {
      calls.get().symlink(target.latin1(), names.all(place));
      return;
    }
    Path text = names.path(target.latin1());
    Files.createSymbolicLink(place, text);
    if (!names.all(text).equals(target.latin1())) {
      bentLinks++;
      if (firstBentLink == null) {
        firstBentLink = entry.path();
      }
    }
  }

  private Placement.Maker device(Entry entry, boolean block) throws Problem {
    LinuxCalls linux = calls("devices");
    return place -> {
      try {
        linux.mknod(names.all(place), block, entry.device());
      } catch (AccessDeniedException e) {
        throw new Problem("skipped: only root can make devices");
      }
    };
  }

  private LinuxCalls calls(String what) throws Problem {
    return calls.orElseThrow(() -> new Problem("skipped: " + what + " cannot be made here"));
  }
}
