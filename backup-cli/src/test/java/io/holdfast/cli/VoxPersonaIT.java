package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.cli.demo.SampleData;
import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.engine.Volume;
import io.holdfast.core.plan.Selection;
import io.holdfast.core.plan.VolumeAccess;
import io.holdfast.docker.DockerEngine;
import io.holdfast.docker.DockerSettings;
import io.holdfast.testkit.FileTree;
import io.holdfast.testkit.RequiresDocker;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** VoxPersona's eight directories and four volumes, small, on a real engine. */
@RequiresDocker
final class VoxPersonaIT {
  private static final List<String> DIRECTORIES =
      List.of(
          "telegram_sessions",
          "rag_indices",
          "auth_data",
          "prompts",
          "logs",
          "processed_texts",
          "reports",
          "config");
  private static final List<String> VOLUMES =
      List.of("postgres_data", "minio_data", "certificates", "pip_cache");

  @TempDir private Path folder;
  private final String project = "hfcli-" + UUID.randomUUID().toString().substring(0, 8);
  private final ContainerEngine engine = DockerEngine.create(DockerSettings.DEFAULTS);
  private final Map<String, FileTree> volumes = new LinkedHashMap<>();
  private final Map<String, FileTree> directories = new LinkedHashMap<>();
  private Path application;

  @BeforeEach
  void makeTheData() throws Exception {
    application = folder.resolve("VoxPersona");
    for (String name : DIRECTORIES) {
      tree(name, 1000).writeTo(application.resolve(name));
      directories.put(name, FileTree.read(application.resolve(name)));
    }
    for (String name : VOLUMES) {
      Volume volume = volume(name);
      engine.create(volume);
      // Whole seconds, which is what a helper's tar has
      engine.write(volume, tree(name, 70).wholeSeconds()::writeTar);
      volumes.put(volume.name(), read(volume));
    }
    assertThat(volumes.get(volume("postgres_data").name()).entry("data").orElseThrow().uid())
        .isEqualTo(70);
  }

