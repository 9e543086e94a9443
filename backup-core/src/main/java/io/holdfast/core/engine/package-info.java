/** The port to a container engine: volumes, their content, and the containers that use them. */
@NullMarked
package io.holdfast.core.engine;

import org.jspecify.annotations.NullMarked;
