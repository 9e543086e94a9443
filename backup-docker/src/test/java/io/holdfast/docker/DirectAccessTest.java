package io.holdfast.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.engine.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectAccessTest {
  @TempDir Path temp;
  private Path data;
  private StubEngine stub;

  @BeforeEach
  void prepare() throws IOException {
    data = Files.createDirectories(temp.resolve("v/_data"));
    Files.createDirectories(temp.resolve("self"));
    process("0 0 4294967295", "000001ffffffffff");
    Files.writeString(temp.resolve("self/mountinfo"), "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n");
    stub = new StubEngine();
    created(((FileTime) Files.getAttribute(data, "unix:ctime")).toInstant());
  }

  private void process(String owners, String capabilities) throws IOException {
    Files.writeString(temp.resolve("self/uid_map"), "         " + owners + "\n");
    Files.writeString(temp.resolve("self/status"), "Name:\tjava\nCapEff:\t" + capabilities + "\n");
  }

  private void created(Instant instant) {
    stub.on(
        "GET",
        "/volumes/v",
        200,
        "{\"Name\":\"v\",\"Driver\":\"local\",\"Mountpoint\":\""
            + data
            + "\",\"CreatedAt\":\""
            + instant
            + "\"}");
  }

  private InspectedVolume volume(String driver, Map<String, String> options) {
    return new InspectedVolume(
        new Volume("v", driver, options, Map.of()), data.toString(), Optional.empty());
  }

  private DirectAccess access() {
    return new DirectAccess(stub.connection(), temp);
  }

  @Test
  void theEnginesDirectoryIsTaken() throws Exception {
    assertThat(access().certain(volume("local", Map.of())).directory()).contains(data);
  }

  @Test
  void aDirectoryOfAnotherAgeIsNotTheEngines() throws Exception {
    created(Instant.parse("2020-01-01T00:00:00Z"));
    assertThat(access().certain(volume("local", Map.of())).refusal())
        .contains("is not the engine's");
  }

  @Test
  void anEngineElsewhereHasNoDirectoryHere() throws Exception {
    Connection remote =
        Connection.over(
            stub, new EngineAddress("tcp://h:2375", Optional.empty()), StubEngine.LIMITS);
    assertThat(new DirectAccess(remote, temp).possible(volume("local", Map.of())).refusal())
        .contains("tcp://h:2375 is not on this host");
  }

  @Test
  void onlyTheLocalDriverHasADirectory() throws Exception {
    assertThat(access().possible(volume("rclone", Map.of())).refusal()).contains("'rclone'");
    assertThat(
            access()
                .possible(
                    new InspectedVolume(
                        new Volume("v", "local", Map.of(), Map.of()), "", Optional.empty()))
                .refusal())
        .contains("tells no directory");
  }

  @Test
  void withoutTheRightsItIsNotCertain() throws Exception {
    process("0 0 4294967295", "0000000000000000");
    assertThat(access().certain(volume("local", Map.of())).refusal()).contains("run as root");
    assertThat(access().possible(volume("local", Map.of())).directory()).contains(data);
    process("0 100000 65536", "000001ffffffffff");
    assertThat(access().certain(volume("local", Map.of())).refusal()).contains("run as root");
  }

  @Test
  void aDirectoryThatIsNotThereCannotBeRead() throws Exception {
    Files.delete(data);
    assertThat(access().possible(volume("local", Map.of())).refusal())
        .contains("cannot be read by this process");
  }

  @Test
  void aVolumeThatIsMountedOnUseIsReadOnlyWhileItIsMounted() throws Exception {
    Map<String, String> nfs = Map.of("type", "nfs", "device", ":/export", "o", "addr=h");
    assertThat(access().certain(volume("local", nfs)).directory()).isEmpty();
    assertThat(access().possible(volume("local", nfs)).refusal()).contains("none does now");
    Files.writeString(
        temp.resolve("self/mountinfo"), "40 22 0:50 / " + data + " rw - nfs4 h:/export rw\n");
    assertThat(access().possible(volume("local", nfs)).directory()).contains(data);
    assertThat(access().certain(volume("local", nfs)).directory()).isEmpty();
    // a quota alone needs no mount
    assertThat(access().certain(volume("local", Map.of("o", "size=1g"))).directory())
        .contains(data);
  }
}
