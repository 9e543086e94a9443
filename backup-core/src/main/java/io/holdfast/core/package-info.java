/**
 * Holdfast's core: plans, retention, the run and restore services, and the ports they work through.
 */
@NullMarked
package io.holdfast.core;

import org.jspecify.annotations.NullMarked;
