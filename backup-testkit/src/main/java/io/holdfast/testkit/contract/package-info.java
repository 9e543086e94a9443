/**
 * What every implementation of a port must do, as abstract test classes. A module that implements a
 * port extends the suite; the fakes of this module pass the same ones.
 */
@NullMarked
package io.holdfast.testkit.contract;

import org.jspecify.annotations.NullMarked;
