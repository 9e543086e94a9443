package io.holdfast.archive.internal.format;

import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.ArchiveName;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.catalog.SourceRecord;
import io.holdfast.core.catalog.SourceRecord.Origin;

/**
 * The content of {@code .holdfast/RESTORE.txt}: how to get everything back with stock tools alone.
 */
public final class RestoreGuide {
  private RestoreGuide() {}

  /**
   * The text.
   *
   * @param name of the file that will hold it
   */
  public static String text(ArchiveInfo info, ArchiveName name) {
    StringBuilder text = new StringBuilder();
    text.append("How to restore this archive with tar and docker\n")
        .append("===============================================\n\n")
        .append("Archive  ")
        .append(name)
        .append('\n')
        .append("Plan     ")
        .append(info.plan())
        .append(" on host ")
        .append(info.host())
        .append('\n')
        .append("Started  ")
        .append(info.startedAt())
        .append("\n\n")
        .append("Check it first, beside its .sha256 file:\n\n")
        .append("    sha256sum -c ")
        .append(name)
        .append(".sha256\n\n");
    directories(text, info, name);
    volumes(text, info, name);
    text.append("With Holdfast itself, which also compares what it wrote:\n\n")
        .append("    holdfast restore ")
        .append(name)
        .append("\n\n")
        .append("The manifests beside this file list what must be there, in mtree(5) form.\n");
    return text.toString();
  }

  private static void directories(StringBuilder text, ArchiveInfo info, ArchiveName name) {
    boolean heading = false;
    for (SourceRecord source : info.sources()) {
      if (source.isArchived() && source.origin() instanceof Origin.Directory directory) {
        if (!heading) {
          text.append(
              "Directories, into the folder PROJECT; as root, so that owners are kept:\n\n");
          heading = true;
        }
        text.append("    tar --numeric-owner -xzpf ")
            .append(name)
            .append(" -C PROJECT ")
            .append(source.name().startsWith("-") ? "-- " : "")
            .append(quoted(source.name() + "/"))
            .append("    # was ")
            .append(Printable.of(directory.path()))
            .append('\n');
      }
    }
    if (heading) {
      text.append(
          """

          With --xattrs --xattrs-include='*' --acls, GNU tar restores extended attributes and ACLs too.
          GNU tar and bsdtar restore files with holes; the tar of busybox does not know them.

          """);
    }
  }

  private static void volumes(StringBuilder text, ArchiveInfo info, ArchiveName name) {
    boolean direct = false;
    boolean heading = false;
    for (SourceRecord source : info.sources()) {
      if (source.isArchived() && source.origin() instanceof Origin.Volume volume) {
        if (!heading) {
          text.append(
              "Volumes. Stop the containers that use them, and restore into empty volumes:\n\n");
          heading = true;
        }
        text.append("    docker volume create ")
            .append(source.name())
            .append('\n')
            .append("    tar -xzf ")
            .append(name)
            .append(' ')
            .append(source.name())
            .append(".tar -O | docker run --rm -i -v ")
            .append(source.name())
            .append(":/volume alpine tar -xf - -C /volume\n");
        if (!source.detail().isEmpty()) {
          text.append("    # ").append(Printable.of(source.detail())).append('\n');
        }
        text.append('\n');
        direct |= volume.access().equals("direct");
      }
    }
    if (direct) {
      text.append(
          """
          The tar of alpine does not know extended attributes and ACLs, and writes zeros where files
          had holes. Where that matters, use Holdfast, or an image with GNU tar, and --xattrs --acls.

          """);
    }
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
