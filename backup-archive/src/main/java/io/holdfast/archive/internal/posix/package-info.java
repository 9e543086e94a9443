/**
 * Calls of Linux's C library that the JDK has no way to, through JNA's direct mapping. Each class
 * has the calls of one kind and binds them when it is first asked for, which takes some
 * milliseconds; {@code load()} is empty where there are none: on other systems, and where JNA does
 * not run.
 *
 * <p>Paths, names and values are raw bytes, one char each. An open file or directory is the number
 * of its descriptor, and what stands in a directory that is held open is reached without a path
 * that somebody could swap: {@code /proc/self/fd/<descriptor>/<name>}, see {@link
 * io.holdfast.archive.internal.posix.DescriptorCalls#path}. A call that fails throws a {@link
 * java.nio.file.FileSystemException}, of its usual subclasses where they say it.
 */
@NullMarked
package io.holdfast.archive.internal.posix;

import org.jspecify.annotations.NullMarked;
