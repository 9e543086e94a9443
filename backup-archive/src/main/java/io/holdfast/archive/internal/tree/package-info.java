/**
 * Directory trees of this host, read and written with their metadata and without following links.
 */
@NullMarked
package io.holdfast.archive.internal.tree;

import org.jspecify.annotations.NullMarked;
