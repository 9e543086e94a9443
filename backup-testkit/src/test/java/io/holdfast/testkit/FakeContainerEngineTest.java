package io.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.EngineException;
import io.holdfast.core.SourceException;
import io.holdfast.core.engine.Container;
import io.holdfast.core.engine.ContainerEngine.Content;
import io.holdfast.core.engine.ContainerEngine.VolumeReader;
import io.holdfast.core.engine.Volume;
import io.holdfast.core.plan.QuiesceMode;
import io.holdfast.core.plan.Selection;
import io.holdfast.core.plan.VolumeAccess;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class FakeContainerEngineTest {
  private final FakeContainerEngine engine =
      new FakeContainerEngine()
          .addVolume("data", FileTree.builder().file("a.txt", "hello").build())
          .addContainer("web", Container.State.RUNNING, "data");

  private VolumeReader read(VolumeAccess access) throws Exception {
    return engine.read(data(), access, Selection.EVERYTHING);
  }

  private Volume data() throws Exception {
    return engine.volume("data").orElseThrow();
  }

  private static InputStream tar(VolumeReader reader) {
    return ((Content.TarStream) reader.content()).tar();
  }

  @Test
  void closeComplainsOfAnOpenReader() throws Exception {
    VolumeReader reader = read(VolumeAccess.HELPER);
    assertThat(engine.helpers()).containsExactly("helper-of-data");
    assertThatThrownBy(engine::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith(
            "left on the engine: open reader of volume data, opened at "
                + FakeContainerEngineTest.class.getName()
                + ".read(FakeContainerEngineTest.java:")
        .cause()
        .hasMessage("open reader of volume data")
        .hasStackTraceContaining("closeComplainsOfAnOpenReader");
    reader.close();
    engine.close();
  }

  @Test
  void closeComplainsOfAContainerThatIsAwayAndOfAHelper() throws Exception {
    engine.addLeftover("holdfast-helper-1");
    var quiesced = engine.quiesce(engine.users(List.of(data())), QuiesceMode.PAUSE);
    assertThat(engine.state("web")).isEqualTo(Container.State.PAUSED);
    assertThatThrownBy(engine::assertNothingLeft)
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll("container web not brought back", "helper holdfast-helper-1");
    quiesced.close();
    assertThat(engine.recover()).containsExactly("holdfast-helper-1");
    engine.assertNothingLeft();
  }

  @Test
  void recordsCallsInOrder() throws Exception {
    try (VolumeReader reader = read(VolumeAccess.COPY)) {
      FileTree.readTar(tar(reader));
      assertThat(reader.finish()).isEmpty();
    }
    assertThat(engine.calls().list())
        .containsExactly(
            Call.of(Operation.VOLUME, "data"),
            Call.of(Operation.READ, "data"),
            Call.of(Operation.FINISH_READ, "data"),
            Call.of(Operation.CLOSE_READER, "data"));
    assertThat(engine.calls())
        .hasToString("[VOLUME data, READ data, FINISH_READ data, CLOSE_READER data]");
  }

  @Test
  void failsOnDemand() throws Exception {
    EngineException failure = new EngineException(EngineException.Kind.OTHER, "no");
    Volume data = data();
    engine.calls().failOn(Operation.SIZE_OF, "data", failure);
    assertThatThrownBy(() -> engine.sizeOf(data, Selection.EVERYTHING)).isSameAs(failure);
    engine.failOn(Operation.RECOVER_ENGINE, failure);
    assertThatThrownBy(engine::recover).isSameAs(failure);
    assertThat(engine.isEmpty(data)).isFalse();
  }

  @Test
  void failureThatThePortDoesNotKnowIsAMistake() {
    assertThatThrownBy(() -> engine.failOn(Operation.READ, new SourceException("no")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("READ cannot fail with a SourceException, only with: [EngineException]");
  }

  @Test
  void failsAtANumberedCall() throws Exception {
    engine.calls().failAt(1);
    assertThat(engine.volumes()).hasSize(1);
    assertThatThrownBy(engine::volumes)
        .isInstanceOf(EngineException.class)
        .hasMessage("made to fail at: VOLUMES");
    assertThat(engine.volumes()).hasSize(1);
  }

  @Test
  void interruptsAtANumberedCall() {
    engine.calls().interruptAt(0);
    assertThatThrownBy(engine::volumes).isInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void outageAndDeniedAccessHaveTheirKinds() throws Exception {
    engine.stop();
    assertThatThrownBy(engine::info)
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.UNREACHABLE));
    engine.denyAccess();
    assertThatThrownBy(engine::info)
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.DENIED));
    engine.start();
    assertThat(engine.info().address()).isEqualTo("fake:");
  }

  @Test
  void automaticAccessTakesTheFirstThatWorks() throws Exception {
    engine.addVolume("here", TestFileSystems.unix().getPath("/volume"));
    FileTree.EMPTY.writeTo(engine.mountpoint(engine.volume("here").orElseThrow()).orElseThrow());
    try (VolumeReader direct =
        engine.read(engine.volume("here").orElseThrow(), VolumeAccess.AUTO, Selection.EVERYTHING)) {
      assertThat(direct.access()).isEqualTo(VolumeAccess.DIRECT);
    }
    try (VolumeReader helper = read(VolumeAccess.AUTO)) {
      assertThat(helper.access()).isEqualTo(VolumeAccess.HELPER);
    }
    engine.removeHelperImage();
    try (VolumeReader copy = read(VolumeAccess.AUTO)) {
      assertThat(copy.access()).isEqualTo(VolumeAccess.COPY);
    }
    assertThatThrownBy(() -> read(VolumeAccess.HELPER))
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.NO_IMAGE));
    assertThatThrownBy(() -> read(VolumeAccess.DIRECT)).isInstanceOf(EngineException.class);
  }

  @Test
  void streamFailsWhereItWasTold() throws Exception {
    engine.breakReading("data", new ReadFault.FailAfter(600));
    try (VolumeReader reader = read(VolumeAccess.COPY)) {
      assertThat(tar(reader).readNBytes(600)).hasSize(600);
      assertThatThrownBy(() -> tar(reader).read()).isInstanceOf(IOException.class);
    }
  }

  @Test
  void streamThatEndsEarlyHasAGoodVerdict() throws Exception {
    engine.breakReading("data", new ReadFault.EndAfter(512));
    try (VolumeReader reader = read(VolumeAccess.COPY)) {
      assertThatThrownBy(() -> FileTree.readTar(tar(reader))).isInstanceOf(EOFException.class);
      assertThat(reader.finish()).isEmpty();
    }
  }

  @Test
  void finishTellsWhatWasNotRead() throws Exception {
    engine.breakReading("data", new ReadFault.Unreadable("./a.txt: Permission denied"));
    try (VolumeReader reader = read(VolumeAccess.HELPER)) {
      assertThatThrownBy(reader::finish)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("before its tar was read to the end");
      tar(reader).readAllBytes();
      assertThat(reader.finish()).containsExactly("./a.txt: Permission denied");
    }
    engine.breakReading("data", new ReadFault.BadVerdict("tar ended with status 2"));
    try (VolumeReader reader = read(VolumeAccess.HELPER)) {
      tar(reader).readAllBytes();
      assertThatThrownBy(reader::finish)
          .isInstanceOf(SourceException.class)
          .hasMessage("tar ended with status 2");
    }
  }

  @Test
  void stalledStreamEndsWithItsReaderOrItsThread() throws Exception {
    engine.breakReading("data", new ReadFault.StallAfter(100, new CountDownLatch(1)));
    VolumeReader reader = read(VolumeAccess.HELPER);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> tar(reader).readAllBytes()).isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
    Thread closer = new Thread(reader::close);
    closer.start();
    assertThatThrownBy(() -> tar(reader).readAllBytes()).hasMessageContaining("closed");
    closer.join();
    engine.assertNothingLeft();
  }

  @Test
  void writeThatBreaksLeavesWhatCameWhole() throws Exception {
    Volume data = data();
    assertThatThrownBy(
            () ->
                engine.write(
                    data,
                    out -> {
                      FileTree.builder().file("b.txt", "new").build().writeTar(out);
                      throw new IOException("source broke");
                    }))
        .isInstanceOf(EngineException.class)
        .hasMessage("cannot write volume 'data': source broke");
    assertThat(engine.tree("data").text("b.txt")).isEqualTo("new");
    assertThat(engine.tree("data").text("a.txt")).isEqualTo("hello");
  }

  @Test
  void shownSizeReplacesTheRealOne() throws Exception {
    assertThat(engine.sizeOf(data(), Selection.EVERYTHING)).isEqualTo(5);
    engine.showSize("data", 1_000_000_000_000L);
    assertThat(engine.sizeOf(data(), Selection.EVERYTHING)).isEqualTo(1_000_000_000_000L);
  }

  @Test
  void closedEngineCannotBeUsed() throws Exception {
    engine.close();
    assertThatThrownBy(engine::volumes).isInstanceOf(IllegalStateException.class);
  }
}
