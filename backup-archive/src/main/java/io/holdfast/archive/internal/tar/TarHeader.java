package io.holdfast.archive.internal.tar;

import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryType;
import io.holdfast.core.catalog.ExtendedAttributes;
import io.holdfast.core.catalog.SparseMap;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a tar as its headers give it.
 *
 * @param name as stored, one char per byte, with a trailing {@code /} where there is one
 * @param typeFlag as stored
 * @param size bytes of content; of a file with holes, with the holes
 * @param linkName as stored, one char per byte; empty where there is none
 * @param sparse where a file with holes has the data that follows
 */
public record TarHeader(
    String name,
    char typeFlag,
    long size,
    int mode,
    long uid,
    long gid,
    Instant modified,
    String linkName,
    Entry.Device device,
    ExtendedAttributes attributes,
    Optional<SparseMap> sparse) {

  /** The same entry with other names. */
  public TarHeader named(String newName, String newLinkName) {
    return new TarHeader(
        newName, typeFlag, size, mode, uid, gid, modified, newLinkName, device, attributes, sparse);
  }

  /** What the entry is, or null for types that no file system object corresponds to. */
  public @Nullable EntryType type() {
    return switch (typeFlag) {
      case '0', '\0', '7' -> name.endsWith("/") ? EntryType.DIRECTORY : EntryType.FILE;
      case '1' -> EntryType.HARD_LINK;
      case '2' -> EntryType.SYMLINK;
      case '3' -> EntryType.CHARACTER_DEVICE;
      case '4' -> EntryType.BLOCK_DEVICE;
      case '5' -> EntryType.DIRECTORY;
      case '6' -> EntryType.FIFO;
      default -> null;
    };
  }

  static char flagOf(EntryType type) {
    return switch (type) {
      case FILE -> '0';
      case HARD_LINK -> '1';
      case SYMLINK -> '2';
      case CHARACTER_DEVICE -> '3';
      case BLOCK_DEVICE -> '4';
      case DIRECTORY -> '5';
      case FIFO -> '6';
    };
  }
}
