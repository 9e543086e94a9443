package io.holdfast.docker;

import io.holdfast.core.EngineException;
import io.holdfast.core.SourceException;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.engine.ContainerEngine.VolumeReader;
import io.holdfast.core.plan.VolumeAccess;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * A volume read by {@code tar} in a helper container. Its exit status and its standard error
 * decide: with complaints about single files alone the tar is good for the others.
 *
 * <p>Limits of busybox's {@code tar}, which the default image has: owners above 2^24 come out
 * wrong, times are whole seconds, extended attributes and ACLs are left out, holes in sparse files
 * are filled.
 */
final class VolumeExport implements StreamedVolume.Transfer {
  private static final int KILLED = 128;
  private static final List<String> TAR =
      List.of("tar", "-c", "-f", "-", "-C", HelperContainer.MOUNT, ".");

  private final String volume;
  private final HelperRun run;
  private final TarComplaints complaints = new TarComplaints();

  private VolumeExport(String volume, HelperRun run) {
    this.volume = "volume '" + Printable.of(volume) + "'";
    this.run = run;
  }

  static VolumeReader open(Connection connection, Owner owner, HelperImage image, String volume)
      throws EngineException, InterruptedException {
    HelperRun run = HelperRun.start(connection, owner, image, volume, TAR);
    return new StreamedVolume(
        connection, VolumeAccess.HELPER, volume, new VolumeExport(volume, run));
  }

  @Override
  public void copyTo(OutputStream out) throws IOException {
    run.copyOutput(out, complaints);
  }

  @Override
  public List<String> verdict(TarEndScanner tar)
      throws SourceException, EngineException, InterruptedException {
    int status = exitStatus(tar);
    if (status > KILLED) {
      throw new SourceException(
          "reading "
              + volume
              + " ended in the middle: its helper container was killed (exit status "
              + status
              + "), by hand or for lack of memory");
    }
    String said = complaints.trouble().map(line -> ", it said: " + line).orElse("");
    if (!tar.isComplete()) {
      throw new SourceException(
          "reading "
              + volume
              + " ended "
              + tar.describeEnd()
              + " (tar's exit status "
              + status
              + said
              + ")");
    }
    boolean explained = complaints.trouble().isEmpty() && !complaints.aboutFiles().isEmpty();
    if (status != 0 && !explained) {
      throw new SourceException(
          "reading " + volume + " failed: tar's exit status " + status + said);
    }
    return complaints.aboutFiles();
  }

  private int exitStatus(TarEndScanner tar) throws SourceException, InterruptedException {
    try {
      return run.exitStatus();
    } catch (EngineException e) {
      if (e.kind() == EngineException.Kind.NOT_FOUND) {
        throw new SourceException(
            "reading " + volume + " ended in the middle: its helper container was removed", e);
      }
      String read =
          tar.isComplete()
              ? " cannot be told to be complete: "
              : " ended " + tar.describeEnd() + ": ";
      throw new SourceException("reading " + volume + read + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    run.close();
  }
}
