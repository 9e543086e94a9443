package io.holdfast.archive.internal.tree;

import java.time.Instant;

/**
 * What tells, beside its size and the time it was modified, whether a file is still the one it was:
 * nobody can set the time of the last change, and another file in its place has another inode.
 *
 * @param changed the last change of content or attributes
 */
public record FileState(Instant changed, long inode, long device) {}
