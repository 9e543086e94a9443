package io.holdfast.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.holdfast.core.EngineException;
import io.holdfast.core.engine.ContainerEngine.Content;
import io.holdfast.core.engine.ContainerEngine.VolumeReader;
import io.holdfast.core.engine.Volume;
import io.holdfast.core.plan.Selection;
import io.holdfast.core.plan.VolumeAccess;
import io.holdfast.testkit.RequiresDocker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A real engine that maps the users of its containers to others of the host. It makes a user for
 * that, so it is only started where there is one, or where skipping is not allowed.
 */
@RequiresDocker
@Timeout(120)
final class RemappedEngineIT {
  private static final String LIST = "find . | sort | xargs stat -c '%n %a %u:%g %Y %h %F'";
  private static OwnEngineFixture fixture;

  @BeforeAll
  static void start() throws Exception {
    assumeThat(
            Boolean.parseBoolean(System.getenv("HOLDFAST_REQUIRE_DOCKER"))
                || Files.readString(Path.of("/etc/subuid")).contains("dockremap:"))
        .as("a user to map to")
        .isTrue();
    fixture = new OwnEngineFixture("--userns-remap=default").withImage();
  }

  @AfterAll
  static void end() throws Exception {
    if (fixture != null) {
      fixture.close();
    }
  }

  private static Volume rich(String name) throws IOException, InterruptedException {
    return fixture.volume(
        name,
        "mkdir -p d/.wh.d && echo hello >d/f && echo x >d/.wh.f && ln d/f g && ln -s ../d/f d/link"
            + " && mkfifo p && chown 70:71 d/f && chown 65535:65535 p && chmod 640 d/f"
            + " && chown 999:998 . && chmod 2770 . && find . -exec touch -h -d @1600000000 {} +");
  }

  /** As the containers see them, so that they fit an engine that maps none, too. */
  @Test
  void aHelperSeesOwnersAsContainersDo() throws Exception {
    Volume from = rich("helper");
    Volume to = fixture.volume("helper-back", "true");
    try (DockerEngine engine = fixture.engine()) {
      try (VolumeReader reader = engine.read(from, VolumeAccess.HELPER, Selection.EVERYTHING)) {
        engine.write(to, out -> OwnEngineFixture.tar(reader).transferTo(out));
        assertThat(reader.finish()).isEmpty();
      }
      assertThat(fixture.sh(to.name(), LIST)).isEqualTo(fixture.sh(from.name(), LIST));
      assertThat(fixture.sh(to.name(), LIST)).contains("./d/f 640 70:71", "./d/.wh.f");
    }
    assertThat(fixture.helpers()).isEmpty();
  }

  /** This engine maps what it is sent, and not what it sends: it refuses its own owners. */
  @Test
  void aCopyHasTheHostsOwnersWhichItsEngineRefuses() throws Exception {
    Volume from = rich("copy");
    Volume to = fixture.volume("copy-back", "true");
    try (DockerEngine engine = fixture.engine()) {
      try (VolumeReader reader = engine.read(from, VolumeAccess.COPY, Selection.EVERYTHING)) {
        assertThat(TarEntries.read(OwnEngineFixture.tar(reader)).get("./d/f"))
            .startsWith("640 " + (first() + 70) + ":" + (first() + 71));
        assertThat(reader.finish()).isEmpty();
      }
      assertThatThrownBy(
              () -> {
                try (VolumeReader reader =
                    engine.read(from, VolumeAccess.COPY, Selection.EVERYTHING)) {
                  engine.write(to, out -> OwnEngineFixture.tar(reader).transferTo(out));
                }
              })
          .isInstanceOf(EngineException.class)
          .hasMessageContainingAll("cannot be mapped", "volume 'copy-back', which is not complete");
    }
    assertThat(fixture.helpers()).isEmpty();
  }

  @Test
  void ownersAreThoseOfTheHostWhereItIsReadDirectly() throws Exception {
    Volume volume = rich("direct");
    try (DockerEngine engine =
            OwnEngineFixture.engine(fixture.daemon.socket(), Limits.DEFAULTS, Path.of("/proc"));
        VolumeReader reader = engine.read(volume, VolumeAccess.AUTO, Selection.EVERYTHING)) {
      assertThat(reader.access()).isEqualTo(VolumeAccess.DIRECT);
      Path root = ((Content.Tree) reader.content()).root();
      int first = first();
      assertThat(Files.getAttribute(root, "unix:uid", LinkOption.NOFOLLOW_LINKS))
          .isEqualTo(first + 999);
      assertThat(Files.getAttribute(root.resolve("d/f"), "unix:uid", LinkOption.NOFOLLOW_LINKS))
          .isEqualTo(first + 70);
      assertThat(reader.finish()).isEmpty();
    }
  }

  /** The user of the host that is root in the containers. */
  private static int first() throws IOException {
    return Files.readAllLines(Path.of("/etc/subuid")).stream()
        .filter(line -> line.startsWith("dockremap:"))
        .map(line -> Integer.valueOf(line.split(":", -1)[1]))
        .findFirst()
        .orElseThrow();
  }
}
