/** Which archives a plan keeps, and why. Pure: no clock, no files, nothing but the JDK. */
@NullMarked
package io.holdfast.core.retention;

import org.jspecify.annotations.NullMarked;
