package io.holdfast.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import io.holdfast.core.EngineException;
import io.holdfast.core.EngineException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EngineAddressTest {
  @TempDir Path home;

  private EngineAddress find(Map<String, String> environment) throws EngineException {
    return EngineAddress.find(Optional.empty(), environment, home);
  }

  @Test
  void whatIsGivenWins() throws EngineException {
    EngineAddress address =
        EngineAddress.find(
            Optional.of("tcp://given:2375"), Map.of("DOCKER_HOST", "unix:///other.sock"), home);
    assertThat(address).isEqualTo(new EngineAddress("tcp://given:2375", Optional.empty()));
    assertThat(address.socket()).isEmpty();
  }

  @Test
  void theEnvironmentComesBeforeTheContext() throws Exception {
    context("remote", "tcp://context:2376");
    assertThat(find(Map.of("DOCKER_HOST", "unix:///e.sock", "DOCKER_CONTEXT", "remote")).url())
        .isEqualTo("unix:///e.sock");
    assertThat(find(Map.of("DOCKER_HOST", "unix:///e.sock")).socket()).contains(Path.of("/e.sock"));
  }

  @Test
  void theCurrentContextIsFollowed() throws Exception {
    Path directory = context("remote", "tcp://context:2376");
    Files.writeString(home.resolve(".docker/config.json"), "{\"currentContext\":\"remote\"}");
    assertThat(find(Map.of()).url()).isEqualTo("tcp://context:2376");
    assertThat(find(Map.of()).certificates()).isEmpty();
    Path tls =
        home.resolve(".docker/contexts/tls").resolve(directory.getFileName()).resolve("docker");
    Files.createDirectories(tls);
    assertThat(find(Map.of()).certificates()).contains(tls);
    assertThat(find(Map.of("DOCKER_CONTEXT", "default")).url()).startsWith("unix:///");
  }

  @Test
  void aContextThatIsNotThereIsAnError() {
    assertThatThrownBy(() -> find(Map.of("DOCKER_CONTEXT", "gone")))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("context 'gone'")
        .hasMessageContaining("docker context use");
  }

  @Test
  void tlsIsSwitchedOnByItsVariable() throws EngineException {
    Map<String, String> tls =
        Map.of(
            "DOCKER_HOST", "tcp://h:2376", "DOCKER_TLS_VERIFY", "1", "DOCKER_CERT_PATH", "/certs");
    assertThat(find(tls).certificates()).contains(Path.of("/certs"));
    assertThat(find(Map.of("DOCKER_HOST", "tcp://h:2376", "DOCKER_TLS_VERIFY", "1")).certificates())
        .contains(home.resolve(".docker"));
    assertThat(find(Map.of("DOCKER_HOST", "tcp://h:2376", "DOCKER_CERT_PATH", "/c")).certificates())
        .isEmpty();
  }

  @Test
  void sshIsRefusedWithAdvice() {
    assertThatThrownBy(() -> find(Map.of("DOCKER_HOST", "ssh://root@host")))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE))
        .hasMessageContaining("ssh://root@host")
        .hasMessageContaining("ssh -nNT -L");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:2375", "fd://", "unix:relative", "http://h", "nonsense"})
  void whatIsNoAddressIsRefused(String host) {
    assertThatThrownBy(() -> find(Map.of("DOCKER_HOST", host)))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("'" + host + "' is no engine's address");
  }

  @Test
  void missingCertificatesAreAnErrorOfTheEngine() {
    EngineAddress address = new EngineAddress("tcp://h:2376", Optional.of(home.resolve("none")));
    assertThatThrownBy(() -> Connection.to(address, Limits.DEFAULTS))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("tcp://h:2376");
  }

  @Test
  void settingsNeedAnImage() {
    assertThat(DockerSettings.DEFAULTS.helperImage()).isEqualTo("alpine");
    assertThatThrownBy(() -> new DockerSettings(Optional.empty(), " "))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Path context(String name, String host) throws IOException {
    String id = Hashing.sha256().hashString(name, StandardCharsets.UTF_8).toString();
    Path directory = home.resolve(".docker/contexts/meta").resolve(id);
    Files.createDirectories(directory);
    Files.writeString(
        directory.resolve("meta.json"),
        "{\"Name\":\"" + name + "\",\"Endpoints\":{\"docker\":{\"Host\":\"" + host + "\"}}}");
    return directory;
  }
}
