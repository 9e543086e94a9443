package io.holdfast.core.catalog;

/** The layout of a source in an archive. */
public enum SourceKind {
  /** Its files stand under the source's name, so that any tar tool restores them in place. */
  DIRECTORY,

  /** One tar below {@code <name>.tar}, as an engine can load it into a volume. */
  VOLUME
}
