/**
 * Tar headers and entries, written and strictly read (POSIX pax, ustar, and the GNU long names).
 */
@NullMarked
package io.holdfast.archive.internal.tar;

import org.jspecify.annotations.NullMarked;
