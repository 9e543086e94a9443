package io.holdfast.archive.internal.format;

import io.holdfast.archive.internal.tar.EntryNames;

/** The names of our own records inside an archive. */
public final class ArchivePaths {
  /** The folder of all records. */
  public static final String FOLDER = ".holdfast/";

  public static final String INDEX = FOLDER + "index";
  public static final String INFO = FOLDER + "archive.json";
  public static final String RESTORE = FOLDER + "RESTORE.txt";

  private ArchivePaths() {}

  /** Where the manifest of a source is. */
  public static String manifestOf(String source) {
    return FOLDER + "manifest/" + source + ".mtree";
  }

  /** Whether a source can have this name: a relative path that stays where it is put. */
  public static boolean isSourceName(String name) {
    return !name.isEmpty()
        && name.indexOf('\0') < 0
        && EntryNames.isSafe(name)
        && !(name + "/").startsWith(FOLDER);
  }

  /** The entry that holds a volume. */
  public static String tarOf(String volume) {
    return volume + ".tar";
  }
}
