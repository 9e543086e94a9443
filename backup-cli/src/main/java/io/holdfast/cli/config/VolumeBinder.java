package io.holdfast.cli.config;

import io.holdfast.core.plan.QuiesceMode;
import io.holdfast.core.plan.Selection;
import io.holdfast.core.plan.Source;
import io.holdfast.core.plan.VolumeAccess;
import io.holdfast.core.plan.VolumeRef;
import io.holdfast.core.plan.VolumeSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads {@code volumes}. */
final class VolumeBinder {
  static final Map<String, VolumeAccess> ACCESS = Values.words(VolumeAccess.values());
  private static final Map<String, QuiesceMode> QUIESCE = Values.words(QuiesceMode.values());

  private static final Pattern DOCKER_NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]*");
  private static final String EXAMPLE =
      "'- my_volume', or '- name: my_volume' with more keys below it";

  private final Values values;
  private final Patterns patterns;
  private final Problems problems;
  private final SourceDefaults defaults;
  private final Map<VolumeRef, Integer> seen = new HashMap<>();

  VolumeBinder(Problems problems, SourceDefaults defaults) {
    this.problems = problems;
    this.values = new Values(problems);
    this.patterns = new Patterns(values, problems);
    this.defaults = defaults;
  }

  List<Source> bind(Node list) {
    List<Source> sources = new ArrayList<>();
    for (Node item : values.items(list, "'volumes'", "one '- my_volume' per line below it")) {
      if (item instanceof ScalarNode) {
        Selection selection = new Selection(defaults.exclude(), false);
        name(item, KeyPlaces.VOLUME)
            .filter(volume -> isNew(volume, item))
            .map(
                volume ->
                    new VolumeSource(
                        volume,
                        defaults.access(),
                        QuiesceMode.NONE,
                        selection,
                        OptionalLong.empty()))
            .ifPresent(sources::add);
      } else {
        values
            .fields(item, KeyPlaces.VOLUME, KeyPlaces.VOLUME_KEYS, EXAMPLE)
            .flatMap(this::withKeys)
            .ifPresent(sources::add);
      }
    }
    return sources;
  }

  private Optional<Source> withKeys(Fields fields) {
    List<String> exclude = new ArrayList<>(defaults.exclude());
    fields.get("exclude").ifPresent(n -> exclude.addAll(patterns.read(n)));
    VolumeAccess access =
        fields
            .get("access")
            .flatMap(n -> values.choice(n, "'access'", ACCESS))
            .orElse(defaults.access());
    QuiesceMode quiesce =
        fields
            .get("quiesce")
            .flatMap(n -> values.choice(n, "'quiesce'", QUIESCE))
            .orElse(QuiesceMode.NONE);
    OptionalLong maxSize =
        fields
            .get("max-size")
            .map(n -> values.size(n, "'max-size'"))
            .orElseGet(OptionalLong::empty);
    return reference(fields)
        .filter(volume -> isNew(volume, fields.node()))
        .map(
            volume ->
                new VolumeSource(volume, access, quiesce, new Selection(exclude, false), maxSize));
  }

  private Optional<VolumeRef> reference(Fields fields) {
    Optional<Node> name = fields.get("name");
    Optional<Node> compose = fields.get("compose");
    if (name.isPresent() && compose.isPresent()) {
      problems.at(
          fields.node(), "a volume has either 'name' or 'compose', not both; remove one of them");
      return Optional.empty();
    }
    if (compose.isPresent()) {
      return compose(compose.get());
    }
    return fields
        .require("name", "; write 'name: my_volume' or 'compose: {project: p, volume: v}'")
        .flatMap(n -> name(n, "'name'"));
  }

  private Optional<VolumeRef> compose(Node node) {
    Optional<Fields> fields =
        values.fields(node, KeyPlaces.COMPOSE, KeyPlaces.COMPOSE_KEYS, "{project: p, volume: v}");
    if (fields.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> project =
        fields.get().require("project", "").flatMap(n -> values.text(n, "'project'"));
    Optional<String> volume =
        fields.get().require("volume", "").flatMap(n -> values.text(n, "'volume'"));
    return project.isPresent() && volume.isPresent()
        ? Optional.of(new VolumeRef.Compose(project.get(), volume.get()))
        : Optional.empty();
  }

  private Optional<VolumeRef> name(Node node, String what) {
    Optional<String> name = values.text(node, what);
    if (name.isPresent() && !DOCKER_NAME.matcher(name.get()).matches()) {
      String remedy =
          name.get().contains("/")
              ? "; a path of the host belongs under 'directories'"
              : "; 'docker volume ls' shows the names";
      problems.at(
          node,
          "'"
              + name.get()
              + "' cannot be a volume's name: letters, digits, '_', '.' and '-', starting with a"
              + " letter or digit"
              + remedy);
      return Optional.empty();
    }
    return name.map(VolumeRef.Named::new);
  }

  private boolean isNew(VolumeRef volume, Node item) {
    Integer earlier = seen.putIfAbsent(volume, Problems.line(item));
    if (earlier != null) {
      problems.at(
          item, "the volume " + volume + " is given twice; the first one is in line " + earlier);
    }
    return earlier == null;
  }
}
