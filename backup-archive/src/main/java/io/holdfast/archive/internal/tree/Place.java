package io.holdfast.archive.internal.tree;

/**
 * Where an object goes: a name in a directory, which may be closed when the next place is asked
 * for.
 */
record Place(TargetDirectory directory, String name) {}
