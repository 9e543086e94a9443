package io.holdfast.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.VolumeOptions;
import io.holdfast.core.EngineException;
import io.holdfast.core.EngineException.Kind;
import io.holdfast.core.catalog.Printable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A temporary container with one volume mounted at {@link #MOUNT}. It bears its owner's label, so
 * that a later run can tell whose it was. Closing it removes it, running or not.
 */
final class HelperContainer implements AutoCloseable {
  /** Where the volume is in the container. */
  static final String MOUNT = "/volume";

  private static final Logger LOG = LoggerFactory.getLogger(HelperContainer.class);
  private static final long POLL_MILLIS = 50;
  private static final Pattern NAME =
      Pattern.compile("holdfast-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final String STRAY = "io.holdfast.stray";

  private final Connection connection;
  private final String name;
  private final boolean removeOwnVolumes;
  private final AtomicBoolean closed = new AtomicBoolean();

  private HelperContainer(Connection connection, String name, boolean removeOwnVolumes) {
    this.connection = connection;
    this.name = name;
    this.removeOwnVolumes = removeOwnVolumes;
  }

  /** A container that only holds a volume, read-only or not, and is never started. */
  static HelperContainer holding(
      Connection connection, Owner owner, String image, String volume, boolean readOnly)
      throws EngineException, InterruptedException {
    HostConfig host = hostConfig().withMounts(List.of(mount(owner, volume, readOnly)));
    HelperContainer container = new HelperContainer(connection, newName(), false);
    container.createMounting(
        owner,
        volume,
        engine -> engine.createContainerCmd(image).withCmd("none").withHostConfig(host));
    return container;
  }

  /** A container that only bears labels, and is never started. */
  static HelperContainer withoutVolume(
      Connection connection, Owner owner, String image, Map<String, String> labels)
      throws EngineException, InterruptedException {
    HelperContainer container = new HelperContainer(connection, newName(), false);
    try {
      container.create(
          owner,
          labels,
          engine -> engine.createContainerCmd(image).withCmd("none").withHostConfig(hostConfig()));
      return container;
    } catch (EngineException | InterruptedException | RuntimeException e) {
      container.close();
      throw e;
    }
  }

  /**
   * A container that is to run a program over the volume, which it may read but not change: as
   * root, with the one capability that reading files of any owner takes, without network, log or
   * writable root directory.
   */
  static HelperContainer running(
      Connection connection, Owner owner, HelperImage image, String volume, List<String> program)
      throws EngineException, InterruptedException {
    HostConfig host =
        hostConfig()
            .withMounts(List.of(mount(owner, volume, true)))
            .withReadonlyRootfs(true)
            .withCapDrop(Capability.ALL)
            .withCapAdd(Capability.DAC_READ_SEARCH)
            .withSecurityOpts(List.of("no-new-privileges"));
    HelperContainer container = new HelperContainer(connection, newName(), image.declaresVolumes());
    container.createMounting(
        owner,
        volume,
        engine ->
            engine
                .createContainerCmd(image.name())
                .withEntrypoint(program.subList(0, 1))
                .withCmd(program.subList(1, program.size()))
                .withUser("0:0")
                .withWorkingDir("/")
                .withTty(false)
                .withAttachStdout(true)
                .withAttachStderr(true)
                // tar heeds no other signal as its container's first process: an engine that is
                // told
                // to end would wait ten seconds for it
                .withStopSignal("SIGKILL")
                .withHealthcheck(new HealthCheck().withTest(List.of("NONE")))
                .withEnv("LC_ALL=C", "TAR_OPTIONS=")
                .withHostConfig(host));
    return container;
  }

  private static HostConfig hostConfig() {
    return HostConfig.newHostConfig()
        .withNetworkMode("none")
        // any other driver would write the whole volume into a log
        .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE));
  }

  private static Mount mount(Owner owner, String volume, boolean readOnly) {
    return new Mount()
        .withType(MountType.VOLUME)
        .withSource(volume)
        .withTarget(MOUNT)
        .withReadOnly(readOnly)
        .withVolumeOptions(
            new VolumeOptions()
                // an image's content would be copied into an empty volume
                .withNoCopy(true)
                .withLabels(Map.of(STRAY, owner.label())));
  }

  private static String newName() {
    return "holdfast-" + UUID.randomUUID();
  }

  /** Whether a container is called as these are. */
  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  String name() {
    return name;
  }

  private void createMounting(
      Owner owner, String volume, Connection.Call<CreateContainerCmd> command)
      throws EngineException, InterruptedException {
    InspectedVolume.get(connection, volume);
    try {
      create(owner, Map.of(), command);
      refuseStray(owner, volume);
    } catch (EngineException | InterruptedException | RuntimeException e) {
      // it may well have been created: only the answer is missing
      close();
      throw e;
    }
  }

  private void create(
      Owner owner, Map<String, String> labels, Connection.Call<CreateContainerCmd> command)
      throws EngineException, InterruptedException {
    Map<String, String> all = new HashMap<>(owner.labels());
    all.putAll(labels);
    connection.call(
        "creating a helper container",
        engine -> command.on(engine).withName(name).withLabels(all).exec());
  }

  /** Mounting a volume that is gone creates it; then it has the label that the mount gives. */
  private void refuseStray(Owner owner, String volume)
      throws EngineException, InterruptedException {
    InspectedVolume mounted = InspectedVolume.get(connection, volume);
    if (owner.label().equals(mounted.volume().labels().get(STRAY))) {
      close();
      connection.callAnyway(
          "removing the empty volume '" + Printable.of(volume) + "'",
          connection.limits().removal(),
          engine -> engine.removeVolumeCmd(volume).exec());
      throw new EngineException(
          Kind.NOT_FOUND, "volume '" + Printable.of(volume) + "' was removed just now");
    }
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      connection.callAnyway(
          "removing helper container " + name,
          connection.limits().removal(),
          engine -> remove(engine, name, removeOwnVolumes));
    } catch (EngineException e) {
      connection.leaveBehind(name);
      LOG.warn(
          "helper container {} was left behind: {}; the next run removes it, or use: docker rm -f {}",
          name,
          e.getMessage(),
          name);
    }
  }

  /** Leaves it to be found by {@link Leftovers} of this connection, although its owner lives. */
  void leaveBehind() {
    closed.set(true);
    connection.leaveBehind(name);
  }

  /**
   * Removes a container, running or not, and waits until it is gone: only to be called with a
   * limit.
   *
   * @return false when there was none
   */
  static boolean remove(DockerClient engine, String name, boolean withItsVolumes)
      throws InterruptedException {
    while (true) {
      try {
        engine.removeContainerCmd(name).withForce(true).withRemoveVolumes(withItsVolumes).exec();
        return true;
      } catch (NotFoundException e) {
        return false;
      } catch (ConflictException e) {
        // somebody else is removing it: it holds the volume until they are done
        Thread.sleep(POLL_MILLIS);
      }
    }
  }
}
