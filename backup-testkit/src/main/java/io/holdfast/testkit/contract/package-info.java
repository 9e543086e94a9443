/**
 * What every implementation of a port must do, as abstract test classes for JUnit. A module that
 * implements a port extends the suite; the fakes of this module pass the same ones.
 *
 * <p>A subclass makes the implementation and does by other means what the suite asks of it.
 *
 * <pre>{@code
 * static final class MyCatalogTest extends CatalogContract {
 *   private final Map<PlanName, InMemoryCatalog> catalogs = new HashMap<>();
 *
 *   @Override
 *   protected InMemoryCatalog catalog(PlanName plan) {
 *     return catalogs.computeIfAbsent(plan, name -> InMemoryCatalog.of(planOf(name)));
 *   }
 *
 *   private static BackupPlan planOf(PlanName name) {
 *     return BackupPlan.named(name.value(), Path.of("/backups"))
 *         .source(VolumeSource.of("data"))
 *         .build();
 *   }
 *
 *   @Override
 *   protected void leavePartial(PlanName plan) {
 *     catalog(plan).addLeftover(plan + ".partial");
 *   }
 *
 *   @Override
 *   protected List<String> partials() {
 *     return catalogs.values().stream().flatMap(c -> c.partials().stream()).toList();
 *   }
 *
 *   @Override
 *   protected void putForeignFile(String name) {
 *     // there is no directory that could hold one
 *   }
 * }
 * }</pre>
 */
@NullMarked
package io.holdfast.testkit.contract;

import org.jspecify.annotations.NullMarked;
