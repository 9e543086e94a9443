/**
 * The port to a container engine: volumes, their content, and the containers that use them.
 *
 * <p>An engine may be shared between threads; readers and quiesced containers may not, and are
 * closed by whoever asked for them, also after an interrupt.
 *
 * <pre>{@code
 * Volume volume = engine.volume("data").orElseThrow();
 * try (Quiesced quiesced = engine.quiesce(engine.users(List.of(volume)), QuiesceMode.PAUSE);
 *     VolumeReader reader = engine.read(volume, VolumeAccess.COPY, Selection.EVERYTHING)) {
 *   lines.addAll(quiesced.containers());
 *   if (reader.content() instanceof Content.TarStream stream) {
 *     stream.tar().transferTo(OutputStream.nullOutputStream());
 *   }
 *   lines.addAll(reader.finish()); // what could not be read
 * }
 * }</pre>
 */
@NullMarked
package io.holdfast.core.engine;

import org.jspecify.annotations.NullMarked;
