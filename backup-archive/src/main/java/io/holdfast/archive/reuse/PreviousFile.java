package io.holdfast.archive.reuse;

/**
 * A file as a predecessor has it.
 *
 * @param start tar offset of its content
 * @param size bytes of its content
 * @param sha256 hex digest of its content
 */
public record PreviousFile(long start, long size, String sha256) {}
