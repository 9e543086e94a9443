/** Docker volumes and containers, behind the core's ports. */
@NullMarked
package io.holdfast.docker;

import org.jspecify.annotations.NullMarked;
