package io.holdfast.core.run;

import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.catalog.SourceKind;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.plan.DirectorySource;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds sources that cannot stand side by side in one archive. */
final class SourceClashes {
  private static final String TAR = ".tar";

  private SourceClashes() {}

  /**
   * The first clash.
   *
   * @return an exception to throw, whose message names both sources and what to do
   */
  static Optional<SourceException> find(BackupPlan plan, List<ResolvedSource> sources) {
    Map<String, ResolvedSource> byName = new HashMap<>();
    for (ResolvedSource source : sources) {
      ResolvedSource other = byName.putIfAbsent(source.name(), source);
      if (other != null) {
        return clash(source, other, "have the same name in the archive");
      }
    }
    for (ResolvedSource source : sources) {
      if (source.kind() == SourceKind.DIRECTORY) {
        // a volume is a file of this name, which cannot be a directory as well
        ResolvedSource volume = volumeAt(source.name(), byName);
        if (volume != null) {
          return clash(source, volume, "would both be '" + volume.name() + ".tar' in the archive");
        }
        ResolvedSource outer = holderOf(parent(source.name()), byName);
        if (outer != null && !standsInPlace(source, outer)) {
          return clash(source, outer, "overlap in the archive but not on the host");
        }
      }
      if (source.source() instanceof DirectorySource directory
          && directory.path().normalize().equals(plan.destination().normalize())) {
        return Optional.of(
            new SourceException(
                source.title() + " is the destination itself; choose another destination"));
      }
    }
    return Optional.empty();
  }

  /** The volume whose tar has this name in the archive, or would have to hold it. */
  private static @Nullable ResolvedSource volumeAt(
      String path, Map<String, ResolvedSource> byName) {
    for (String name = path; !name.isEmpty(); name = parent(name)) {
      if (name.endsWith(TAR)) {
        ResolvedSource holder = byName.get(name.substring(0, name.length() - TAR.length()));
        if (holder != null && holder.kind() == SourceKind.VOLUME) {
          return holder;
        }
      }
    }
    return null;
  }

  /** The directory source that {@code path} is, or lies in, by its name in the archive. */
  private static @Nullable ResolvedSource holderOf(
      String path, Map<String, ResolvedSource> byName) {
    for (String name = path; !name.isEmpty(); name = parent(name)) {
      ResolvedSource holder = byName.get(name);
      if (holder != null && holder.kind() == SourceKind.DIRECTORY) {
        return holder;
      }
    }
    return null;
  }

  private static String parent(String name) {
    int slash = name.lastIndexOf('/');
    return slash < 0 ? "" : name.substring(0, slash);
  }

  /**
   * Whether the inner source's files are where the outer one's name says, so that one leaves them
   * out.
   */
  private static boolean standsInPlace(ResolvedSource inner, ResolvedSource outer) {
    if (inner.source() instanceof DirectorySource in
        && outer.source() instanceof DirectorySource out) {
      Path rest = out.path().getFileSystem().getPath(in.name().substring(out.name().length() + 1));
      return in.path().normalize().equals(out.path().resolve(rest).normalize());
    }
    return false;
  }

  private static Optional<SourceException> clash(
      ResolvedSource one, ResolvedSource other, String how) {
    return Optional.of(
        new SourceException(
            Printable.of(other.title() + " and " + one.title() + " " + how)
                + "; rename or remove one of them in the configuration"));
  }
}
