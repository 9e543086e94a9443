package io.holdfast.cli.doctor;

import io.holdfast.core.EngineException;
import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.plan.VolumeAccess;
import io.holdfast.core.plan.VolumeSource;
import java.util.ArrayList;
import java.util.List;

/** Looks at the container engine. */
public final class EngineCheck {
  private EngineCheck() {}

  /**
   * Asks the engine who it is.
   *
   * @param engine not closed
   * @param imageName of the image of helper containers
   */
  public static List<Finding> findings(BackupPlan plan, ContainerEngine engine, String imageName)
      throws InterruptedException {
    boolean needed = plan.sources().stream().anyMatch(VolumeSource.class::isInstance);
    try {
      ContainerEngine.EngineInfo info = engine.info();
      List<Finding> findings = new ArrayList<>();
      findings.add(
          Finding.ok(
              "engine",
              "Docker Engine "
                  + info.version()
                  + " answers at "
                  + info.address()
                  + ", API "
                  + info.apiVersion()
                  + (needed ? "" : "; the plan has no volumes and does not need it")));
      if (needed) {
        findings.add(image(plan, engine, imageName));
      }
      return findings;
    } catch (EngineException e) {
      // The other kinds say themselves what to do
      String advice =
          e.kind() == EngineException.Kind.UNREACHABLE
              ? "; start it, or name another with docker-host in the configuration"
              : "";
      return List.of(
          needed
              ? Finding.failure("engine", e.getMessage() + advice)
              : Finding.ok(
                  "engine", "none answers, and none is needed, since the plan has no volumes"));
    }
  }

  private static Finding image(BackupPlan plan, ContainerEngine engine, String name)
      throws EngineException, InterruptedException {
    boolean demanded =
        plan.sources().stream()
            .anyMatch(s -> s instanceof VolumeSource v && v.access() == VolumeAccess.HELPER);
    if (engine.hasHelperImage()) {
      return Finding.ok("helper image", name + " is there");
    }
    String text =
        name
            + " is not there, and is pulled when it is needed; without a registry load it with"
            + " 'docker load', or name another with helper-image";
    return demanded
        ? Finding.warning("helper image", text)
        : Finding.ok("helper image", text + ". Volumes can be read without it");
  }
}
