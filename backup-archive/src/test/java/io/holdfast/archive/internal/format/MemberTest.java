package io.holdfast.archive.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.archive.internal.codec.ChunkDecoder;
import io.holdfast.archive.internal.codec.Codecs;
import io.holdfast.archive.internal.codec.Stored;
import io.holdfast.core.ArchiveException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One gzip member, each part of which is looked at. */
final class MemberTest {
  private static final byte[] CONTENT = {1, 2, 3, 4, 5, 6, 7};

  private final ByteBuffer member =
      ByteBuffer.allocateDirect(Member.HEADER + Stored.bound(CONTENT.length) + Member.TRAILER);
  private int length;

  @Test
  void comesBack() throws Exception {
    assertThat(decode(write())).isEqualTo(ByteBuffer.wrap(CONTENT));
  }

  @ParameterizedTest
  @CsvSource({
    "header,0,the header of the gzip member is damaged",
    "header,9,the header of the gzip member is damaged",
    "data,0,the gzip member's data is damaged",
    "data,5,the checksum of the gzip member's content is wrong",
    "trailer,0,the checksum of the gzip member's content is wrong",
    "trailer,4,the length in the gzip member's trailer is wrong",
    "trailer,7,the length in the gzip member's trailer is wrong",
  })
  void saysWhatIsDamaged(String part, int offset, String message) {
    int end = write();
    int start =
        switch (part) {
          case "header" -> 0;
          case "data" -> Member.HEADER;
          default -> end - Member.TRAILER;
        };
    member.put(start + offset, (byte) (member.get(start + offset) ^ 0x40));
    if (part.equals("data") && offset == 0) {
      member.put(start, (byte) 7); // a block of no known type
    }
    assertThatThrownBy(() -> decode(end))
        .isInstanceOf(ArchiveException.class)
        .hasMessageContaining(message);
  }

  @Test
  void isNeverShorterThanItsFrame() {
    assertThat(write()).isPositive();
    for (int size : new int[] {0, Member.HEADER, Member.HEADER + Member.TRAILER}) {
      assertThatThrownBy(() -> decode(size))
          .isInstanceOf(ArchiveException.class)
          .hasMessage("a gzip member of " + size + " bytes is too short");
    }
  }

  /** Where it ends. */
  private int write() {
    CRC32 crc = new CRC32();
    crc.update(CONTENT);
    Member.putHeader(member, 0);
    length = Stored.encode(ByteBuffer.wrap(CONTENT), CONTENT.length, member, Member.HEADER);
    Member.putTrailer(member, Member.HEADER + length, (int) crc.getValue(), CONTENT.length);
    return Member.HEADER + length + Member.TRAILER;
  }

  private ByteBuffer decode(int size) throws ArchiveException {
    ByteBuffer content = ByteBuffer.allocateDirect(CONTENT.length);
    try (ChunkDecoder decoder = Codecs.decoder("").get()) {
      Member.decode(member, size, decoder, content, CONTENT.length);
    }
    return content;
  }
}
