/** Writing an archive, a source or a path back. */
@NullMarked
package io.holdfast.core.restore;

import org.jspecify.annotations.NullMarked;
