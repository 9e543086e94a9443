package io.holdfast.core.plan;

import io.holdfast.core.retention.RetentionPolicy;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A named set of sources with a destination, a retention and checks. Immutable.
 *
 * @param destination the directory that holds the archives, absolute
 * @param requireMounts directories on which a file system must be mounted before anything at or
 *     below them is read or written, absolute
 * @param minFreeSpace bytes that must be free at the destination before a run starts
 * @param compression how much work goes into a small archive
 * @param zone the zone of file names, log lines and retention's calendar
 */
public record BackupPlan(
    PlanName name,
    Path destination,
    List<Source> sources,
    RetentionPolicy retention,
    List<Path> requireMounts,
    long minFreeSpace,
    OnMissingSource onMissingSource,
    Compression compression,
    ZoneId zone) {

  public BackupPlan {
    sources = List.copyOf(sources);
    requireMounts = List.copyOf(requireMounts);
    if (sources.isEmpty()) {
      throw new IllegalArgumentException(
          "plan '" + name + "' has no sources: nothing would be saved");
    }
    if (!destination.isAbsolute()) {
      throw new IllegalArgumentException("destination '" + destination + "' must be absolute");
    }
    for (Path mount : requireMounts) {
      if (!mount.isAbsolute()) {
        throw new IllegalArgumentException("required mount '" + mount + "' must be absolute");
      }
    }
    if (minFreeSpace < 0) {
      throw new IllegalArgumentException("min-free-space must not be negative");
    }
  }

  /** Starts a plan with its two required parts; keeps every archive unless told otherwise. */
  public static Builder named(String name, Path destination) {
    return new Builder(new PlanName(name), destination);
  }

  /** The same plan with another retention. */
  public BackupPlan withRetention(RetentionPolicy other) {
    return new BackupPlan(
        name,
        destination,
        sources,
        other,
        requireMounts,
        minFreeSpace,
        onMissingSource,
        compression,
        zone);
  }

  /** Those of the required mounts that a path lies at or below. */
  public List<Path> mountsFor(Path path) {
    return requireMounts.stream()
        .filter(mount -> path.normalize().startsWith(mount.normalize()))
        .toList();
  }

  /** Collects a plan's parts. Not thread-safe. */
  public static final class Builder {
    private final PlanName name;
    private final Path destination;
    private final ArrayList<Source> sources = new ArrayList<>();
    private RetentionPolicy retention = RetentionPolicy.KEEP_EVERYTHING;
    private final ArrayList<Path> requireMounts = new ArrayList<>();
    private long minFreeSpace;
    private OnMissingSource onMissingSource = OnMissingSource.WARN;
    private Compression compression = Compression.FAST;
    private ZoneId zone = ZoneOffset.UTC;

    private Builder(PlanName name, Path destination) {
      this.name = name;
      this.destination = destination;
    }

    public Builder source(Source source) {
      sources.add(Objects.requireNonNull(source));
      return this;
    }

    public Builder retention(RetentionPolicy policy) {
      retention = policy;
      return this;
    }

    /**
     * Demands that a file system is mounted on a directory. Where none is, sources at or below it
     * count as missing, and a destination there is not touched.
     */
    public Builder requireMount(Path directory) {
      requireMounts.add(directory);
      return this;
    }

    /** Bytes that must be free at the destination before a run starts; 0 by default. */
    public Builder minFreeSpace(long bytes) {
      minFreeSpace = bytes;
      return this;
    }

    public Builder onMissingSource(OnMissingSource reaction) {
      onMissingSource = reaction;
      return this;
    }

    /** How much work goes into a small archive; {@link Compression#FAST} by default. */
    public Builder compression(Compression choice) {
      compression = choice;
      return this;
    }

    /** The plan's zone; UTC by default. */
    public Builder zone(ZoneId planZone) {
      zone = planZone;
      return this;
    }

    public BackupPlan build() {
      return new BackupPlan(
          name,
          destination,
          sources,
          retention,
          requireMounts,
          minFreeSpace,
          onMissingSource,
          compression,
          zone);
    }
  }
}
