package io.holdfast.archive.codec;

import io.holdfast.core.plan.Compression;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the codec: the native one where it loads and proves itself, the JDK's everywhere else.
 * {@code -Dholdfast.native=false} leaves the native one out.
 */
public final class Codecs {
  private static final Logger LOG = LoggerFactory.getLogger(Codecs.class);
  private static final String SWITCH = "holdfast.native";

  private Codecs() {}

  /** The best encoder for a plan's choice that works here. */
  public static Encoder encoder(Compression compression) {
    return compression == Compression.NONE
        ? new Encoder("stored", "stored as it is", StoredCodec::new)
        : Holder.BEST;
  }

  /**
   * Opens decoders of the fastest library that had no part in writing an archive.
   *
   * @param libraries as in {@link Encoder#libraries}; empty where that is not known
   */
  public static Supplier<ChunkDecoder> decoder(String libraries) {
    return JdkDecoder::new;
  }

  /** Loading a library is worth doing once. */
  private static final class Holder {
    static final Encoder BEST = NativeStart.apart(Codecs::choose);
  }

  private static Encoder choose() {
    if (Boolean.parseBoolean(System.getProperty(SWITCH, "true"))) {
      try {
        Supplier<ChunkCodec> isal = IsalCodec.load();
        requireSound(isal);
        LOG.debug("compressing with ISA-L");
        return new Encoder("isal", "ISA-L level 2", isal);
      } catch (IOException | LinkageError | IllegalStateException e) {
        LOG.debug("compressing with the JDK, since ISA-L does not work here", e);
      }
    }
    return new Encoder("jdk", "the JDK's zlib", JdkCodec::new);
  }

  /** Compresses data of several kinds and compares what zlib makes of it. */
  static void requireSound(Supplier<ChunkCodec> codecs) {
    byte[] mixed = new byte[300_000];
    new Random(1).nextBytes(mixed);
    for (int i = 100_000; i < 200_000; i++) {
      mixed[i] = (byte) ("the same words again ".charAt(i % 21) + i / 50_000);
    }
    Arrays.fill(mixed, 200_000, mixed.length, (byte) 0);
    ByteBuffer in = ByteBuffer.allocateDirect(mixed.length).put(mixed);
    ByteBuffer out = ByteBuffer.allocateDirect(Stored.bound(mixed.length));
    byte[] back = new byte[mixed.length];
    try (ChunkCodec codec = codecs.get()) {
      for (int length : new int[] {1, 512, 100_000, mixed.length}) {
        int size = codec.compress(in, length, out, 0);
        Inflater inflater = new Inflater(true);
        inflater.setInput(out.slice(0, size));
        boolean same =
            inflater.inflate(back, 0, length) == length
                && Arrays.equals(mixed, 0, length, back, 0, length)
                && inflater.inflate(new byte[1]) == 0
                && inflater.finished()
                && inflater.getRemaining() == 0;
        inflater.end();
        if (!same) {
          throw new IllegalStateException("the codec does not give back what it was given");
        }
      }
    } catch (DataFormatException e) {
      throw new IllegalStateException("the codec writes what zlib does not read", e);
    }
  }
}
