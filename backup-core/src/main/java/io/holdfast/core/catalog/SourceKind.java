package io.holdfast.core.catalog;

/** The layout of a source in an archive. */
public enum SourceKind {
  DIRECTORY,
  VOLUME
}
