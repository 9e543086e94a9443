/** How quantities and names are put into words, the same in every message. */
@NullMarked
package io.holdfast.core.text;

import org.jspecify.annotations.NullMarked;
