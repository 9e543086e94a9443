package io.holdfast.archive.internal.tree;

import java.io.IOException;
import java.time.Instant;

/** The attributes of an object that was just made: of the object itself, never of another one. */
interface ObjectAttributes {
  /** Gives it to an owner and a group; -1 leaves the one it has. */
  void setOwner(int uid, int gid) throws IOException;

  /** Sets the 12 mode bits; not for symbolic links. */
  void setMode(int mode) throws IOException;

  /** Sets an extended attribute. */
  void setAttribute(String name, String value) throws IOException;

  /**
   * Sets the time of modification.
   *
   * @return whether it was kept exactly
   */
  boolean setModified(Instant time) throws IOException;
}
