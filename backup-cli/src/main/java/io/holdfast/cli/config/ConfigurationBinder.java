package io.holdfast.cli.config;

import io.holdfast.cli.text.Nearest;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.plan.Compression;
import io.holdfast.core.plan.DirectorySource;
import io.holdfast.core.plan.OnMissingSource;
import io.holdfast.core.plan.PlanName;
import io.holdfast.core.plan.Source;
import io.holdfast.core.plan.VolumeAccess;
import io.holdfast.core.plan.VolumeRef;
import io.holdfast.core.plan.VolumeSource;
import io.holdfast.core.retention.RetentionPolicy;
import io.holdfast.docker.DockerSettings;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the whole configuration. */
final class ConfigurationBinder {
  private static final Map<String, OnMissingSource> ON_MISSING =
      Values.words(OnMissingSource.values());
  private static final Map<String, Compression> COMPRESSION = Values.words(Compression.values());
  private static final Pattern ENGINE_ADDRESS = Pattern.compile("(unix:///.+|tcp://[^/]+)");

  private final Path file;
  private final ZoneId hostZone;
  private final Problems problems;
  private final Values values;
  private final PathValues paths;

  ConfigurationBinder(Path file, ZoneId hostZone, Problems problems) {
    this.file = file;
    this.hostZone = hostZone;
    this.problems = problems;
    this.values = new Values(problems);
    this.paths = new PathValues(values, problems);
  }

  /** The configuration, unless something was reported. */
  Optional<Configuration> bind(Node root) {
    return values
        .fields(
            root, KeyPlaces.TOP, KeyPlaces.TOP_KEYS, "'name:', 'destination:' and 'directories:'")
        .flatMap(this::bind);
  }

  private Optional<Configuration> bind(Fields fields) {
    Path folder = folder();
    Optional<PlanName> name = fields.require("name", "").flatMap(this::planName);
    Optional<Path> destination =
        fields.require("destination", "").flatMap(n -> paths.read(n, "'destination'", folder));
    Path base =
        fields.get("base-dir").flatMap(n -> paths.read(n, "'base-dir'", folder)).orElse(folder);
    RetentionPolicy retention =
        fields
            .get("retention")
            .map(new RetentionBinder(values)::bind)
            .orElse(RetentionPolicy.KEEP_EVERYTHING);
    OptionalLong minFree =
        fields
            .get("min-free-space")
            .map(n -> values.size(n, "'min-free-space'"))
            .orElse(OptionalLong.of(0));
    OnMissingSource onMissing =
        fields
            .get("on-missing-source")
            .flatMap(n -> values.choice(n, "'on-missing-source'", ON_MISSING))
            .orElse(OnMissingSource.WARN);
    Compression compression =
        fields
            .get("compression")
            .flatMap(n -> values.choice(n, "'compression'", COMPRESSION))
            .orElse(Compression.FAST);
    ZoneId zone = fields.get("timezone").flatMap(this::zone).orElse(hostZone);
    DockerSettings docker = docker(fields);
    List<Source> sources = sources(fields, base, destination);
    List<Path> mounts =
        fields
            .get("require-mounts")
            .map(n -> mounts(n, folder, sources, destination))
            .orElse(List.of());
    if (!problems.isEmpty() || name.isEmpty() || destination.isEmpty()) {
      return Optional.empty();
    }
    BackupPlan plan =
        new BackupPlan(
            name.get(),
            destination.get(),
            sources,
            retention,
            mounts,
            minFree.orElse(0),
            onMissing,
            compression,
            zone);
    return Optional.of(new Configuration(plan, docker, file));
  }

  /** A mount that nothing of the plan lies on is a slip of the pen. */
  private List<Path> mounts(
      Node list, Path folder, List<Source> sources, Optional<Path> destination) {
    List<Path> mounts = new ArrayList<>();
    for (Node item : values.items(list, "'require-mounts'", "[/mnt/backup]")) {
      Optional<Path> mount = paths.read(item, "a mount in 'require-mounts'", folder);
      if (mount.isEmpty()) {
        continue;
      }
      boolean used =
          Stream.concat(
                  destination.stream(),
                  sources.stream()
                      .filter(DirectorySource.class::isInstance)
                      .map(s -> ((DirectorySource) s).path()))
              .anyMatch(path -> path.startsWith(mount.get()));
      if (used || !problems.isEmpty()) {
        mounts.add(mount.get());
      } else {
        problems.at(
            item,
            "neither the destination nor a directory of the plan lies at or below '"
                + mount.get()
                + "'; name the directory that their disk is mounted on");
      }
    }
    return mounts;
  }

