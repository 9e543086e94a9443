package io.holdfast.archive.codec;

import java.io.IOException;
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

  /** Makes codecs, one a thread, of the best kind that works here. */
  public static Supplier<ChunkCodec> best() {
    return Holder.BEST;
  }

  /** Loading a library is worth doing once. */
  private static final class Holder {
    static final Supplier<ChunkCodec> BEST = NativeStart.apart(Codecs::choose);
  }

  private static Supplier<ChunkCodec> choose() {
    if (Boolean.parseBoolean(System.getProperty(SWITCH, "true"))) {
      try {
        Supplier<ChunkCodec> isal = IsalCodec.load();
        requireSound(isal);
        LOG.debug("compressing with ISA-L");
        return isal;
      } catch (IOException | LinkageError | IllegalStateException e) {
        LOG.debug("compressing with the JDK, since ISA-L does not work here", e);
      }
    }
    return JdkCodec::new;
  }

  /** Compresses data of several kinds and compares what zlib makes of it. */
  static void requireSound(Supplier<ChunkCodec> codecs) {
    byte[] mixed = new byte[300_000];
    new Random(1).nextBytes(mixed);
    for (int i = 100_000; i < 200_000; i++) {
      mixed[i] = (byte) ("the same words again ".charAt(i % 21) + i / 50_000);
    }
    Arrays.fill(mixed, 200_000, mixed.length, (byte) 0);
    byte[] out = new byte[Stored.bound(mixed.length)];
    byte[] back = new byte[mixed.length];
    try (ChunkCodec codec = codecs.get()) {
      for (int length : new int[] {1, 512, 100_000, mixed.length}) {
        int size = codec.compress(mixed, length, out, 0);
        Inflater inflater = new Inflater(true);
        inflater.setInput(out, 0, size);
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
