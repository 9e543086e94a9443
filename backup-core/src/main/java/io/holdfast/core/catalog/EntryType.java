package io.holdfast.core.catalog;

/** What an entry is. */
public enum EntryType {
  FILE('-', "file"),
  DIRECTORY('d', "dir"),
  SYMLINK('l', "link"),
  /** Another name of a file that came earlier in the same source. */
  HARD_LINK('h', "file"),
  FIFO('p', "fifo"),
  CHARACTER_DEVICE('c', "char"),
  BLOCK_DEVICE('b', "block");

  private final char letter;
  private final String mtreeName;

  EntryType(char letter, String mtreeName) {
    this.letter = letter;
    this.mtreeName = mtreeName;
  }

  /** The first letter of a long listing. */
  public char letter() {
    return letter;
  }

  /** The value of {@code type=} in mtree(5). */
  public String mtreeName() {
    return mtreeName;
  }
}
