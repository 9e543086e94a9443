package io.holdfast.cli;

import io.holdfast.cli.config.ConfigurationException;
import io.holdfast.cli.demo.SampleData;
import io.holdfast.core.BackupException;
import io.holdfast.core.DestinationException;
import io.holdfast.core.EngineException;
import io.holdfast.core.catalog.Archive;
import io.holdfast.core.catalog.ArchiveInfo;
import io.holdfast.core.catalog.SourceRecord;
import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.engine.Volume;
import io.holdfast.docker.DockerSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** One demonstration: everything it does to data, it does through the commands that users have. */
final class Demo {
  private static final String CONFIGURATION = "holdfast.yaml";

  private final Session session;
  private final Console console;
  private final boolean keep;
  private final DockerSettings docker;
  private final List<Volume> volumes = new ArrayList<>();
  private final Map<String, Object> facts = new LinkedHashMap<>();
  private ExitCode worst = ExitCode.OK;

  Demo(Session session, boolean keep) throws ConfigurationException, UsageException {
    this.session = session;
    this.keep = keep;
    console = session.console();
    docker =
        session.isConfigurationNamed() ? session.configuration().docker() : DockerSettings.DEFAULTS;
  }

  /** What happened, for machines. */
  Map<String, Object> facts() {
    return facts;
  }

  ExitCode play() throws BackupException, InterruptedException {
    Path home;
    try {
      home = Files.createTempDirectory("holdfast-demo-").toRealPath();
    } catch (IOException e) {
      throw failure("no temporary folder could be made", e);
    }
    try {
      play(home);
    } catch (IOException e) {
      throw failure("the sample data could not be written in " + home, e);
    } finally {
      cleanUp(home);
    }
    return worst == ExitCode.OK ? ExitCode.OK : ExitCode.FAILED;
  }

  private void play(Path home) throws IOException, BackupException, InterruptedException {
    List<String> directories = SampleData.directories(home.resolve("app"));
    say("Sample data in " + home.resolve("app"));
    makeVolumes(home);
    Files.writeString(home.resolve(CONFIGURATION), configuration(directories));
    say("");
    say("A plan for it, " + home.resolve(CONFIGURATION) + ":");
    Files.readAllLines(home.resolve(CONFIGURATION)).forEach(line -> say("    " + line));

    holdfast(home, "run");
    holdfast(home, "list");
    holdfast(home, "verify");
    if (worst != ExitCode.OK) {
      return;
    }
    Archive first = newest(home);
    facts.put("archive", first.name().toString());
    showStockTools(first);
    loseAndRestore(home, directories.get(1));
    say("");
    say("Another backup shows whether everything is as it was:");
    holdfast(home, "run");
    if (worst == ExitCode.OK) {
      compare(first, newest(home));
    }
  }

  /**
   * Volumes are filled by restoring directories into them: that is how data comes from elsewhere.
   */
  private void makeVolumes(Path home) throws IOException, BackupException, InterruptedException {
    ContainerEngine engine = session.engine(docker);
    try {
      ContainerEngine.EngineInfo info = engine.info();
      say("Docker Engine " + info.version() + " answers at " + info.address());
      facts.put("engine", info.version());
    } catch (EngineException e) {
      say("No container engine answers, so this goes without volumes: " + e.getMessage());
      facts.put("engine", Optional.empty());
      return;
    }
    String folder = String.valueOf(home.getFileName());
    String project = "holdfast-demo-" + folder.substring(folder.length() - 6);
    List<String> names = SampleData.volumes(home.resolve("seed"));
    Files.writeString(
        home.resolve("seed.yaml"),
        "name: seed\nbase-dir: seed\ndestination: seed-archives\ndirectories: "
            + names
            + "\n"
            + engineLines());
    silently(home, "run", "-c", home.resolve("seed.yaml").toString());
    for (String name : names) {
      Volume volume =
          new Volume(
              project + "_" + name,
              "local",
              Map.of(),
              Map.of(
                  "com.docker.compose.project", project,
                  "com.docker.compose.volume", name,
                  "io.holdfast.demo", project));
      engine.create(volume);
      volumes.add(volume);
      silently(
          home,
          "restore",
          "latest",
          "-c",
          home.resolve("seed.yaml").toString(),
          "--source",
          name,
          "--into-volume",
          volume.name());
      say("Volume " + volume.name());
    }
  }

  private String configuration(List<String> directories) {
    StringBuilder yaml = new StringBuilder("name: demo\nbase-dir: app\ndestination: archives\n");
    yaml.append("directories:\n");
    for (String directory : directories) {
      yaml.append("  - ").append(directory).append('\n');
    }
    if (!volumes.isEmpty()) {
      yaml.append("volumes:\n");
      for (Volume volume : volumes) {
        yaml.append("  - ").append(volume.name()).append('\n');
      }
    }
    yaml.append("retention:\n  keep-within: 7d\n  keep-at-least: 1\n");
    return yaml.append(engineLines()).toString();
  }

  private String engineLines() {
    String image =
        docker.helperImage().equals(DockerSettings.DEFAULT_HELPER_IMAGE)
            ? ""
            : "helper-image: \"" + docker.helperImage() + "\"\n";
    return docker.host().map(host -> "docker-host: \"" + host + "\"\n").orElse("") + image;
  }

