package io.holdfast.core.catalog;

import io.holdfast.core.ArchiveException;
import java.util.Optional;

/**
 * An archive that may be damaged, opened for what is still whole in it. Its {@linkplain #sources
 * sources} and {@linkplain #entries entries} are those of which every byte is there; all that it
 * writes is made of them. What else was in it is {@linkplain #losses lost}.
 *
 * <p>Where a manifest is whole, an entry counts only if it is what the manifest says, content
 * included. Entries of a source whose manifest is lost have nothing but checksums to speak for
 * them: they are {@linkplain #isProven unproven}.
 */
public interface DamagedArchive extends OpenArchive {

  /**
   * Tells whether the entries of a source are held against its manifest.
   *
   * @param source one of the sources
   * @return false when they are unproven
   */
  boolean isProven(ArchivedSource source);

  /**
   * Calls {@code visitor} for everything that is lost, source by source.
   *
   * @param filter chooses among what has a name; losses without one are always told
   * @param visitor called in the calling thread
   * @throws ArchiveException when the file cannot be read any more
   * @throws InterruptedException when the thread is interrupted
   */
  void losses(EntryFilter filter, LossVisitor visitor)
      throws ArchiveException, InterruptedException;

  /** Hears of what is lost. */
  @FunctionalInterface
  interface LossVisitor {
    /**
     * Hears of one loss.
     *
     * @param loss never the same twice
     */
    void visit(Loss loss);
  }

  /**
   * Something that was in the archive and is not whole any more.
   *
   * @param source its name; empty where even that is not known
   * @param path empty where the names are not known
   * @param entries how many entries; 0 where that is not known
   * @param detail why, for people
   */
  record Loss(String source, Optional<EntryPath> path, long entries, String detail) {
    /** {@return the loss for people, without its reason} */
    @Override
    public String toString() {
      String name = Printable.of(source);
      if (path.isPresent()) {
        return path.get().isRoot() ? name : name + "/" + path.get();
      }
      String many =
          entries == 0
              ? "an unknown number of entries"
              : entries + (entries == 1 ? " entry" : " entries") + " of unknown name";
      return source.isEmpty() ? many : name + ": " + many;
    }
  }
}
