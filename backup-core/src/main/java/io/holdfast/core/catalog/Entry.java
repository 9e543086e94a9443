package io.holdfast.core.catalog;

import java.time.Instant;
import java.util.Optional;

/**
 * One file system object of a source, with what is restored of it.
 *
 * @param path relative to the source
 * @param type what it is
 * @param size bytes of content, holes included; 0 for everything but files
 * @param mode the 12 permission bits
 * @param uid numeric owner, 0 to 2^32-1
 * @param gid numeric group, 0 to 2^32-1
 * @param modified with nanoseconds where the source gives them
 * @param linkTarget of a symbolic link: its text, as raw bytes; of a hard link: the path, relative
 *     to the source, of the entry that holds the content
 * @param device major and minor number of a device, otherwise 0
 * @param attributes none for hard links
 * @param sparse of a file with holes, where it has data: whatever delivers its content delivers
 *     {@link #dataLength} bytes. Empty for everything else, and where only a manifest was read, for
 *     a file whose archived content {@linkplain #omitsHoles leaves the holes out}
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
    Device device,
    ExtendedAttributes attributes,
    Optional<SparseMap> sparse) {

  /**
   * An entry without extended attributes and holes.
   *
   * @param path relative to the source
   * @param type what it is
   * @param size bytes of content; 0 for everything but files
   * @param mode the 12 permission bits
   * @param uid numeric owner, 0 to 2^32-1
   * @param gid numeric group, 0 to 2^32-1
   * @param modified with nanoseconds where the source gives them
   * @param linkTarget of a link, as in the record; otherwise empty
   * @param device major and minor number of a device, otherwise 0
   */
  public Entry(
      EntryPath path,
      EntryType type,
      long size,
      int mode,
      long uid,
      long gid,
      Instant modified,
      Optional<EntryPath> linkTarget,
      Device device) {
    this(
        path,
        type,
        size,
        mode,
        uid,
        gid,
        modified,
        linkTarget,
        device,
        ExtendedAttributes.NONE,
        Optional.empty());
  }

  /**
   * {@return the bytes that stand for the content: all of it, or only the data between its holes}
   */
  public long dataLength() {
    return sparse.isPresent() && !sparse.get().filled() ? sparse.get().dataLength() : size;
  }

  /** {@return whether what stands for the content is only the data between its holes} */
  public boolean omitsHoles() {
    return sparse.isPresent() && !sparse.get().filled();
  }

  /**
   * The entry with other extended attributes.
   *
   * @param others replace all that are there
   * @return a copy
   */
  public Entry with(ExtendedAttributes others) {
    return new Entry(
        path, type, size, mode, uid, gid, modified, linkTarget, device, others, sparse);
  }

  /**
   * The entry with its data in other places.
   *
   * @param map where it has data; empty when it has no holes
   * @return a copy
   */
  public Entry with(Optional<SparseMap> map) {
    return new Entry(
        path, type, size, mode, uid, gid, modified, linkTarget, device, attributes, map);
  }

  /**
   * The number of a device file.
   *
   * @param major the kind of driver
   * @param minor the device among those of the driver
   */
  public record Device(int major, int minor) {
    /** Not a device. */
    public static final Device NONE = new Device(0, 0);
  }
}
