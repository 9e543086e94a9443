/** The main job and its parts: preflight, capture, verification, publication, pruning. */
@NullMarked
package io.holdfast.core.run;

import org.jspecify.annotations.NullMarked;
