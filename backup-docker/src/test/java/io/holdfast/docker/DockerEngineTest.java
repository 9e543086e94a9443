package io.holdfast.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.EngineException;
import io.holdfast.core.EngineException.Kind;
import io.holdfast.core.SourceException;
import io.holdfast.core.engine.Container;
import io.holdfast.core.engine.ContainerEngine.Quiesced;
import io.holdfast.core.engine.ContainerEngine.VolumeReader;
import io.holdfast.core.engine.Volume;
import io.holdfast.core.plan.QuiesceMode;
import io.holdfast.core.plan.Selection;
import io.holdfast.core.plan.VolumeAccess;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class DockerEngineTest {
  private static final Volume VOLUME = new Volume("v", "local", Map.of(), Map.of());

  private final StubEngine stub = new StubEngine().withVolume("v");
  private final DockerEngine engine = stub.engine();

  @AfterEach
  void close() {
    engine.close();
  }

  private static byte[] frame(int stream, byte[] payload) {
    return ByteBuffer.allocate(8 + payload.length)
        .put((byte) stream)
        .put(new byte[3])
        .putInt(payload.length)
        .put(payload)
        .array();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void helper(int status, byte[]... frames) {
    stub.on("POST", "/containers/.*/attach", 200, join(frames))
        .on("POST", "/containers/.*/start", 204, "")
        .on("POST", "/containers/.*/wait", 200, "{\"Error\":null,\"StatusCode\":" + status + "}");
  }

  private VolumeReader read(VolumeAccess access) throws Exception {
    return engine.read(VOLUME, access, Selection.EVERYTHING);
  }

  private static byte[] drain(VolumeReader reader) throws IOException {
    return EngineFixture.stream(reader).tar().readAllBytes();
  }

  private long removals() {
    return stub.requested().stream().filter(r -> r.startsWith("DELETE /containers/")).count();
  }

  @Test
  void connectsToNothingBeforeItIsAsked() {
    DockerEngine unused =
        new DockerEngine(
            DockerSettings.DEFAULTS,
            () -> {
              throw new AssertionError("connected");
            },
            StubEngine.CLOCK,
            java.nio.file.Path.of("/nonexistent"));
    unused.close();
    assertThatThrownBy(unused::info).isInstanceOf(IllegalStateException.class);
    DockerEngine.create(DockerSettings.DEFAULTS).close();
  }

  @Test
  void listsVolumesByName() throws Exception {
    stub.on(
        "GET",
        "/volumes",
        200,
        "{\"Volumes\":[{\"Name\":\"b\",\"Driver\":\"local\",\"Labels\":{\"k\":\"v\"},\"Options\":null},"
            + "{\"Name\":\"a\",\"Driver\":\"x\",\"Options\":{\"o\":\"p\"}}]}");
    assertThat(engine.volumes())
        .containsExactly(
            new Volume("a", "x", Map.of("o", "p"), Map.of()),
            new Volume("b", "local", Map.of(), Map.of("k", "v")));
    stub.on("GET", "/volumes", 200, "{\"Volumes\":null}");
    assertThat(engine.volumes()).isEmpty();
  }

  @Test
  void readsATarOutOfAHelper() throws Exception {
    byte[] tar = TarEntries.of(Map.of("a", "a"));
    helper(
        1,
        frame(1, java.util.Arrays.copyOf(tar, 700)),
        frame(2, text("tar: can't open './x': Permission den")),
        frame(1, java.util.Arrays.copyOfRange(tar, 700, tar.length)),
        frame(2, text("ied\ntar: error exit delayed from previous errors\n")));
    try (VolumeReader reader = read(VolumeAccess.AUTO)) {
      assertThat(reader.access()).isEqualTo(VolumeAccess.HELPER);
      assertThat(drain(reader)).isEqualTo(tar);
      assertThat(reader.finish()).containsExactly("can't open './x': Permission denied");
    }
    assertThat(removals()).isEqualTo(1);
    assertThat(stub.requested())
        .anyMatch(r -> r.contains("/attach?stream=1&stdout=1&stderr=1"))
        .noneMatch(r -> r.contains("logs=1"));
    List<String> order =
        stub.requested().stream().filter(r -> r.matches(".*/(attach|start).*")).toList();
    assertThat(order.get(0)).contains("/attach");
  }

  @Test
  void aHelpersTroubleFailsTheSource() throws Exception {
    byte[] tar = TarEntries.of(Map.of("a", "a"));
    helper(2, frame(1, tar), frame(2, text("tar: write error: No space left on device\n")));
    try (VolumeReader reader = read(VolumeAccess.HELPER)) {
      drain(reader);
      assertThatThrownBy(reader::finish)
          .isInstanceOf(SourceException.class)
          .hasMessage(
              "reading volume 'v' failed: tar's exit status 2, it said: tar: write error: No space left"
                  + " on device");
    }
  }

  @Test
  void aHelperThatFailsSilentlyFailsTheSource() throws Exception {
    helper(1, frame(1, TarEntries.of(Map.of("a", "a"))));
    try (VolumeReader reader = read(VolumeAccess.HELPER)) {
      drain(reader);
      assertThatThrownBy(reader::finish)
          .isInstanceOf(SourceException.class)
          .hasMessageContaining("exit status 1");
    }
  }

  @Test
  void aLostConnectionIsNotTakenForTheEnd() throws Exception {
    byte[] tar = TarEntries.of(Map.of("a", "x".repeat(5000)));
    helper(0, frame(1, java.util.Arrays.copyOf(tar, 1536)));
    try (VolumeReader reader = read(VolumeAccess.HELPER)) {
      assertThatThrownBy(() -> drain(reader))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in the middle of './a'");
      assertThatThrownBy(reader::finish).isInstanceOf(SourceException.class);
    }
    byte[] cut = frame(1, tar);
    helper(0, java.util.Arrays.copyOf(cut, 1000));
    try (VolumeReader reader = read(VolumeAccess.HELPER)) {
      assertThatThrownBy(() -> drain(reader)).hasMessageContaining("middle of a frame");
    }
    helper(0, new byte[5]);
    try (VolumeReader reader = read(VolumeAccess.HELPER)) {
      assertThatThrownBy(() -> drain(reader)).hasMessageContaining("middle of a frame");
    }
    helper(0, frame(7, tar));
    try (VolumeReader reader = read(VolumeAccess.HELPER)) {
      assertThatThrownBy(() -> drain(reader)).hasMessageContaining("unknown kind");
    }
  }

  @Test
  void aHelperThatDoesNotStartIsRemovedAndCopyTakesOver() throws Exception {
    byte[] tar = TarEntries.of(Map.of("a", "a"));
    helper(0);
    stub.on("POST", "/containers/.*/start", 400, "{\"message\":\"exec: tar: not found\"}")
        .on("GET", "/containers/.*/archive", 200, tar);
    try (VolumeReader reader = read(VolumeAccess.AUTO)) {
      assertThat(reader.access()).isEqualTo(VolumeAccess.COPY);
      assertThat(removals()).isEqualTo(1);
      assertThat(drain(reader)).isEqualTo(tar);
      assertThat(reader.finish()).isEmpty();
    }
    assertThat(removals()).isEqualTo(2);
    engine.close();
    assertThat(stub.requested()).anyMatch(r -> r.startsWith("DELETE /images/holdfast/empty:"));
    assertThat(stub.isClosed()).isTrue();
  }

  @Test
  void withoutImageAndRegistryTheMessageSaysWhatToDo() throws Exception {
    stub.on("GET", "/images/.*/json", 404, "{\"message\":\"No such image: alpine\"}")
        .on(
            "POST",
            "/images/create",
            request ->
                request.path().contains("fromImage")
                    ? stub.answer(500, new ByteArrayInputStream(text("{\"message\":\"dial tcp\"}")))
                    : stub.answer(200, new ByteArrayInputStream(text("{\"status\":\"sha256:1\"}"))))
        .on("GET", "/containers/.*/archive", 200, TarEntries.of(Map.of("a", "a")));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> read(VolumeAccess.HELPER))
          .isInstanceOfSatisfying(
              EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NO_IMAGE))
          .hasMessageContaining("'alpine'")
          .hasMessageContaining("dial tcp")
          .hasMessageContaining("'access: copy', which needs none");
    }
    assertThat(stub.requested().stream().filter(r -> r.contains("fromImage=alpine"))).hasSize(1);
    try (VolumeReader reader = read(VolumeAccess.AUTO)) {
      assertThat(reader.access()).isEqualTo(VolumeAccess.COPY);
    }
  }

  @Test
  void aRegistryThatSaysNothingIsGivenUp() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    stub.on("GET", "/images/.*/json", 404, "{\"message\":\"No such image: alpine\"}")
        .on("POST", "/images/create", request -> stub.answer(200, silence(never)));
    assertThatThrownBy(() -> read(VolumeAccess.HELPER))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NO_IMAGE))
        .hasMessageContaining("no answer from its registry");
    never.countDown();
  }

  @Test
  void aSlowPullIsWaitedFor() throws Exception {
    AtomicBoolean pulled = new AtomicBoolean();
    InputStream slow =
        new SequenceInputStream(
            new ByteArrayInputStream(text("{\"status\":\"Pulling\"}\n")),
            new InputStream() {
              @Override
              public int read() {
                return -1;
              }

              @Override
              public int read(byte[] buffer, int offset, int length) throws IOException {
                try {
                  Thread.sleep(300);
                  pulled.set(true);
                  return -1;
                } catch (InterruptedException e) {
                  throw new IOException(e);
                }
              }
            });
    helper(0, frame(1, TarEntries.of(Map.of("a", "a"))));
    stub.on(
            "GET",
            "/images/.*/json",
            request ->
                pulled.get()
                    ? stub.answer(200, new ByteArrayInputStream(text("{\"Config\":{}}")))
                    : stub.answer(404, new ByteArrayInputStream(text("{\"message\":\"no\"}"))))
        .on("POST", "/images/create", request -> stub.answer(200, slow));
    try (VolumeReader reader = read(VolumeAccess.HELPER)) {
      drain(reader);
      assertThat(reader.finish()).isEmpty();
    }
    assertThat(stub.requested())
        .anyMatch(r -> r.contains("fromImage=alpine") && r.contains("tag=latest"));
  }

  private static InputStream silence(CountDownLatch until) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        return read(new byte[1], 0, 1);
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
          until.await();
          return -1;
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
    };
  }

  @Test
  void aStreamThatStallsIsGivenUp() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    byte[] tar = TarEntries.of(Map.of("a", "a"));
    stub.on(
        "GET",
        "/containers/.*/archive",
        request ->
            stub.answer(
                200,
                new SequenceInputStream(new ByteArrayInputStream(tar, 0, 600), silence(never))));
    try (VolumeReader reader = read(VolumeAccess.COPY)) {
      assertThatThrownBy(() -> drain(reader))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("reading volume 'v' came to a halt");
      assertThatThrownBy(reader::finish).isInstanceOf(SourceException.class);
    }
    never.countDown();
  }

  @Test
  void anEngineThatHangsIsGivenUp() {
    CountDownLatch never = new CountDownLatch(1);
    stub.on(
        "GET",
        "/version",
        request -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return stub.answer(200, InputStream.nullInputStream());
        });
    Limits limits =
        new Limits(
            Duration.ofMillis(200),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1));
    try (DockerEngine impatient =
        new DockerEngine(
            DockerSettings.DEFAULTS,
            () -> Connection.over(stub, StubEngine.ADDRESS, limits),
            StubEngine.CLOCK,
            java.nio.file.Path.of("/nonexistent"))) {
      assertThatThrownBy(impatient::info)
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("did not answer");
    }
  }

  @Test
  void anInterruptedCallerDoesNotWait() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(engine::info).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void aVolumeThatMountingCreatedIsRemovedAgain() {
    int[] looked = {0};
    stub.on(
            "GET",
            "/volumes/v",
            request -> {
              String label =
                  ++looked[0] < 3
                      ? ""
                      : "\"Labels\":{\"io.holdfast.stray\":\"" + Owner.current().label() + "\"},";
              return stub.answer(
                  200,
                  new ByteArrayInputStream(
                      text(
                          "{\"Name\":\"v\","
                              + label
                              + "\"Driver\":\"local\",\"Mountpoint\":\"\"}")));
            })
        .on("DELETE", "/volumes/v", 204, "");
    assertThatThrownBy(() -> read(VolumeAccess.COPY))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
    assertThat(stub.requested()).anyMatch(r -> r.startsWith("DELETE /volumes/v"));
    assertThat(removals()).isEqualTo(1);
  }

  @Test
  void asksTheEngineForASizeWhenNothingElseCan() throws Exception {
    stub.on("GET", "/images/.*/json", 404, "{\"message\":\"No such image: alpine\"}")
        .on("POST", "/images/create", 500, "{\"message\":\"dial tcp\"}")
        .on(
            "GET",
            "/system/df",
            200,
            "{\"Volumes\":[{\"Name\":\"w\",\"UsageData\":{\"Size\":1}},"
                + "{\"Name\":\"v\",\"UsageData\":{\"Size\":4711}}]}");
    assertThat(engine.sizeOf(VOLUME, Selection.EVERYTHING)).isEqualTo(4711);
    stub.on(
        "GET", "/system/df", 200, "{\"Volumes\":[{\"Name\":\"v\",\"UsageData\":{\"Size\":-1}}]}");
    assertThatThrownBy(() -> engine.sizeOf(VOLUME, Selection.EVERYTHING))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("does not know it");
  }

  @Test
  void addsUpWhatFindTells() throws Exception {
    helper(
        0,
        frame(
            1,
            text(
                """
                10 8 1 1 /volume/a
                20 0 2 7 /volume/b
                20 0 2 7 /volume/c
                5 8 1 3 /volume/new
                line
                100 8 1 9 /volume/cache/x
                2000000 3912 1 10 /volume/full
                1099511627776 4 1 11 /volume/holes
                """)));
    long large = 2_000_000 + 4 * 512;
    assertThat(engine.sizeOf(VOLUME, Selection.EVERYTHING)).isEqualTo(135 + large);
    assertThat(engine.sizeOf(VOLUME, new Selection(List.of("cache/"), false)))
        .isEqualTo(35 + large);
  }

  @Test
  void anEmptyVolumeHasNothingButItsRoot() throws Exception {
    stub.on("GET", "/containers/.*/archive", 200, TarEntries.of(Map.of()));
    assertThat(engine.isEmpty(VOLUME)).isTrue();
    stub.on("GET", "/containers/.*/archive", 200, TarEntries.of(Map.of("a", "a")));
    assertThat(engine.isEmpty(VOLUME)).isFalse();
    stub.on("GET", "/containers/.*/archive", 200, "");
    assertThatThrownBy(() -> engine.isEmpty(VOLUME)).isInstanceOf(EngineException.class);
    assertThat(removals()).isEqualTo(3);
  }

  @Test
  void sendsTheRootsAttributesOnceMore() throws Exception {
    byte[] tar = TarEntries.of(Map.of("a", "a"));
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    stub.on(
        "PUT",
        "/containers/.*/archive",
        request -> {
          try {
            request.body().transferTo(sent);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
          return stub.answer(200, InputStream.nullInputStream());
        });
    engine.write(VOLUME, out -> out.write(tar));
    byte[] all = sent.toByteArray();
    assertThat(java.util.Arrays.copyOf(all, tar.length)).isEqualTo(tar);
    Map<String, String> root =
        TarEntries.read(
            new ByteArrayInputStream(java.util.Arrays.copyOfRange(all, tar.length, all.length)));
    assertThat(root).containsOnlyKeys("volume/");
    assertThat(root.get("volume/")).startsWith("1770 999:998 1700000000");
    assertThat(removals()).isEqualTo(1);
  }

  @Test
  void usersAreFoundWithoutInspectingAny() throws Exception {
    stub.on(
        "GET",
        "/containers/json",
        200,
        "[{\"Id\":\"1\",\"Names\":[\"/web\"],\"State\":\"restarting\",\"Labels\":{},\"Mounts\":[{\"Type\":\"volume\","
            + "\"Name\":\"v\"},{\"Type\":\"bind\",\"Source\":\"/x\"}]},"
            + "{\"Id\":\"2\",\"Names\":[\"/other\"],\"State\":\"running\",\"Mounts\":[]},"
            + "{\"Id\":\"3\",\"Names\":[\"/ours\"],\"State\":\"running\",\"Labels\":{\"io.holdfast.helper\":\"x\"},"
            + "\"Mounts\":[{\"Type\":\"volume\",\"Name\":\"v\"}]}]");
    assertThat(engine.users(List.of(VOLUME)))
        .containsExactly(new Container("1", "web", Container.State.RUNNING, List.of("v")));
    assertThat(stub.requested())
        .noneMatch(
            r -> r.matches("GET /containers/[^/]+/json.*") && !r.contains("containers/json"));
  }

  @Test
  void stopsWithTheContainersOwnGracePeriod() throws Exception {
    inspected("1", "{\"AutoRemove\":false}", "{\"Labels\":{},\"StopTimeout\":600}");
    stub.on("POST", "/containers/1/stop", 204, "").on("POST", "/containers/1/start", 204, "");
    Container web = new Container("1", "web", Container.State.RUNNING, List.of("v"));
    Container db = new Container("2", "db", Container.State.STOPPED, List.of("v"));
    Quiesced quiesced = engine.quiesce(List.of(web, db), QuiesceMode.STOP);
    assertThat(quiesced.containers()).containsExactly("web");
    assertThat(stub.requested()).contains("POST /containers/1/stop");
    quiesced.close();
    assertThat(stub.requested()).contains("POST /containers/1/start");
  }

  @Test
  void whatStoppedByItselfIsNotStarted() throws Exception {
    inspected("1", "{}", "{}");
    stub.on("POST", "/containers/1/stop", 304, "");
    Container web = new Container("1", "web", Container.State.RUNNING, List.of("v"));
    try (Quiesced quiesced = engine.quiesce(List.of(web), QuiesceMode.STOP)) {
      assertThat(quiesced.containers()).isEmpty();
    }
    assertThat(stub.requested()).doesNotContain("POST /containers/1/start");
  }

  @Test
  void aContainerOfASwarmServiceIsNotStopped() {
    inspected("1", "{}", "{\"Labels\":{\"com.docker.swarm.task.id\":\"t\"}}");
    Container web = new Container("1", "web", Container.State.RUNNING, List.of("v"));
    assertThatThrownBy(() -> engine.quiesce(List.of(web), QuiesceMode.STOP))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("Swarm");
  }

  @Test
  void aContainerThatCannotBeStartedIsNamedWithTheRemedy() throws Exception {
    inspected("1", "{}", "{}");
    inspected("2", "{}", "{}");
    stub.on("POST", "/containers/./stop", 204, "")
        .on("POST", "/containers/./start", 500, "{\"message\":\"port is already allocated\"}");
    Quiesced quiesced =
        engine.quiesce(
            List.of(
                new Container("1", "web", Container.State.RUNNING, List.of("v")),
                new Container("2", "db", Container.State.RUNNING, List.of("v"))),
            QuiesceMode.STOP);
    assertThatThrownBy(quiesced::close)
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("port is already allocated; try: docker start db; ")
        .hasMessageEndingWith("try: docker start web");
    // the note stays for the next run
    assertThat(removals()).isZero();
  }

  @Test
  void theOthersAreBroughtBackWhenOneCannotBePaused() {
    stub.on("POST", "/containers/1/pause", 204, "")
        .on("POST", "/containers/2/pause", 500, "{\"message\":\"no freezer\"}")
        .on("GET", "/containers/1/json", 200, "{\"State\":{\"Paused\":true}}")
        .on("GET", "/containers/2/json", 200, "{\"State\":{\"Paused\":false}}")
        .on("POST", "/containers/1/unpause", 204, "");
    List<Container> running =
        List.of(
            new Container("1", "web", Container.State.RUNNING, List.of("v")),
            new Container("2", "db", Container.State.RUNNING, List.of("v")));
    assertThatThrownBy(() -> engine.quiesce(running, QuiesceMode.PAUSE))
        .isInstanceOf(EngineException.class)
        .hasMessage("pausing container 'db' failed: no freezer");
    assertThat(stub.requested())
        .contains("POST /containers/1/unpause")
        .doesNotContain("POST /containers/2/unpause");
    assertThat(removals()).isEqualTo(1);
  }

  @Test
  void closingTheEngineClosesItsReaders() throws Exception {
    stub.on("GET", "/containers/.*/archive", 200, TarEntries.of(Map.of("a", "a")));
    VolumeReader reader = read(VolumeAccess.COPY);
    engine.close();
    assertThat(removals()).isEqualTo(1);
    reader.close();
    assertThat(removals()).isEqualTo(1);
    assertThat(stub.isClosed()).isTrue();
    assertThatThrownBy(engine::volumes).isInstanceOf(IllegalStateException.class);
  }

  /** A container inherits the labels of its image, which anybody may have made. */
  @Test
  void labelsAloneMakeNoLeftover() throws Exception {
    Owner self = Owner.current();
    String labels =
        "{\"io.holdfast.helper\":\""
            + new Owner(self.machine(), "earlier", self.pidSpace(), 1, 1).label()
            + "\",\"io.holdfast.quiesce\":\"stop\",\"io.holdfast.quiesced\":\"1\"}";
    String image = "\"Created\":1700000000,\"Labels\":" + labels;
    stub.on(
            "GET",
            "/containers/json",
            200,
            "[{\"Id\":\"n\",\"Names\":[\"/holdfast-shop\"],\"State\":\"exited\"," + image + "}]")
        .on(
            "GET",
            "/images/json",
            200,
            "[{\"Id\":\"i\",\"RepoTags\":[\"evil/shop:1\"],"
                + image
                + "},{\"Id\":\"j\",\"RepoTags\":[\"holdfast/empty:1\",\"mine:1\"],"
                + image
                + "}]");
    assertThat(engine.recover()).isEmpty();
    assertThat(removals()).isZero();
  }

  @Test
  void aContainerThatCannotBeBroughtBackKeepsItsNote() throws Exception {
    Owner self = Owner.current();
    Owner dead = new Owner(self.machine(), "earlier", self.pidSpace(), 1, 1);
    stub.on(
            "GET",
            "/containers/json",
            200,
            "[{\"Id\":\"n\",\"Names\":[\"/holdfast-01234567-89ab-cdef-0123-456789abcdef\"],\"State\":\"created\",\"Created\":1700000000,\"Labels\":"
                + "{\"io.holdfast.helper\":\""
                + dead.label()
                + "\",\"io.holdfast.quiesce\":\"stop\",\"io.holdfast.quiesced\":\"1,2\"}}]")
        .on("GET", "/images/json", 200, "[]")
        .on(
            "GET",
            "/containers/1/json",
            200,
            "{\"Name\":\"/web\",\"State\":{\"Running\":false,\"StartedAt\":\"2023-01-01T00:00:00Z\"}}")
        .on("GET", "/containers/2/json", 404, "{\"message\":\"no such container\"}")
        .on("POST", "/containers/1/start", 500, "{\"message\":\"port is already allocated\"}");
    assertThat(engine.recover())
        .singleElement()
        .asString()
        .contains("port is already allocated; try: docker start web");
    assertThat(removals()).isZero();
    stub.on("POST", "/containers/1/start", 204, "");
    assertThat(engine.recover())
        .containsExactly(
            "started container web, which a dead run had stopped",
            "removed helper container holdfast-01234567-89ab-cdef-0123-456789abcdef, which a dead run had left");
  }

  @Test
  void measuresADirectoryWithoutItsCachesAndExcludes(@TempDir Path root) throws Exception {
    Files.writeString(root.resolve("a"), "12345");
    Files.createLink(root.resolve("b"), root.resolve("a"));
    Files.createSymbolicLink(root.resolve("l"), root.resolve("a"));
    Path cache = Files.createDirectories(root.resolve("d/cache"));
    Files.writeString(
        cache.resolve("CACHEDIR.TAG"), "Signature: 8a477f597d28d172789f06886806bc55\n");
    Files.writeString(cache.resolve("c"), "x".repeat(1000));
    Files.writeString(root.resolve("d/x.tmp"), "x".repeat(100));
    assertThat(VolumeSizes.ofDirectory(root, Selection.EVERYTHING)).isEqualTo(5 + 44 + 1000 + 100);
    assertThat(VolumeSizes.ofDirectory(root, new Selection(List.of("*.tmp"), true))).isEqualTo(5);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> VolumeSizes.ofDirectory(root, Selection.EVERYTHING))
        .isInstanceOf(InterruptedException.class);
  }

  private void inspected(String id, String hostConfig, String config) {
    stub.on(
        "GET",
        "/containers/" + id + "/json",
        200,
        "{\"Id\":\"" + id + "\",\"HostConfig\":" + hostConfig + ",\"Config\":" + config + "}");
  }
}
