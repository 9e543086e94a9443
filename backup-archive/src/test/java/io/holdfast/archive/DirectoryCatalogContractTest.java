package io.holdfast.archive;

import io.holdfast.archive.internal.catalog.OtherProcess;
import io.holdfast.core.catalog.Catalog;
import io.holdfast.core.plan.PlanName;
import io.holdfast.testkit.contract.CatalogContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

final class DirectoryCatalogContractTest extends CatalogContract {
  @TempDir Path destination;

  @Override
  protected Catalog catalog(PlanName plan) {
    return DirectoryCatalog.at(
        destination,
        plan,
        ZONE,
        Clock.fixed(Instant.parse("2025-10-24T08:25:03Z"), ZoneOffset.UTC));
  }

  @Override
  protected void leavePartial(PlanName plan) throws Exception {
    try (OtherProcess run =
        OtherProcess.start("0077", OtherProcess.Task.HOLD_DRAFT, destination, plan)) {
      run.line();
      run.kill();
    }
  }

  @Override
  protected List<String> partials() throws Exception {
    try (Stream<Path> files = Files.list(destination)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(name -> name.contains(".partial-"))
          .toList();
    }
  }

  @Override
  protected void putForeignFile(String name) throws Exception {
    Files.writeString(destination.resolve(name), "foreign");
  }
}
