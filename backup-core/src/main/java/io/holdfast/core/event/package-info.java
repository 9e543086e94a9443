/** What a run says while it works. */
@NullMarked
package io.holdfast.core.event;

import org.jspecify.annotations.NullMarked;
