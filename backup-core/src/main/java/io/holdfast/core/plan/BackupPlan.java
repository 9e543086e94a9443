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
 * @param name identifies the plan; the first part of its archives' names
 * @param destination the directory that holds the archives, absolute
 * @param sources what is saved, in archive order; at least one
 * @param retention what is kept after a good run
 * @param requireMounts directories on which a file system must be mounted before anything at or
 *     below them is read or written, absolute
 * @param minFreeSpace bytes that must be free at the destination before a run starts, 0 or more
 * @param onMissingSource what a run does about a source that is not there
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

  /**
   * A plan that could be run.
   *
   * @param sources what is saved, in archive order; at least one
   * @param name identifies the plan; the first part of its archives' names
   * @param destination the directory that holds the archives, absolute
   * @param retention what is kept after a good run
   * @param requireMounts directories on which a file system must be mounted before anything at or
   *     below them is read or written, absolute
   * @param minFreeSpace bytes that must be free at the destination before a run starts, 0 or more
   * @param onMissingSource what a run does about a source that is not there
   * @param compression how much work goes into a small archive
   * @param zone the zone of file names, log lines and retention's calendar
   * @throws IllegalArgumentException when there is no source, a path is not absolute, or {@code
   *     minFreeSpace} is negative; the message is for people
   */
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

  /**
   * Starts a plan with its two required parts; keeps every archive unless told otherwise.
   *
   * @param name as in {@link PlanName}
   * @param destination the directory that holds the archives, absolute; several plans may share one
   * @return a builder that needs a source yet
   * @throws IllegalArgumentException when the name is not one of a plan
   */
  public static Builder named(String name, Path destination) {
    return new Builder(new PlanName(name), destination);
  }

  /**
   * The same plan with another retention.
   *
   * @param other what is kept after a good run
   * @return a copy
   */
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

  /**
   * Those of the required mounts that a path lies at or below.
   *
   * @param path absolute; looked at as text, links are not followed
   * @return the directories on which a file system must be mounted before the path is touched
   */
  public List<Path> mountsFor(Path path) {
    return requireMounts.stream()
        .filter(mount -> path.normalize().startsWith(mount.normalize()))
        .toList();
  }

  /** Collects a plan's parts; they are checked by {@link #build}. Not thread-safe. */
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

    /**
     * Adds a source behind those that are there.
     *
     * @param source a directory or a volume; a plan needs at least one
     * @return this builder
     */
    public Builder source(Source source) {
      sources.add(Objects.requireNonNull(source));
      return this;
    }

    /**
     * Sets what is kept after a good run; everything by default.
     *
     * @param policy replaces the one before
     * @return this builder
     */
    public Builder retention(RetentionPolicy policy) {
      retention = policy;
      return this;
    }

    /**
     * Demands that a file system is mounted on a directory. Where none is, sources at or below it
     * count as missing, and a destination there is not touched.
     *
     * @param directory absolute
     * @return this builder
     */
    public Builder requireMount(Path directory) {
      requireMounts.add(directory);
      return this;
    }

    /**
     * Sets how much must be free at the destination before a run starts, even if it needs less.
     *
     * @param bytes 0 or more; 0 by default
     * @return this builder
     */
    public Builder minFreeSpace(long bytes) {
      minFreeSpace = bytes;
      return this;
    }

    /**
     * Sets what a run does about a source that is not there; {@link OnMissingSource#WARN} by
     * default.
     *
     * @param reaction for all sources of the plan
     * @return this builder
     */
    public Builder onMissingSource(OnMissingSource reaction) {
      onMissingSource = reaction;
      return this;
    }

    /**
     * Sets how much work goes into a small archive; {@link Compression#FAST} by default.
     *
     * @param choice for all sources of the plan
     * @return this builder
     */
    public Builder compression(Compression choice) {
      compression = choice;
      return this;
    }

    /**
     * Sets the zone of file names, log lines and retention's calendar; UTC by default.
     *
     * @param planZone one with daylight saving time is fine
     * @return this builder
     */
    public Builder zone(ZoneId planZone) {
      zone = planZone;
      return this;
    }

    /**
     * Makes the plan; the builder can be used on.
     *
     * @return a plan of the parts so far
     * @throws IllegalArgumentException as {@linkplain BackupPlan#BackupPlan the record's
     *     constructor}
     */
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
