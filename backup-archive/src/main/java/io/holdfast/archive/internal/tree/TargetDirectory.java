package io.holdfast.archive.internal.tree;

import io.holdfast.core.catalog.Entry;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;

/**
 * A directory that is written into. Names are single ones, as raw bytes; no link that has one of
 * them is followed. Not thread-safe.
 */
interface TargetDirectory extends AutoCloseable {

  /** What stands at a name. */
  enum Standing {
    NOTHING,
    DIRECTORY,
    SYMBOLIC_LINK,
    OTHER
  }

  /** Which directory this is. */
  Object key() throws IOException;

  /** Whether nothing is in it. */
  boolean isEmpty() throws IOException;

  /** The names in it that begin with some ASCII characters. */
  List<String> names(String prefix) throws IOException;

  /** Takes away what killed writers left in it, as far as that can be done. */
  default void clearLeftovers() {
    try {
      for (String name : names(TemporaryName.PREFIX)) {
        if (TemporaryName.isOfDead(name)) {
          Placement.discard(this, name);
        }
      }
    } catch (IOException e) {
      // Leftovers do no harm, and whether it can be written into, the first entry in it will tell.
    }
  }

  /**
   * Does nothing.
   *
   * @throws InvalidPathException when the file system cannot have such a name
   */
  void requirePossible(String name);

  /** Looks at what stands at a name. */
  Standing standing(String name) throws IOException;

  /**
   * Opens a directory in it.
   *
   * @throws NotDirectoryException when something else stands there, a link for one
   * @throws NoSuchFileException when nothing does
   */
  TargetDirectory open(String name) throws IOException;

  /**
   * Makes a directory.
   *
   * @param mode permission bits, from which those of the umask are taken
   * @throws FileAlreadyExistsException when something stands there
   */
  void makeDirectory(String name, int mode) throws IOException;

  /**
   * Makes a file for its owner alone.
   *
   * @throws FileAlreadyExistsException when something stands there
   */
  NewFile makeFile(String name) throws IOException;

  /**
   * Makes a symbolic link.
   *
   * @return whether it has exactly this text
   * @throws FileAlreadyExistsException when something stands there
   */
  boolean makeSymlink(String text, String name) throws IOException;

  /**
   * Makes a FIFO or a device for its owner alone.
   *
   * @throws FileAlreadyExistsException when something stands there
   * @throws Problem when this system cannot make any
   */
  void makeSpecial(Entry entry, String name) throws Problem, IOException;

  /**
   * Gives an object a further name.
   *
   * @param from its directory, of the same kind as this
   * @throws FileAlreadyExistsException when something stands there
   */
  void makeLink(TargetDirectory from, String other, String name) throws Problem, IOException;

  /** Renames what is no directory; what has the new name, and is no directory either, is lost. */
  void rename(String from, String to) throws IOException;

  /**
   * Renames what is no directory.
   *
   * @throws FileAlreadyExistsException when something has the new name
   */
  void renameToNew(String from, String to) throws IOException;

  /** Takes a name away from what is no directory. */
  void delete(String name) throws IOException;

  /**
   * Removes an empty directory.
   *
   * @throws DirectoryNotEmptyException when it is not
   */
  void deleteDirectory(String name) throws IOException;

  /** The attributes of an object in it that is no directory and not open. */
  ObjectAttributes attributesOf(String name);

  /** Gives the directory itself attributes. */
  void withAttributes(AttributesSetter setter) throws IOException;

  /** Opens the directory for its owner, who keeps whatever else it allows. */
  void openForOwner() throws IOException;

  @Override
  void close();

  /** Sets attributes. */
  @FunctionalInterface
  interface AttributesSetter {
    void set(ObjectAttributes attributes);
  }
}
