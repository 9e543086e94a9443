package io.holdfast.core.catalog;

/** What an entry is. */
public enum EntryType {
  /** A regular file, with content. */
  FILE('-', "file"),

  /** A directory; it comes before what is in it. */
  DIRECTORY('d', "dir"),

  /** A symbolic link, with the text it holds. */
  SYMLINK('l', "link"),
  /** Another name of a file that came earlier in the same source. */
  HARD_LINK('h', "file"),

  /** A named pipe. */
  FIFO('p', "fifo"),

  /** A character device, with its number. */
  CHARACTER_DEVICE('c', "char"),

  /** A block device, with its number. */
  BLOCK_DEVICE('b', "block");

  private final char letter;
  private final String mtreeName;

  EntryType(char letter, String mtreeName) {
    this.letter = letter;
    this.mtreeName = mtreeName;
  }

  /** {@return the letter of this type: that of ls(1), and {@code h} for hard links} */
  public char letter() {
    return letter;
  }

  /** {@return the value of {@code type=} in mtree(5)} */
  public String mtreeName() {
    return mtreeName;
  }
}
