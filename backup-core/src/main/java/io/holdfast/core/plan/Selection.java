package io.holdfast.core.plan;

import java.util.List;

/**
 * What of a source is left out.
 *
 * @param exclude patterns as in gitignore(5), matched against paths relative to the source; later
 *     patterns win, {@code !} takes back in
 * @param excludeCaches whether the content of directories marked by a {@code CACHEDIR.TAG} file is
 *     left out (Cache Directory Tagging Specification); honoured where the tree is read directly
 * @param oneFileSystem whether the content of other file systems that are mounted inside the source
 *     is left out, their mount points being saved as empty directories; honoured where the tree is
 *     read directly
 */
public record Selection(List<String> exclude, boolean excludeCaches, boolean oneFileSystem) {
  /** Leaves nothing out. */
  public static final Selection EVERYTHING = new Selection(List.of(), false);

  /**
   * A selection with a copy of the patterns; they are read, and checked, by {@link ExcludeMatcher}.
   *
   * @param exclude patterns as in gitignore(5), matched against paths relative to the source; later
   *     patterns win, {@code !} takes back in
   * @param excludeCaches whether the content of directories marked by a {@code CACHEDIR.TAG} file
   *     is left out (Cache Directory Tagging Specification); honoured where the tree is read
   *     directly
   * @param oneFileSystem whether the content of other file systems that are mounted inside the
   *     source is left out, their mount points being saved as empty directories; honoured where the
   *     tree is read directly
   */
  public Selection {
    exclude = List.copyOf(exclude);
  }

  /**
   * A selection that goes into mounted file systems.
   *
   * @param exclude patterns as in gitignore(5)
   * @param excludeCaches whether the content of marked cache directories is left out
   */
  public Selection(List<String> exclude, boolean excludeCaches) {
    this(exclude, excludeCaches, false);
  }

  /** {@return whether nothing at all is left out} */
  public boolean isEverything() {
    return exclude.isEmpty() && !excludeCaches && !oneFileSystem;
  }
}
