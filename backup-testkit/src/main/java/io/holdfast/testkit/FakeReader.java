package io.holdfast.testkit;

import io.holdfast.core.SourceException;
import io.holdfast.core.engine.ContainerEngine.Content;
import io.holdfast.core.engine.ContainerEngine.VolumeReader;
import io.holdfast.core.plan.VolumeAccess;
import java.util.ArrayList;
import java.util.List;

/** Reads a volume of the fake engine. */
final class FakeReader implements VolumeReader {
  private final FakeContainerEngine engine;
  private final String volume;
  private final VolumeAccess access;
  private final Content content;
  private final List<ReadFault> faults;
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

  @Override
  public List<String> finish() throws SourceException, InterruptedException {
    if (closed || finished) {
      throw new IllegalStateException(
          "finish() of '" + volume + "' after it was finished or closed");
    }
    if (content instanceof Content.TarStream stream
        && stream.tar() instanceof FaultyStream tar
        && !tar.ended()) {
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
      if (content instanceof Content.TarStream stream && stream.tar() instanceof FaultyStream tar) {
        tar.close();
      }
      engine.readerClosed(this);
    }
  }
}
