package io.holdfast.archive.internal.codec;

import java.util.function.Supplier;

/**
 * A way to compress chunks that works on this machine. Thread-safe.
 *
 * @param libraries whose work is in what it writes, joined by {@code +}; an archive's record names
 *     them, and {@link Codecs#decoder} chooses another one to verify with
 * @param words what a person should know of it, for the log
 * @param codecs opens one for a thread
 */
public record Encoder(String libraries, String words, Supplier<ChunkCodec> codecs) {}
