package io.holdfast.testkit;

import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.plan.PlanName;
import io.holdfast.core.plan.VolumeSource;
import io.holdfast.testkit.contract.CatalogContract;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class InMemoryCatalogContractTest extends CatalogContract {
  private final Map<PlanName, InMemoryCatalog> catalogs = new HashMap<>();

  @Override
  protected Catalog catalog(PlanName plan) {
    return of(plan);
  }

  final InMemoryCatalog of(PlanName plan) {
    return catalogs.computeIfAbsent(
        plan,
        name ->
            InMemoryCatalog.of(
                BackupPlan.named(name.value(), host.resolve("backups"))
                    .source(VolumeSource.of("data"))
                    .zone(ZONE)
                    .build()));
  }

  @Override
  protected void leavePartial(PlanName plan) {
    of(plan).addLeftover(plan + ".partial");
  }

  @Override
  protected List<String> partials() {
    return catalogs.values().stream().flatMap(c -> c.partials().stream()).toList();
  }

  @Override
  protected void putForeignFile(String name) {
    // There is no directory that could hold one
  }
}
