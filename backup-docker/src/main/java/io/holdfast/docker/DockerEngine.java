package io.holdfast.docker;

import com.github.dockerjava.api.command.CreateVolumeCmd;
import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.model.ContainerMount;
import com.github.dockerjava.api.model.Version;
import com.google.common.base.Strings;
import io.holdfast.core.DestinationException;
import io.holdfast.core.EngineException;
import io.holdfast.core.EngineException.Kind;
import io.holdfast.core.catalog.Printable;
import io.holdfast.core.engine.Container;
import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.engine.Volume;
import io.holdfast.core.plan.QuiesceMode;
import io.holdfast.core.plan.Selection;
import io.holdfast.core.plan.VolumeAccess;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A Docker engine. Connects with the first call. Thread-safe; after {@link #close()} it cannot be
 * used.
 *
 * <p>What it creates in the engine bears labels that start with {@code io.holdfast.} and is removed
 * as soon as it has served; what a process that died has left, {@link #recover()} of a later one
 * clears. No call waits for the engine without a limit; an interrupt ends every wait at once, but
 * for cleaning up.
 */
public final class DockerEngine implements ContainerEngine {
  private final DockerSettings settings;
  private final Clock clock;
  private final Connector connector;
  private final Path proc;
  private @Nullable Session session;
  private boolean closed;

  /** Makes the connection when it is first needed. */
  @FunctionalInterface
  interface Connector {
    Connection connect() throws EngineException;
  }

  DockerEngine(DockerSettings settings, Connector connector, Clock clock, Path proc) {
    this.settings = settings;
    this.connector = connector;
    this.clock = clock;
    this.proc = proc;
  }

  /**
   * Makes an engine of the settings and the process environment; nothing is looked up or connected
   * yet.
   *
   * @param settings where the engine is, and what helpers are made of
   * @return closed by the caller
   */
  public static DockerEngine create(DockerSettings settings) {
    return new DockerEngine(
        settings,
        () ->
            Connection.to(
                EngineAddress.find(
                    settings.host(),
                    System.getenv(),
                    Path.of(System.getProperty("user.home", "/"))),
                Limits.DEFAULTS),
        Clock.systemUTC(),
        Path.of("/proc"));
  }

  /** What exists once there is a connection. */
  private record Session(
      Connection connection,
      Owner owner,
      HelperImage helperImage,
      EmptyImage emptyImage,
      DirectAccess direct) {}

  private synchronized Session session() throws EngineException {
    if (closed) {
      throw new IllegalStateException("the engine is closed");
    }
    if (session == null) {
      Connection connection = connector.connect();
      Owner owner = Owner.current();
      session =
          new Session(
              connection,
              owner,
              new HelperImage(connection, settings.helperImage()),
              new EmptyImage(connection, owner),
              new DirectAccess(connection, proc));
    }
    return session;
  }

  @Override
  public EngineInfo info() throws EngineException, InterruptedException {
    Connection connection = session().connection();
    Version version =
        connection.call("asking the engine's version", engine -> engine.versionCmd().exec());
    return new EngineInfo(
        connection.address().url(),
        Strings.nullToEmpty(version.getVersion()),
        Strings.nullToEmpty(version.getApiVersion()));
  }

  @Override
  public List<Volume> volumes() throws EngineException, InterruptedException {
    List<InspectVolumeResponse> found =
        session()
            .connection()
            .call("listing volumes", engine -> engine.listVolumesCmd().exec().getVolumes());
    return found == null
        ? List.of()
        : found.stream()
            .map(response -> InspectedVolume.of(response).volume())
            .sorted(Comparator.comparing(Volume::name))
            .toList();
  }

  @Override
  public Optional<Volume> volume(String name) throws EngineException, InterruptedException {
    return InspectedVolume.find(session().connection(), name).map(InspectedVolume::volume);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Where the engine itself has to tell, for want of an image, the selection is not regarded.
   */
  @Override
  public long sizeOf(Volume volume, Selection selection)
      throws EngineException, InterruptedException {
    Session s = session();
    InspectedVolume inspected = InspectedVolume.get(s.connection(), volume.name());
    Optional<Path> directory = s.direct().certain(inspected).directory();
    if (directory.isPresent()) {
      try {
        return VolumeSizes.ofDirectory(directory.get(), selection);
      } catch (IOException e) {
        throw new EngineException(
            Kind.OTHER, "measuring " + directory.get() + " failed: " + e.getMessage(), e);
      }
    }
    VolumeSizes sizes = new VolumeSizes(s.connection(), s.owner());
    try {
      s.helperImage().require();
      return sizes.byHelper(s.helperImage(), volume.name(), selection);
    } catch (EngineException e) {
      if (isAboutTheEngineItself(e)) {
        throw e;
      }
      return sizes.byEngine(volume.name());
    }
  }

  @Override
  public VolumeReader read(Volume volume, VolumeAccess access, Selection selection)
      throws EngineException, InterruptedException {
    Session s = session();
    InspectedVolume inspected = InspectedVolume.get(s.connection(), volume.name());
    return switch (access) {
      case AUTO -> readSomehow(s, inspected);
      case DIRECT -> readDirectly(s, inspected);
      case HELPER -> readByHelper(s, inspected);
      case COPY -> VolumeCopy.open(s.connection(), s.owner(), s.emptyImage(), volume.name());
    };
  }

  private static VolumeReader readSomehow(Session s, InspectedVolume volume)
      throws EngineException, InterruptedException {
    Optional<Path> directory = s.direct().certain(volume).directory();
    if (directory.isPresent()) {
      return new DirectVolume(s.direct(), volume, directory.get());
    }
    try {
      return readByHelper(s, volume);
    } catch (EngineException e) {
      if (isAboutTheEngineItself(e)) {
        throw e;
      }
      // no image, or one that cannot run tar here
      return VolumeCopy.open(s.connection(), s.owner(), s.emptyImage(), volume.volume().name());
    }
  }

  private static VolumeReader readDirectly(Session s, InspectedVolume volume)
      throws EngineException, InterruptedException {
    DirectAccess.Verdict verdict = s.direct().possible(volume);
    Optional<Path> directory = verdict.directory();
    if (directory.isEmpty()) {
      throw new EngineException(
          Kind.OTHER,
          "volume '"
              + Printable.of(volume.volume().name())
              + "' cannot be read with 'access: direct': "
              + verdict.refusal()
              + "; use 'access: auto'");
    }
    return new DirectVolume(s.direct(), volume, directory.get());
  }

  private static VolumeReader readByHelper(Session s, InspectedVolume volume)
      throws EngineException, InterruptedException {
    s.helperImage().require();
    return VolumeExport.open(s.connection(), s.owner(), s.helperImage(), volume.volume().name());
  }

  private static boolean isAboutTheEngineItself(EngineException e) {
    return switch (e.kind()) {
      case UNREACHABLE, DENIED, NOT_FOUND -> true;
      case NO_IMAGE, OTHER -> false;
    };
  }

  @Override
  public void create(Volume volume) throws EngineException, InterruptedException {
    session()
        .connection()
        .call(
            "creating volume '" + Printable.of(volume.name()) + "'",
            engine -> {
              CreateVolumeCmd command =
                  engine.createVolumeCmd().withName(volume.name()).withDriver(volume.driver());
              return command
                  .withDriverOpts(new HashMap<>(volume.options()))
                  .withLabels(new HashMap<>(volume.labels()))
                  .exec();
            });
  }

  @Override
  public void remove(Volume volume) throws EngineException, InterruptedException {
    session()
        .connection()
        .call(
            "removing volume '" + Printable.of(volume.name()) + "'",
            engine -> {
              engine.removeVolumeCmd(volume.name()).exec();
              return true;
            });
  }

  @Override
  public boolean hasHelperImage() throws EngineException, InterruptedException {
    return session().helperImage().isThere();
  }

  @Override
  public boolean isEmpty(Volume volume) throws EngineException, InterruptedException {
    Session s = session();
    Optional<Path> directory = mountpoint(volume);
    if (directory.isPresent()) {
      try (DirectoryStream<Path> children = Files.newDirectoryStream(directory.get())) {
        return !children.iterator().hasNext();
      } catch (IOException e) {
        throw new EngineException(
            Kind.OTHER, "listing " + directory.get() + " failed: " + e.getMessage(), e);
      }
    }
    return VolumeCopy.isEmpty(s.connection(), s.owner(), s.emptyImage(), volume.name());
  }

  @Override
  public Optional<Path> mountpoint(Volume volume) throws EngineException, InterruptedException {
    Session s = session();
    InspectedVolume inspected = InspectedVolume.get(s.connection(), volume.name());
    return s.direct().certain(inspected).directory().filter(Files::isWritable);
  }

  @Override
  public void write(Volume volume, TarProducer tar)
      throws EngineException, DestinationException, InterruptedException {
    Session s = session();
    new VolumeImport(s.connection(), s.owner(), s.emptyImage()).write(volume.name(), tar);
  }

  @Override
  public List<Container> users(Collection<Volume> volumes)
      throws EngineException, InterruptedException {
    Set<String> wanted = volumes.stream().map(Volume::name).collect(Collectors.toSet());
    List<Container> users = new ArrayList<>();
    // not by inspecting each: one container that hangs would hold that up for ever
    for (var container :
        session()
            .connection()
            .call(
                "listing containers",
                engine -> engine.listContainersCmd().withShowAll(true).exec())) {
      Map<String, String> labels = container.getLabels();
      boolean own = labels != null && labels.containsKey(Owner.LABEL);
      List<String> mounted = mountedVolumes(container.getMounts());
      if (!own && mounted.stream().anyMatch(wanted::contains)) {
        String[] names = container.getNames();
        String name = names == null || names.length == 0 ? container.getId() : names[0];
        users.add(
            new Container(
                container.getId(),
                name.substring(name.startsWith("/") ? 1 : 0),
                state(container.getState()),
                mounted));
      }
    }
    return users;
  }

  private static List<String> mountedVolumes(@Nullable List<ContainerMount> mounts) {
    Set<String> names = new TreeSet<>();
    if (mounts != null) {
      for (ContainerMount mount : mounts) {
        if (!Strings.isNullOrEmpty(mount.getName())) {
          names.add(mount.getName());
        }
      }
    }
    return List.copyOf(names);
  }

  private static Container.State state(@Nullable String state) {
    return switch (Strings.nullToEmpty(state)) {
      case "running", "restarting" -> Container.State.RUNNING;
      case "paused" -> Container.State.PAUSED;
      default -> Container.State.STOPPED;
    };
  }

  @Override
  public Quiesced quiesce(Collection<Container> containers, QuiesceMode mode)
      throws EngineException, InterruptedException {
    Session s = session();
    return Quiescing.of(
        s.connection(),
        new QuiesceNote.Book(s.connection(), s.owner(), s.emptyImage()),
        new LinkedHashSet<>(containers),
        mode);
  }

  @Override
  public List<String> recover() throws EngineException, InterruptedException {
    Session s = session();
    return new Leftovers(s.connection(), s.owner(), clock).clear();
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (session != null) {
      session.connection().closeReaders();
      session.emptyImage().remove();
      session.connection().close();
      session = null;
    }
  }
}
