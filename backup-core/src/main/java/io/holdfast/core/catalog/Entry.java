package io.holdfast.core.catalog;

import java.time.Instant;
import java.util.Optional;

/**
 * One file system object of a source, with what is restored of it.
 *
 * @param path relative to the source
 * @param size bytes of content; 0 for everything but files
 * @param mode the 12 permission bits
 * @param uid numeric owner, 0 to 2^32-1
 * @param gid numeric group, 0 to 2^32-1
 * @param modified with nanoseconds where the source gives them
 * @param linkTarget of a symbolic link: its text, as raw bytes; of a hard link: the path, relative
 *     to the source, of the entry that holds the content
 * @param device major and minor number of a device, otherwise 0
 */
public record Entry(
    EntryPath path,
    EntryType type,
    long size,
    int mode,
    long uid,
    long gid,
    Instant modified,
    Optional<EntryPath> linkTarget,
    Device device) {

  /** The number of a device file. */
  public record Device(int major, int minor) {
    /** Not a device. */
    public static final Device NONE = new Device(0, 0);
  }
}
