package io.holdfast.testkit;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.nio.file.FileSystem;

/** In-memory file systems for tests. */
public final class TestFileSystems {
  private TestFileSystems() {}

  /**
   * A new, empty file system like that of a Linux host: modes, owners, links, inode numbers. Owners
   * and the three special mode bits can be read but not set by number.
   *
   * @return closed by the caller, or left to the garbage collector
   */
  public static FileSystem unix() {
    return Jimfs.newFileSystem(
        Configuration.unix().toBuilder().setAttributeViews("posix", "owner", "unix").build());
  }
}
