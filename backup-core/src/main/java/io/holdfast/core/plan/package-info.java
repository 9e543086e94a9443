/** What is to be saved, and how: the validated input of a run. */
@NullMarked
package io.holdfast.core.plan;

import org.jspecify.annotations.NullMarked;
