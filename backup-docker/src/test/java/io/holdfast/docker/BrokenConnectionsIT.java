package io.holdfast.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.EngineException;
import io.holdfast.core.SourceException;
import io.holdfast.core.engine.ContainerEngine.VolumeReader;
import io.holdfast.core.engine.Volume;
import io.holdfast.core.plan.Selection;
import io.holdfast.core.plan.VolumeAccess;
import io.holdfast.testkit.RequiresDocker;
import io.holdfast.testkit.SocketProxy;
import io.holdfast.testkit.SocketProxy.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real engine behind a connection that breaks, stalls, crawls or brings nonsense. */
@RequiresDocker
@Timeout(120)
final class BrokenConnectionsIT {
  private static final long HEAD = 200;
  private static final int CUTS = 14;

  private static OwnEngineFixture fixture;
  private static Volume volume;
  @TempDir private static Path folder;
  private SocketProxy proxy;
  private DockerEngine engine;

  @BeforeAll
  static void start() throws Exception {
    fixture = new OwnEngineFixture().withImage();
    volume = fixture.volume("data", "head -c 300000 /dev/urandom >big; echo last >z");
  }

  @AfterAll
  static void end() throws Exception {
    if (fixture != null) {
      fixture.close();
    }
  }

  @BeforeEach
  void connect() throws Exception {
    proxy = SocketProxy.between(folder.resolve("s"), fixture.daemon.socket());
    engine = OwnEngineFixture.engine(proxy.socket(), OwnEngineFixture.IMPATIENT);
  }

  @AfterEach
  void disconnect() throws Exception {
    // an engine whose answer nobody takes cannot remove the container it comes from
    proxy.cutAll();
    engine.recover();
    assertThat(fixture.helpers()).isEmpty();
    engine.close();
    proxy.close();
  }

  private static String request(VolumeAccess access) {
    return access == VolumeAccess.COPY ? "/archive?" : "/attach?";
  }

  private Map<String, String> read(VolumeAccess access) throws Exception {
    try (VolumeReader reader = engine.read(volume, access, Selection.EVERYTHING)) {
      Map<String, String> entries = TarEntries.read(OwnEngineFixture.tar(reader));
      assertThat(reader.finish()).isEmpty();
      return entries;
    }
  }

  /** Some at the beginning, where the head is, some at the end, and many in between. */
  private static List<Long> places(long length) {
    List<Long> places = new ArrayList<>(List.of(0L, 1L, 100L, 400L, length - 1));
    Random random = new Random(8);
    while (places.size() < CUTS) {
      places.add((long) (random.nextDouble() * length));
    }
    return places;
  }

  @ParameterizedTest
  @EnumSource(names = {"HELPER", "COPY"})
  void aTarThatIsCutAnywhereIsNeverWhole(VolumeAccess access) throws Exception {
    Map<String, String> whole = read(access);
    assertThat(whole).containsKeys("./big", "./z");
    for (long place : places(300_000)) {
      proxy.inAnswer(request(access), place, Fault.CUT);
      try {
        // the client asks again where an answer has not begun
        assertThat(read(access)).as("cut after " + place).isEqualTo(whole);
        assertThat(place).isLessThan(HEAD);
      } catch (IOException | EngineException | SourceException e) {
        assertThat(e).hasMessageContainingAll(proxy.socket().toString(), "docker info");
      }
      assertThat(proxy.isPending()).as("cut after " + place).isFalse();
    }
    assertThat(read(access)).as("when all is well again").isEqualTo(whole);
  }

  @ParameterizedTest
  @EnumSource(names = {"HELPER", "COPY"})
  void aTarThatStopsComingIsGivenUp(VolumeAccess access) throws Exception {
    proxy.inAnswer(request(access), 150_000, Fault.STALL);
    assertThatThrownBy(() -> read(access))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("reading volume 'data' came to a halt");
  }

  @Test
  void aTarThatComesSlowlyIsWaitedFor() throws Exception {
    VolumeAccess access = VolumeAccess.COPY;
    Map<String, String> whole = read(access);
    // each piece in time, all of them long after the limit for one
    proxy.inAnswer(
        request(access),
        0,
        (client, p) -> {
          p.slowDown(Duration.ofMillis(250));
          return true;
        });
    assertThat(read(access)).isEqualTo(whole);
  }

  @Test
  void anUploadThatIsCutAnywhereFails() throws Exception {
    Volume target = fixture.volume("target", "true");
    byte[] tar = TarEntries.of(Map.of("a", "x".repeat(250_000)));
    engine.write(target, out -> out.write(tar));
    for (long place : places(250_000)) {
      proxy.inRequest("PUT /", place, Fault.CUT);
      assertThatThrownBy(() -> engine.write(target, out -> out.write(tar)))
          .as("cut after " + place)
          .isInstanceOf(EngineException.class)
          .hasMessageContainingAll("volume 'target'", "not complete", "--overwrite");
      assertThat(proxy.isPending()).as("cut after " + place).isFalse();
    }
    proxy.inAnswer("PUT /", 0, Fault.CUT);
    assertThatThrownBy(() -> engine.write(target, out -> out.write(tar)))
        .isInstanceOf(EngineException.class);
    engine.write(target, out -> out.write(tar));
  }

  @Test
  void anUploadThatNobodyTakesIsGivenUp() throws Exception {
    Volume target = fixture.volume("stalled", "true");
    byte[] tar = TarEntries.of(Map.of("a", "x".repeat(3_000_000)));
    proxy.inRequest("PUT /", 100_000, Fault.STALL);
    assertThatThrownBy(() -> engine.write(target, out -> out.write(tar)))
        .isInstanceOf(EngineException.class)
        .hasMessageContainingAll("volume 'stalled'", "not complete");
  }

  @Test
  void whatSpeaksAnotherProtocolIsNamed() {
    proxy.inAnswer("/version", 0, BrokenConnectionsIT::greet);
    assertThatThrownBy(engine::info)
        .isInstanceOf(EngineException.class)
        .hasMessageContainingAll(proxy.socket().toString(), "does not speak Docker's protocol");
  }

  /** Whenever it is asked. */
  private static boolean greet(SocketChannel client, SocketProxy proxy) throws IOException {
    proxy.inAnswer("/version", 0, BrokenConnectionsIT::greet);
    client.write(
        ByteBuffer.wrap(
            "HTTP/1.1 200 OK\r\nmail ready\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
    return false;
  }

  @Test
  void whatNeverAnswersIsGivenUp() {
    Duration second = Duration.ofSeconds(1);
    proxy.inAnswer("/version", 0, Fault.STALL);
    try (DockerEngine impatient =
        OwnEngineFixture.engine(proxy.socket(), new Limits(second, second, second, second))) {
      assertThatThrownBy(impatient::info)
          .isInstanceOf(EngineException.class)
          .hasMessageContainingAll(proxy.socket().toString(), "did not answer for 1 s");
    }
  }
}
