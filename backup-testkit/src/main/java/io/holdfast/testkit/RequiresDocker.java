package io.holdfast.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks tests that need a Docker Engine: the one {@code DOCKER_HOST} names, or else the local one.
 *
 * <p>Where no engine answers they are skipped. With {@code HOLDFAST_REQUIRE_DOCKER=true}, as a
 * system property or in the environment, they fail instead, so that a build that means to run them
 * cannot pass without.
 */
@Documented
@ExtendWith(EngineCondition.class)
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Tag("docker")
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface RequiresDocker {}
