package io.holdfast.archive.format;

import io.holdfast.core.catalog.Entry;
import java.util.Optional;

/**
 * One entry as a manifest has it.
 *
 * @param sha256 hex digest of a file's content; empty for everything that has none of its own
 */
public record ManifestEntry(Entry entry, Optional<String> sha256) {}