  private void showStockTools(Archive archive) {
    say("");
    say("Stock tools read it too, without holdfast:");
    say("    tar -tzf " + archive.file());
    say("    tar -xzf " + archive.file() + " -C SOMEWHERE logs/");
    if (!volumes.isEmpty()) {
      String volume = volumes.get(0).name();
      say(
          "    tar -xzf "
              + archive.file()
              + " "
              + volume
              + ".tar -O | docker run --rm -i -v "
              + volume
              + ":/volume alpine tar -xf - -C /volume");
    }
  }

  private void loseAndRestore(Path home, String directory)
      throws IOException, BackupException, InterruptedException {
    say("");
    Path lost = home.resolve("app").resolve(directory);
    SampleData.remove(lost);
    say("Lost: the directory " + lost);
    List<String> restore = new ArrayList<>(List.of("restore", "latest", "--source", directory));
    if (!volumes.isEmpty()) {
      Volume volume = volumes.get(0);
      session.engine(docker).remove(volume);
      say("Lost: the volume " + volume.name());
      restore.add("--source");
      restore.add(volume.name());
    }
    holdfast(home, restore.toArray(String[]::new));
  }

  /** A manifest names every entry with its type, size, owner, mode, times and hash. */
  private void compare(Archive before, Archive after) {
    say("");
    Map<String, String> manifests = manifests(before);
    Map<String, String> now = manifests(after);
    List<String> different =
        manifests.keySet().stream()
            .filter(source -> !Objects.equals(manifests.get(source), now.get(source)))
            .toList();
    for (String source : manifests.keySet()) {
      say("  " + (different.contains(source) ? "DIFFERENT  " : "equal  ") + source);
    }
    facts.put("equal", manifests.keySet().stream().filter(s -> !different.contains(s)).toList());
    facts.put("different", different);
    if (different.isEmpty()) {
      say("All " + manifests.size() + " sources are equal: names, content, owners, modes, times.");
    } else {
      console.error("holdfast: not equal after the restore: " + String.join(", ", different));
      worst = worst.or(ExitCode.FAILED);
    }
  }

  private static Map<String, String> manifests(Archive archive) {
    Map<String, String> manifests = new LinkedHashMap<>();
    for (SourceRecord source : archive.info().map(ArchiveInfo::sources).orElse(List.of())) {
      manifests.put(source.name(), source.manifestSha256().orElse("not saved"));
    }
    return manifests;
  }

  private Archive newest(Path home) throws BackupException {
    CommonOptions options = new CommonOptions();
    options.config = home.resolve(CONFIGURATION).toString();
    try (Session own = new Session(session.invocation(), options, console)) {
      return own.catalog().list().get(0);
    } catch (ConfigurationException | UsageException e) {
      throw new DestinationException(
          "the demonstration's own plan is not usable: " + e.getMessage(), e);
    }
  }

  /** Runs a command on the demonstration's plan, as a user would. */
  private void holdfast(Path home, String... words) throws InterruptedException {
    say("");
    say("$ holdfast " + String.join(" ", words));
    List<String> args = new ArrayList<>(List.of(words));
    args.add("-c");
    args.add(home.resolve(CONFIGURATION).toString());
    if (console.isJson() || console.isQuiet()) {
      silently(home, args.toArray(String[]::new));
    } else {
      console.finish();
      if (session.options().noProgress) {
        args.add("--no-progress");
      }
      note(Holdfast.run(session.invocation(), args.toArray(String[]::new)), words[0]);
    }
  }

  /** Runs a command whose output is of interest only when it fails. */
  private void silently(Path home, String... args) throws InterruptedException {
    StringWriter text = new StringWriter();
    PrintWriter writer = new PrintWriter(text);
    int code = Holdfast.run(session.invocation().into(writer), args);
    if (code != 0) {
      text.toString().lines().forEach(console::error);
    }
    note(code, args[0] + " in " + home);
  }

  private void note(int code, String what) throws InterruptedException {
    if (code == session.invocation().interruption().get().number()) {
      throw new InterruptedException("the demonstration was interrupted");
    }
    if (code != 0) {
      console.error("holdfast: " + what + " ended with exit code " + code);
      worst = worst.or(ExitCode.FAILED);
    }
  }

  private void cleanUp(Path home) throws InterruptedException {
    say("");
    if (keep) {
      say("Kept: " + home);
      volumes.forEach(v -> say("Kept: volume " + v.name() + " (docker volume rm removes it)"));
      facts.put("kept", home);
      return;
    }
    for (Volume volume : volumes) {
      try {
        session.engine(docker).remove(volume);
      } catch (EngineException e) {
        console.error(
            "holdfast: the volume " + volume.name() + " was not removed: " + e.getMessage());
      }
    }
    try {
      SampleData.remove(home);
      say("Removed all that was made for this.");
    } catch (IOException e) {
      console.error("holdfast: " + home + " was not removed: " + e);
    }
  }

  private void say(String text) {
    console.line(text);
  }

  private static DestinationException failure(String what, IOException e) {
    return new DestinationException(what + ": " + e, e);
  }
}