  /** A tree with what real ones have; owners only where this user may set them. */
  private FileTree tree(String seed, int owner) {
    boolean volume = VOLUMES.contains(seed);
    FileTree.Builder tree =
        FileTree.builder().modified(Instant.parse("2025-06-01T12:00:00.123456789Z"));
    if (volume || isRoot()) {
      tree.owner(owner, owner);
    }
    tree.root(0750)
        .directory("data", 0700)
        .file("data/" + seed + ".txt", seed.repeat(5000), 0640)
        .file("data/empty", "", 0600)
        .file("run.sh", "#!/bin/sh\n", 0755)
        .symlink("current", "data/" + seed + ".txt")
        .hardLink("data/second", "run.sh");
    return tree.build();
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private Volume volume(String name) {
    return new Volume(
        project + "_" + name,
        "local",
        Map.of(),
        Map.of("com.docker.compose.project", project, "com.docker.compose.volume", name));
  }

  @AfterEach
  void removeTheVolumes() throws Exception {
    try (engine) {
      for (Volume volume : engine.volumes()) {
        if (volume.name().startsWith(project)) {
          engine.remove(volume);
        }
      }
    }
  }

  private FileTree read(Volume volume) throws Exception {
    try (ContainerEngine.VolumeReader reader =
        engine.read(volume, VolumeAccess.COPY, Selection.EVERYTHING)) {
      InputStream tar = ((ContainerEngine.Content.TarStream) reader.content()).tar();
      FileTree tree = FileTree.readTar(tar);
      reader.finish();
      return tree;
    }
  }

  private CommandLineRun holdfast(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("-c");
    all.add(folder.resolve("holdfast.yaml").toString());
    return CommandLineRun.of(new HostCollaborators(), all.toArray(String[]::new));
  }

  private void configure(String more) throws Exception {
    Files.writeString(
        folder.resolve("holdfast.yaml"),
        "name: persistent_data\nbase-dir: VoxPersona\ndestination: backups\ndirectories: "
            + DIRECTORIES
            + "\nvolumes:\n  - compose: {project: "
            + project
            + ", volume: postgres_data}\n"
            + "  - "
            + volume("minio_data").name()
            + "\n  - "
            + volume("certificates").name()
            + "\n  - name: "
            + volume("pip_cache").name()
            + "\nretention: {keep-within: 7d, keep-at-least: 1}\n"
            + more);
  }

  private Path archive() {
    return Path.of(holdfast("list", "--json").json().at("/archives/0/file").asText());
  }

  private static void shell(String script) throws Exception {
    Process process = new ProcessBuilder("sh", "-euc", script).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", script, text).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "helper", "copy", "direct"})
  void savesAndRestoresEverythingThroughEveryAccess(String access) throws Exception {
    assumeTrue(isRoot() || !access.equals("direct"), "only root may read a volume's directory");
    configure("access: " + access + "\n");

    assertThat(holdfast("plan").code()).isZero();
    CommandLineRun run = holdfast("run", "--json");
    assertThat(run.code()).as(run.err()).isZero();
    JsonNode sources = run.json().at("/info/sources");
    assertThat(sources).hasSize(12);
    for (JsonNode source : sources) {
      if (source.at("/kind").asText().equals("volume") && !access.equals("auto")) {
        assertThat(source.at("/access").asText()).isEqualTo(access);
      }
    }
    assertThat(holdfast("list").out()).contains("complete");
    CommandLineRun verify = holdfast("verify");
    assertThat(verify.code()).as(verify.err()).isZero();

    for (String name : VOLUMES) {
      engine.remove(volume(name));
    }
    SampleData.remove(application);
    CommandLineRun refused = holdfast("run", "-q");
    assertThat(refused.code()).isEqualTo(1);
    CommandLineRun restore = holdfast("restore", "latest");
    assertThat(restore.code()).as(restore.err()).isZero();
    assertAsBefore();
    assertThat(engine.volume(volume("postgres_data").name())).contains(volume("postgres_data"));
  }

  private void assertAsBefore() throws Exception {
    for (String name : DIRECTORIES) {
      assertThat(FileTree.read(application.resolve(name)))
          .as(name)
          .isEqualTo(directories.get(name));
    }
    for (String name : VOLUMES) {
      assertThat(read(volume(name))).as(name).isEqualTo(volumes.get(volume(name).name()));
    }
  }

  @Test
  void stockToolsRestoreIt() throws Exception {
    configure("access: helper\n");
    assertThat(holdfast("run", "-q")).isEqualTo(new CommandLineRun(0, "", ""));
    Path archive = archive();
    SampleData.remove(application);
    Files.createDirectories(application);
    String volume = volume("postgres_data").name();
    engine.remove(volume("postgres_data"));
    engine.create(volume("postgres_data"));

    shell("tar -xzf " + archive + " -C " + application + " --exclude='*.tar'");
    shell(
        "tar -xzf "
            + archive
            + " "
            + volume
            + ".tar -O | docker run --rm -i -v "
            + volume
            + ":/volume alpine tar -xf - -C /volume");

    for (String name : DIRECTORIES) {
      assertThat(FileTree.read(application.resolve(name)).wholeSeconds())
          .as(name)
          .isEqualTo(directories.get(name).wholeSeconds());
    }
    FileTree restored = read(volume("postgres_data"));
    FileTree saved = volumes.get(volume);
    assertThat(restored.text("data/postgres_data.txt"))
        .isEqualTo(saved.text("data/postgres_data.txt"));
    assertThat(restored.entry("data/empty")).isEqualTo(saved.entry("data/empty"));
    assertThat(restored.entry("data").orElseThrow().mode()).isEqualTo(0700);
    assertThat(restored.entry("data").orElseThrow().uid()).isEqualTo(70);
  }

  @Test
  void aMissingVolumeIsNamedWithTheOneThatWasMeant() throws Exception {
    configure("");
    Path file = folder.resolve("holdfast.yaml");
    Files.writeString(
        file, Files.readString(file).replace("- " + volume("minio_data").name(), "- minio_data"));

    CommandLineRun run = holdfast("run", "-q");

    assertThat(run.code()).isEqualTo(10);
    assertThat(run.err())
        .contains("did you mean '" + volume("minio_data").name() + "' (compose project " + project);
    assertThat(engine.volume("minio_data")).isEmpty();
  }

  @Test
  void restoresOneFileOfAVolumeIntoAnotherVolume() throws Exception {
    configure("");
    holdfast("run", "-q");
    Volume copy = volume("copy");

    CommandLineRun run =
        holdfast(
            "restore",
            "latest",
            "--source",
            volume("postgres_data").name(),
            "--path",
            "data/*.txt",
            "--into-volume",
            copy.name());

    assertThat(run.code()).as(run.err()).isZero();
    FileTree restored = read(copy);
    assertThat(restored.text("data/postgres_data.txt")).isEqualTo("postgres_data".repeat(5000));
    assertThat(restored.entry("run.sh")).isEmpty();
  }

  @Test
  void theDemonstrationUsesTheEngineAndLeavesNothing() throws Exception {
    CommandLineRun demo = CommandLineRun.of(new HostCollaborators(), "demo", "--json");

    assertThat(demo.code()).as(demo.err()).isZero();
    assertThat(demo.json().at("/equal")).hasSize(5);
    assertThat(engine.volumes())
        .extracting(Volume::name)
        .noneMatch(name -> name.startsWith("holdfast-demo-"));
  }
}
