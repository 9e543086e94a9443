package io.holdfast.testkit;

import io.holdfast.core.engine.Container.State;
import io.holdfast.core.engine.ContainerEngine;
import io.holdfast.core.engine.Volume;
import io.holdfast.testkit.contract.ContainerEngineFaultContract;
import java.util.List;
import java.util.Map;

final class FakeContainerEngineFaultContractTest extends ContainerEngineFaultContract {
  private final FakeContainerEngine fake = new FakeContainerEngine();

  @Override
  protected ContainerEngine newEngine() {
    return fake;
  }

  @Override
  protected Volume filled(String name) {
    Volume volume = new Volume(name, "local", Map.of(), Map.of());
    fake.addVolume(volume, FileTree.builder().file("big", new byte[8_000_000], 0644).build());
    return volume;
  }

  @Override
  protected void startContainer(String name, Volume mounted) {
    fake.addContainer(name, State.RUNNING, mounted.name());
  }

  @Override
  protected boolean isRunning(String container) {
    return fake.state(container) == State.RUNNING;
  }

  @Override
  protected List<String> helpers() {
    return fake.helpers();
  }

  @Override
  protected void killHelper(Volume volume) {
    fake.killHelper(volume.name());
  }

  @Override
  protected void stopEngine() {
    fake.stop();
  }

  @Override
  protected void startEngine() {
    fake.start();
  }
}
