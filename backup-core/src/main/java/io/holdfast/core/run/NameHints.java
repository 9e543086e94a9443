package io.holdfast.core.run;

import io.holdfast.core.catalog.Printable;
import io.holdfast.core.engine.Volume;
import io.holdfast.core.text.NearestNames;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What volume somebody may have meant who named one that does not exist. */
final class NameHints {
  private static final int SHOWN = 3;

  private NameHints() {}

  /**
   * {@code ; did you mean 'voxpersona_postgres_data' (compose project voxpersona)?}, or nothing.
   */
  static String forVolume(String wanted, List<Volume> volumes) {
    // people write what their compose file says, the engine puts the project's name in front
    Predicate<Volume> sameButForProject =
        v ->
            v.composeVolume().filter(wanted::equals).isPresent()
                || v.name().endsWith("_" + wanted)
                || v.name().endsWith("-" + wanted);
    List<Volume> meant = volumes.stream().filter(sameButForProject).limit(SHOWN).toList();
    if (meant.isEmpty()) {
      List<String> near = NearestNames.of(wanted, volumes.stream().map(Volume::name).toList());
      meant =
          near.stream()
              .flatMap(name -> volumes.stream().filter(v -> v.name().equals(name)).limit(1))
              .toList();
    }
    if (meant.isEmpty()) {
      return "";
    }
    return meant.stream()
        .map(NameHints::described)
        .collect(Collectors.joining(" or ", "; did you mean ", "?"));
  }

  static String described(Volume volume) {
    String name = "'" + Printable.of(volume.name()) + "'";
    return volume
        .composeProject()
        .map(project -> name + " (compose project " + Printable.of(project) + ")")
        .orElse(name);
  }
}
