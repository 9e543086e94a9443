package io.holdfast.archive;

import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.SourceContent;
import io.holdfast.core.run.DirectoryProbe;
import java.nio.file.Path;

/** Looks at the directories of this host. Stateless. */
public final class HostDirectories implements DirectoryProbe {

  @Override
  public State look(Path path) {
    throw new IllegalStateException("being written");
  }

  @Override
  public Extent measure(SourceContent.Tree tree) throws SourceException, InterruptedException {
    throw new IllegalStateException("being written");
  }
}
