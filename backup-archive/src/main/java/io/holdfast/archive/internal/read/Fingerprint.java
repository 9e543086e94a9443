package io.holdfast.archive.internal.read;

import io.holdfast.archive.internal.format.ManifestEntry;
import io.holdfast.archive.internal.format.Sha256;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Eight bytes of a digest of all that a manifest says of an entry, so that the entries of an
 * archive and those of a manifest can be held against each other in any order and little memory.
 * Not thread-safe.
 */
final class Fingerprint {
  private final MessageDigest digest = Sha256.create();

  /** The fingerprint of a line of a manifest. */
  long of(ManifestEntry line) {
    return of(line.entry(), line.sha256(), line.ofBlocks());
  }

  /**
   * The fingerprint of an entry; where its data lies between holes does not count.
   *
   * @param sha256 hex digest of a file's content
   * @param ofBlocks whether that is the digest of blocks
   */
  long of(Entry entry, Optional<String> sha256, boolean ofBlocks) {
    StringBuilder text = new StringBuilder(300);
    text.append(entry.path().latin1()).append('\0');
    text.append(entry.linkTarget().map(EntryPath::latin1).orElse("")).append('\0');
    text.append(entry.type()).append(' ').append(entry.size()).append(' ').append(entry.mode());
    text.append(' ').append(entry.uid()).append(' ').append(entry.gid());
    text.append(' ').append(entry.modified());
    text.append(' ').append(entry.device().major()).append(' ').append(entry.device().minor());
    text.append(' ').append(sha256.orElse("")).append(ofBlocks);
    entry
        .attributes()
        .all()
        .forEach(a -> text.append('\0').append(a.name()).append('\0').append(a.value()));
    byte[] all = digest.digest(text.toString().getBytes(StandardCharsets.ISO_8859_1));
    return ByteBuffer.wrap(all).getLong();
  }
}
