/** Doubles, fault injection and contract suites for code that uses Holdfast. */
@NullMarked
package io.holdfast.testkit;

import org.jspecify.annotations.NullMarked;
