package io.holdfast.core.plan;

import java.util.OptionalLong;

/** What is read in a run: a directory of the host (bind mount) or a named volume. */
public sealed interface Source permits DirectorySource, VolumeSource {

  /** {@return what of the source is left out} */
  Selection selection();

  /**
   * {@return the largest size in bytes that is still saved; a larger source is skipped with a
   * warning. Empty for no limit}
   */
  OptionalLong maxSize();

  /** {@return how messages call this source before it is resolved} */
  String label();
}
