package io.holdfast.testkit;

import io.holdfast.core.SourceException;
import io.holdfast.core.engine.ContainerEngine.Content;
import io.holdfast.core.engine.ContainerEngine.VolumeReader;
import io.holdfast.core.plan.VolumeAccess;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a volume of the fake engine. */
final class FakeReader implements VolumeReader {
  private final FakeContainerEngine engine;
  private final String volume;
  private final VolumeAccess access;
  private final Content content;
  private final List<ReadFault> faults;
  private final OpenedHere opened;
  private volatile boolean finished;
  private volatile boolean closed;

  FakeReader(
      FakeContainerEngine engine,
      String volume,
      VolumeAccess access,
      Content content,
      List<ReadFault> faults) {
    this.engine = engine;
    this.volume = volume;
    this.access = access;
    this.content = content;
    this.faults = faults;
    this.opened = new OpenedHere("open reader of volume " + volume);
  }

  OpenedHere opened() {
    return opened;
  }

  String volume() {
    return volume;
  }

  @Override
  public VolumeAccess access() {
    return access;
  }

  @Override
  public Content content() {
    return content;
  }

  /** Makes reading fail from now on; a directory is read without the engine. */
  void breakOff(String why) {
    tar()
        .ifPresent(
            tar -> tar.breakOff("reading volume '" + volume + "' ended in the middle: " + why));
  }

  private Optional<FaultyStream> tar() {
    return content instanceof Content.TarStream stream && stream.tar() instanceof FaultyStream tar
        ? Optional.of(tar)
        : Optional.empty();
  }

  @Override
  public List<String> finish() throws SourceException, InterruptedException {
    if (closed || finished) {
      throw new IllegalStateException(
          "finish() of '" + volume + "' after it was finished or closed");
    }
    Optional<FaultyStream> tar = tar();
    if (tar.isPresent() && !tar.get().broken().isEmpty()) {
      throw new SourceException(tar.get().broken());
    }
    if (tar.isPresent() && !tar.get().ended()) {
      throw new IllegalStateException(
          "finish() of '" + volume + "' before its tar was read to the end");
    }
    engine.calls().enter(Operation.FINISH_READ, volume, SourceException.class);
    finished = true;
    List<String> unreadable = new ArrayList<>();
    for (ReadFault fault : faults) {
      if (fault instanceof ReadFault.BadVerdict bad) {
        throw new SourceException(bad.message());
      } else if (fault instanceof ReadFault.Unreadable some) {
        unreadable.addAll(some.lines());
      }
    }
    return List.copyOf(unreadable);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      tar().ifPresent(FaultyStream::close);
      engine.readerClosed(this);
    }
  }
}