  private List<Source> sources(Fields fields, Path base, Optional<Path> destination) {
    SourceDefaults defaults =
        new SourceDefaults(
            fields.get("exclude").map(new Patterns(values, problems)::read).orElse(List.of()),
            fields
                .get("exclude-caches")
                .flatMap(n -> values.flag(n, "'exclude-caches'"))
                .orElse(true),
            fields
                .get("one-file-system")
                .flatMap(n -> values.flag(n, "'one-file-system'"))
                .orElse(false),
            fields
                .get("access")
                .flatMap(n -> values.choice(n, "'access'", VolumeBinder.ACCESS))
                .orElse(VolumeAccess.AUTO));
    Optional<Node> directories = fields.get("directories");
    Optional<Node> volumes = fields.get("volumes");
    List<Source> sources = new ArrayList<>();
    int complaints = problems.found().size();
    directories
        .map(new DirectoryBinder(problems, defaults, base, destination)::bind)
        .ifPresent(sources::addAll);
    volumes.map(new VolumeBinder(problems, defaults)::bind).ifPresent(sources::addAll);
    if (sources.isEmpty() && problems.found().size() == complaints) {
      problems.at(
          fields.node(),
          "there is nothing to save; list at least one source under 'directories' or 'volumes'");
    }
    requireDistinctFiles(fields, sources);
    return sources;
  }

  /** A volume is a file {@code <name>.tar} in the archive; a directory may have that name. */
  private void requireDistinctFiles(Fields fields, List<Source> sources) {
    for (Source source : sources) {
      if (source instanceof VolumeSource volume && volume.volume() instanceof VolumeRef.Named ref) {
        String tar = ref.name() + ".tar";
        boolean taken =
            sources.stream()
                .anyMatch(
                    s ->
                        s instanceof DirectorySource d
                            && (d.name().equals(tar) || d.name().startsWith(tar + "/")));
        if (taken) {
          problems.at(
              fields.get("volumes").orElse(fields.node()),
              "the volume '"
                  + ref.name()
                  + "' and a directory would both be '"
                  + tar
                  + "' in the archive; give the directory another 'name:'");
        }
      }
    }
  }

  private Optional<PlanName> planName(Node node) {
    Optional<String> text = values.text(node, "'name'");
    try {
      return text.map(PlanName::new);
    } catch (IllegalArgumentException e) {
      problems.at(node, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<ZoneId> zone(Node node) {
    Optional<String> text = values.text(node, "'timezone'");
    try {
      return text.map(ZoneId::of);
    } catch (DateTimeException e) {
      problems.at(
          node,
          "there is no time zone '"
              + text.orElse("")
              + "'"
              + zoneHint(text.orElse(""))
              + " Write a name such as Europe/Berlin or UTC");
      return Optional.empty();
    }
  }

  /** Looks for the whole name, then for the city alone. */
  private static String zoneHint(String text) {
    TreeSet<String> zones = new TreeSet<>(ZoneId.getAvailableZoneIds());
    String hint = Nearest.hint(text, zones);
    if (hint.endsWith("?")) {
      return hint;
    }
    Map<String, String> byCity = new TreeMap<>();
    zones.forEach(zone -> byCity.putIfAbsent(zone.substring(zone.lastIndexOf('/') + 1), zone));
    return Nearest.meant(
        Nearest.to(text.substring(text.lastIndexOf('/') + 1), byCity.keySet()).map(byCity::get));
  }

  private DockerSettings docker(Fields fields) {
    Optional<String> host = fields.get("docker-host").flatMap(this::engineAddress);
    String image =
        fields
            .get("helper-image")
            .flatMap(this::imageName)
            .orElse(DockerSettings.DEFAULT_HELPER_IMAGE);
    return new DockerSettings(host, image);
  }

  private Optional<String> engineAddress(Node node) {
    Optional<String> text = values.text(node, "'docker-host'");
    if (text.isPresent() && !ENGINE_ADDRESS.matcher(text.get()).matches()) {
      problems.at(
          node,
          "'docker-host' cannot be '"
              + text.get()
              + "'; write unix:///path/to/docker.sock or tcp://host:port");
      return Optional.empty();
    }
    return text;
  }

  private Optional<String> imageName(Node node) {
    Optional<String> text = values.text(node, "'helper-image'");
    if (text.isPresent() && text.get().chars().anyMatch(Character::isWhitespace)) {
      problems.at(
          node, "'helper-image' cannot be '" + text.get() + "'; write a name such as alpine:3.20");
      return Optional.empty();
    }
    return text;
  }

  private Path folder() {
    Path parent = file.toAbsolutePath().normalize().getParent();
    return parent == null ? file.toAbsolutePath() : parent;
  }
}
