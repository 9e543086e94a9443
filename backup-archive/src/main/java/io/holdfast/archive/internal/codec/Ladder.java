package io.holdfast.archive.internal.codec;

import io.holdfast.core.plan.Compression;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Chooses codecs and decoders from the libraries that work here: the best one that loads and proves
 * itself, the JDK's where none does. Each library is tried once. Thread-safe.
 */
final class Ladder {
  private static final String ISAL = "isal";
  private static final String LIBDEFLATE = "libdeflate";
  private static final String JDK = "jdk";

  private final ForeignLibrary isal;
  private final ForeignLibrary libdeflate;
  private final Supplier<ChunkDecoder> libdeflateDecoders;
  private final Map<Compression, Encoder> encoders = new EnumMap<>(Compression.class);
  private boolean libdeflateProved;

  Ladder(
      ForeignLibrary isal, ForeignLibrary libdeflate, Supplier<ChunkDecoder> libdeflateDecoders) {
    this.isal = isal;
    this.libdeflate = libdeflate;
    this.libdeflateDecoders = libdeflateDecoders;
  }

  /** The best encoder for a plan's choice. */
  synchronized Encoder encoder(Compression compression) {
    return encoders.computeIfAbsent(
        compression,
        choice ->
            switch (choice) {
              case FAST -> fast();
              case BALANCED -> balanced();
              case SMALL -> small();
              case NONE -> new Encoder("stored", "stored as it is", StoredCodec::new);
            });
  }

  /**
   * The fastest decoders of a library that had no part in writing.
   *
   * @param libraries as in {@link Encoder#libraries}
   */
  synchronized Supplier<ChunkDecoder> decoder(String libraries) {
    Set<String> writers = Set.of(libraries.split("\\+", -1));
    if (!writers.contains(LIBDEFLATE) && libdeflateDecodes()) {
      return libdeflateDecoders;
    }
    return writers.contains(JDK) ? JavaDecoder::new : JdkDecoder::new;
  }

  private boolean libdeflateDecodes() {
    if (!libdeflateProved) {
      libdeflateProved =
          libdeflate.passes(() -> new SelfTest().requireTrueDecoder(libdeflateDecoders));
    }
    return libdeflateProved;
  }

  /** Where zlib refines, a verification still has the fastest decoder, libdeflate. */
  private Encoder fast() {
    if (works(isal, 2)) {
      return new Encoder(
          ISAL + "+" + JDK,
          "ISA-L level 2, and zlib level 4 where that gains much",
          () -> new RefinedCodec(isal.codec(2), JdkCodec.plain(4), 0.20, 0.25));
    }
    return works(libdeflate, 1)
        ? new Encoder(LIBDEFLATE, "libdeflate level 1" + reasons(isal), () -> libdeflate.codec(1))
        : jdk(3, isal, libdeflate);
  }

  private Encoder balanced() {
    return works(libdeflate, 7) ? refined(7, "libdeflate level 7") : jdk(6, libdeflate);
  }

  private Encoder small() {
    return works(libdeflate, 10) ? refined(10, "libdeflate level 10") : jdk(9, libdeflate);
  }

  /** Something fast first, which also is what is best on floats and images. */
  private Encoder refined(int level, String thorough) {
    if (works(isal, 2)) {
      return new Encoder(
          ISAL + "+" + LIBDEFLATE,
          "ISA-L level 2, and " + thorough + " where searching pays",
          () -> new RefinedCodec(isal.codec(2), libdeflate.codec(level), 0, 0.70));
    }
    return new Encoder(
        LIBDEFLATE,
        thorough + reasons(isal),
        () -> new RefinedCodec(libdeflate.codec(1), libdeflate.codec(level), 0, 0.70));
  }

  private static Encoder jdk(int level, ForeignLibrary... refused) {
    return new Encoder(
        JDK, "the JDK's zlib level " + level + reasons(refused), () -> JdkCodec.probed(level));
  }

  private static boolean works(ForeignLibrary library, int level) {
    return library.passes(() -> new SelfTest().requireTrueCodec(() -> library.codec(level)));
  }

  private static String reasons(ForeignLibrary... refused) {
    String reasons =
        Stream.of(refused)
            .flatMap(library -> library.refusal().stream())
            .distinct()
            .collect(Collectors.joining(", "));
    return reasons.isEmpty() ? "" : "; " + reasons;
  }
}
