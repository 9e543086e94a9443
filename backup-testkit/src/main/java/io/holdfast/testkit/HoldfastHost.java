package io.holdfast.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives every test of a class, or one test, a {@link Host} of its own, as a parameter of the test,
 * of its {@code @BeforeEach} methods or of the constructor. The test fails when something is left
 * behind at its end, see {@link Host#close}.
 *
 * <pre>{@code
 * @HoldfastHost
 * final class NightlyJobTest {
 *   @Test
 *   void savesTheDatabase(Host host) throws Exception {
 *     host.engine().addVolume("shop_pg", FileTree.builder().file("base/1", "rows").build());
 *     BackupPlan plan = host.plan("shop").source(VolumeSource.of("shop_pg")).build();
 *
 *     assertThat(host.run(plan)).isComplete();
 *     assertThat(host.newest(plan)).contains("shop_pg/base/1").verifies();
 *   }
 * }
 * }</pre>
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(HoldfastHostExtension.class)
public @interface HoldfastHost {

  /**
   * Whether the host's files are real ones, in a temporary directory, and not in memory. What
   * stores archives in files needs that, see {@link Host#storeWith}.
   *
   * @return {@code false} unless said otherwise
   */
  boolean realFiles() default false;
}
