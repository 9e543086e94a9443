package io.holdfast.testkit;

import io.holdfast.core.engine.Container.State;
import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.plan.VolumeAccess;
import io.holdfast.testkit.contract.ContainerEngineContract;
import java.util.List;
import java.util.Optional;
import java.util.Set;

final class FakeContainerEngineContractTest extends ContainerEngineContract {
  private final FakeContainerEngine fake = new FakeContainerEngine();

  @Override
  protected ContainerEngine newEngine() {
    return fake;
  }

  @Override
  protected void createVolume(String name, FileTree content) {
    fake.addVolume(name, content);
  }

  @Override
  protected void startContainer(String name, State state, List<String> mounted) {
    fake.addContainer(name, state, mounted.toArray(String[]::new));
  }

  @Override
  protected State stateOf(String container) {
    return fake.state(container);
  }

  @Override
  protected List<String> helpers() {
    return fake.helpers();
  }

  @Override
  protected void leaveHelper() {
    fake.addLeftover("holdfast-helper-of-a-dead-run");
  }

  @Override
  protected Optional<VolumeAccess> fillUnreadable(String volume) {
    fake.addVolume(volume, FileTree.EMPTY);
    fake.breakReading(volume, new ReadFault.Unreadable("./x: Permission denied"));
    return Optional.of(VolumeAccess.HELPER);
  }

  @Override
  protected void remove(Set<String> testContainers, Set<String> testVolumes) {
    // The fake ends with its test
  }
}
