package io.holdfast.cli;

import io.holdfast.core.ArchiveException;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.catalog.DamagedArchive;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.event.BackupEvent;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.run.DirectoryProbe;
import io.holdfast.docker.DockerSettings;
import io.holdfast.testkit.FakeContainerEngine;
import io.holdfast.testkit.FakeDirectories;
import io.holdfast.testkit.InMemoryCatalog;
import io.holdfast.testkit.MutableClock;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A host of which everything but its directories is in memory. */
final class FakeCollaborators implements Collaborators {
  final FakeContainerEngine engine = new FakeContainerEngine();
  final MutableClock clock = MutableClock.at("2025-10-24T10:25:03Z");
  final List<BackupEvent> logged = new ArrayList<>();
  final List<DockerSettings> engineSettings = new ArrayList<>();
  private final Map<String, InMemoryCatalog> catalogs = new HashMap<>();
  int closedEngines;

  /** The catalog of a plan that was used, or will be. */
  InMemoryCatalog catalogOf(BackupPlan plan) {
    return catalogs.computeIfAbsent(plan.name().toString(), n -> InMemoryCatalog.of(plan));
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public ZoneId hostZone() {
    return ZoneId.of("Europe/Moscow");
  }

  @Override
  public String hostName() {
    return "test-host";
  }

  @Override
  public Catalog catalog(BackupPlan plan) {
    return catalogOf(plan);
  }

  @Override
  public ContainerEngine engine(DockerSettings settings) {
    engineSettings.add(settings);
    return (ContainerEngine)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ContainerEngine.class},
            (proxy, method, args) -> call(method, args));
  }

  /** Passes everything on but the end, since the next command uses the same engine. */
  private Object call(Method method, Object[] args) throws Throwable {
    if (method.getName().equals("close")) {
      engine.assertNothingLeft();
      closedEngines++;
      return null;
    }
    try {
      return method.invoke(engine, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @Override
  public DirectoryProbe directories() {
    return new FakeDirectories();
  }

  @Override
  public OpenArchive open(Path archive) throws ArchiveException {
    throw new ArchiveException(archive + " is not there");
  }

  @Override
  public DamagedArchive openDamaged(Path archive, ProgressListener progress)
      throws ArchiveException {
    throw new ArchiveException(archive + " is not there");
  }

  @Override
  public Log log(BackupPlan plan) {
    return new Log() {
      @Override
      public void onEvent(BackupEvent event) {
        logged.add(event);
        clock.advance(Duration.ofMillis(10));
      }

      @Override
      public void close() {
        // Nothing is held
      }
    };
  }
}
