package io.holdfast.archive.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.plan.Compression;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.zip.DataFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which libraries are used, with libraries that work, lack, or lie. */
final class LadderTest {
  private static final ForeignLibrary.Loader FINE = () -> {};
  private static final ForeignLibrary.Loader ABSENT =
      () -> {
        throw new IOException("there is none for amiga");
      };
  private static final ForeignLibrary.Loader BROKEN =
      () -> {
        throw new UnsatisfiedLinkError("Unable to load it:\nundefined symbol: memcpy\nand more");
      };

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FAST     | isal+jdk        | ISA-L level 2, and zlib level 4 where that gains much",
        "BALANCED | isal+libdeflate | ISA-L level 2, and libdeflate level 7 where searching pays",
        "SMALL    | isal+libdeflate | ISA-L level 2, and libdeflate level 10 where searching pays",
        "NONE     | stored          | stored as it is",
      })
  void whereEverythingWorksTheBestIsUsed(Compression choice, String libraries, String words) {
    Encoder encoder = new Ladder(isal(FINE), libdeflate(FINE), JdkDecoder::new).encoder(choice);
    assertThat(encoder.libraries()).isEqualTo(libraries);
    assertThat(encoder.words()).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FAST     | libdeflate level 1; ISA-L does not work here (there is none for amiga)",
        "BALANCED | libdeflate level 7; ISA-L does not work here (there is none for amiga)",
        "SMALL    | libdeflate level 10; ISA-L does not work here (there is none for amiga)",
      })
  void withoutIsalLibdeflateIsUsed(Compression choice, String words) {
    Encoder encoder = new Ladder(isal(ABSENT), libdeflate(FINE), JdkDecoder::new).encoder(choice);
    assertThat(encoder.libraries()).isEqualTo("libdeflate");
    assertThat(encoder.words()).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({"FAST,3", "BALANCED,6", "SMALL,9"})
  void withoutNativesTheJdkIsUsed(Compression choice, int level) {
    Ladder ladder = new Ladder(isal(ABSENT), libdeflate(BROKEN), JdkDecoder::new);
    Encoder encoder = ladder.encoder(choice);
    assertThat(encoder.libraries()).isEqualTo("jdk");
    assertThat(encoder.words())
        .startsWith("the JDK's zlib level " + level + "; ")
        .endsWith("libdeflate does not work here (undefined symbol: memcpy)");
    new SelfTest().requireTrueCodec(encoder.codecs());
  }

  @Test
  void aCodecThatLiesIsNotUsed() {
    ForeignLibrary liar = new ForeignLibrary("ISA-L", FINE, level -> new LyingCodec());
    Encoder encoder = new Ladder(liar, libdeflate(FINE), JdkDecoder::new).encoder(Compression.FAST);
    assertThat(encoder.words())
        .isEqualTo(
            "libdeflate level 1;"
                + " ISA-L does not work here (it does not give back what it was given)");
  }

  @Test
  void aCodecThatWritesNonsenseIsNotUsed() {
    ForeignLibrary liar = new ForeignLibrary("libdeflate", FINE, level -> new NonsenseCodec());
    Encoder encoder = new Ladder(isal(ABSENT), liar, JdkDecoder::new).encoder(Compression.SMALL);
    assertThat(encoder.libraries()).isEqualTo("jdk");
    assertThat(encoder.words()).contains("it writes what the JDK cannot read");
  }

  @ParameterizedTest
  @CsvSource({
    "isal,native",
    "isal+jdk,native",
    "jdk,native",
    "stored,native",
    "'',native",
    "zopfli,native",
    "libdeflate,jdk",
    "isal+libdeflate,jdk",
    "isal+jdk+libdeflate,java",
  })
  void anotherLibraryDecodesThanEncoded(String libraries, String decoder) {
    assertThat(kind(new Ladder(isal(FINE), libdeflate(FINE), Marked::new), libraries))
        .isEqualTo(decoder);
  }

  @ParameterizedTest
  @CsvSource({"isal,jdk", "isal+jdk,java", "jdk,java", "stored,jdk", "'',jdk", "libdeflate,jdk"})
  void anotherLibraryDecodesWithoutNatives(String libraries, String decoder) {
    assertThat(kind(new Ladder(isal(FINE), libdeflate(ABSENT), Marked::new), libraries))
        .isEqualTo(decoder);
  }

  @ParameterizedTest
  @EnumSource(Lie.class)
  void aDecoderThatLiesIsNotUsed(Lie lie) {
    Ladder ladder = new Ladder(isal(FINE), libdeflate(FINE), () -> new LyingDecoder(lie));
    assertThat(kind(ladder, "isal")).isEqualTo("jdk");
    assertThat(kind(ladder, "jdk")).isEqualTo("java");
    assertThat(ladder.encoder(Compression.BALANCED).libraries()).isEqualTo("jdk");
  }

  @Test
  void whatFailedOnceIsNotTriedAgain() {
    List<String> loads = new ArrayList<>();
    ForeignLibrary.Loader counted =
        () -> {
          loads.add("load");
          throw new IOException("no");
        };
    Ladder ladder = new Ladder(isal(counted), libdeflate(FINE), JdkDecoder::new);
    for (Compression choice : Compression.values()) {
      ladder.encoder(choice);
    }
    assertThat(loads).hasSize(1);
  }

  @Test
  void everyDecoderOfThisMachineIsSound() {
    for (String libraries : List.of("isal", "libdeflate", "jdk", "stored", "libdeflate+jdk")) {
      new SelfTest().requireTrueDecoder(Codecs.decoder(libraries));
    }
  }

  @Test
  void nativesAreUsedWhereTheyAreCarried() {
    String libraries = Codecs.encoder(Compression.BALANCED).libraries();
    if (CodecTest.nativesAreDue()) {
      assertThat(libraries).isEqualTo("isal+libdeflate");
    } else {
      assertThat(libraries).isIn("libdeflate", "jdk");
    }
  }

  private static ForeignLibrary isal(ForeignLibrary.Loader loader) {
    return new ForeignLibrary("ISA-L", loader, level -> JdkCodec.plain(1));
  }

  private static ForeignLibrary libdeflate(ForeignLibrary.Loader loader) {
    return new ForeignLibrary("libdeflate", loader, level -> JdkCodec.plain(9));
  }

  private static String kind(Ladder ladder, String libraries) {
    Supplier<ChunkDecoder> decoders = ladder.decoder(libraries);
    try (ChunkDecoder decoder = decoders.get()) {
      return decoder instanceof JdkDecoder
          ? "jdk"
          : decoder instanceof JavaDecoder ? "java" : "native";
    }
  }

  /** Stores something else. */
  private static final class LyingCodec implements ChunkCodec {
    @Override
    public int compress(ByteBuffer in, int length, ByteBuffer out, int offset) {
      ByteBuffer other = ByteBuffer.allocateDirect(length).put(0, in, 0, length);
      other.put(length / 2, (byte) (other.get(length / 2) ^ 1));
      return Stored.encode(other, length, out, offset);
    }

    @Override
    public void close() {}
  }

  /** Writes what is no deflate data. */
  private static final class NonsenseCodec implements ChunkCodec {
    @Override
    public int compress(ByteBuffer in, int length, ByteBuffer out, int offset) {
      out.put(offset, (byte) 0xff);
      return 1;
    }

    @Override
    public void close() {}
  }

  /** The JDK's under another name. */
  private static class Marked implements ChunkDecoder {
    private final ChunkDecoder decoder = new JdkDecoder();

    @Override
    public void decompress(ByteBuffer in, int offset, int size, ByteBuffer out, int length)
        throws DataFormatException {
      decoder.decompress(in, offset, size, out, length);
    }

    @Override
    public void close() {
      decoder.close();
    }
  }

  private enum Lie {
    DOES_NOTHING,
    CHANGES_A_BYTE,
    NOTICES_NO_DAMAGE,
    REFUSES_ALL
  }

  private static final class LyingDecoder extends Marked {
    private final Lie lie;

    LyingDecoder(Lie lie) {
      this.lie = lie;
    }

    @Override
    public void decompress(ByteBuffer in, int offset, int size, ByteBuffer out, int length)
        throws DataFormatException {
      switch (lie) {
        case DOES_NOTHING -> {}
        case CHANGES_A_BYTE -> {
          super.decompress(in, offset, size, out, length);
          out.put(length / 2, (byte) (out.get(length / 2) + 1));
        }
        case NOTICES_NO_DAMAGE -> {
          try {
            super.decompress(in, offset, size, out, length);
          } catch (DataFormatException e) {
            // as if nothing was wrong
          }
        }
        case REFUSES_ALL -> throw new DataFormatException("no");
      }
    }
  }
}
