/** A look at everything that a run depends on. */
@NullMarked
package io.holdfast.cli.doctor;

import org.jspecify.annotations.NullMarked;
