/**
 * Docker volumes and containers, behind the core's ports.
 *
 * <p>Making an engine costs nothing: the first call looks for it and connects. The caller closes
 * it.
 *
 * <pre>{@code
 * DockerSettings settings =
 *     new DockerSettings(Optional.of("unix:///run/nobody/docker.sock"), "alpine:3");
 * try (ContainerEngine engine = DockerEngine.create(settings)) {
 *   lines.add(engine.info().version());
 * } catch (EngineException e) {
 *   lines.add(e.kind() + ": " + e.getMessage());
 * }
 * }</pre>
 */
@NullMarked
package io.holdfast.docker;

import org.jspecify.annotations.NullMarked;
