package io.holdfast.testkit;

import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.plan.PlanName;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** A catalog that is watched behaves as it does alone, and the suite leaves nothing of it open. */
final class WatchedCatalogContractTest extends InMemoryCatalogContractTest {
  private final Map<PlanName, WatchedCatalog> watched = new HashMap<>();

  @Override
  protected Catalog catalog(PlanName plan) {
    return watched.computeIfAbsent(plan, name -> new WatchedCatalog(of(name), new Calls()));
  }

  @AfterEach
  void nothingIsOpen() {
    LeftBehind left = new LeftBehind("in the catalogs");
    watched.values().forEach(catalog -> catalog.addLeft(left));
    left.check();
  }
}
