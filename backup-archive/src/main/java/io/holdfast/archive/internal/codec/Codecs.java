package io.holdfast.archive.internal.codec;

import io.holdfast.core.plan.Compression;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * The codecs and decoders of this machine. {@code -Dholdfast.native=false} leaves native libraries
 * out.
 */
public final class Codecs {
  private static final String SWITCH = "holdfast.native";

  private Codecs() {}

  /** The best encoder for a plan's choice that works here. */
  public static Encoder encoder(Compression compression) {
    return NativeStart.apart(() -> Holder.LADDER.encoder(compression));
  }

  /**
   * Opens decoders, one a thread, of the fastest library that had no part in writing an archive: a
   * library that writes nonsense would read its own back.
   *
   * @param libraries as in {@link Encoder#libraries}; empty where they are not known
   */
  public static Supplier<ChunkDecoder> decoder(String libraries) {
    return NativeStart.apart(() -> Holder.LADDER.decoder(libraries));
  }

  /** What was loaded stays loaded. */
  private static final class Holder {
    static final Ladder LADDER =
        new Ladder(
            new ForeignLibrary("ISA-L", allowed(Isal::load), level -> new IsalCodec()),
            new ForeignLibrary("libdeflate", allowed(Libdeflate::load), LibdeflateCodec::new),
            LibdeflateDecoder::new);

    private static ForeignLibrary.Loader allowed(ForeignLibrary.Loader loader) {
      return Boolean.parseBoolean(System.getProperty(SWITCH, "true"))
          ? loader
          : () -> {
            throw new IOException("switched off by -D" + SWITCH + "=false");
          };
    }
  }
}
