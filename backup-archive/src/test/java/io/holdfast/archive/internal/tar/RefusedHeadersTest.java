package io.holdfast.archive.internal.tar;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers about which readers may disagree, or that are no headers. */
final class RefusedHeadersTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "path=x",
        "linkpath=x",
        "size=0",
        "uid=0",
        "gid=0",
        "mtime=0",
        "GNU.sparse.major=1",
        "GNU.sparse.minor=0",
        "GNU.sparse.name=x",
        "GNU.sparse.realsize=0",
        "GNU.sparse.size=0",
        "GNU.sparse.offset=0",
        "GNU.sparse.map=0,0"
      })
  void aGlobalRecordChangesNoEntry(String record) {
    assertRefused("global", 'g', record, '0');
  }

  @Test
  void aGlobalRecordMayBeARemark() throws Exception {
    assertThat(first(tar('g', records("comment=x"), '0')).name()).isEqualTo("f");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no name or size|GNU.sparse.major=1 GNU.sparse.minor=0 GNU.sparse.name=f",
        "no name or size|GNU.sparse.major=1 GNU.sparse.minor=0 GNU.sparse.realsize=5",
        "damaged GNU.sparse.realsize|GNU.sparse.major=1 GNU.sparse.minor=0 GNU.sparse.name=f"
            + " GNU.sparse.realsize=x",
        "the map of a file with holes|GNU.sparse.size=9 GNU.sparse.map=1",
        "damaged GNU.sparse.offset|GNU.sparse.size=9 GNU.sparse.map=x,1",
        "more or less data|GNU.sparse.size=9 GNU.sparse.map=1,1",
        "damaged uid|uid=x",
        "damaged gid|gid=",
        "impossible owner|uid=-1",
        "impossible owner|gid=4294967296",
        "impossible size|size=9223372036854775807",
        "no usable name|path=",
        "no usable name|linkpath=a\0b",
      })
  void aRecordThatCannotBeIsRefused(String message, String records) {
    assertRefused(message, 'x', records, '0');
  }

  @ParameterizedTest
  @ValueSource(chars = {'1', '2', '3', '4', '5', '6'})
  void onlyFilesHaveHoles(char type) {
    String records =
        "GNU.sparse.major=1 GNU.sparse.minor=0 GNU.sparse.name=f GNU.sparse.realsize=0";
    assertThatThrownBy(() -> first(tar('x', records(records), type)))
        .isInstanceOf(IOException.class);
    assertRefused("cannot have", 'x', "GNU.sparse.size=0", type);
  }

  @ParameterizedTest
  @CsvSource({
    "GNU.sparse.major=2 GNU.sparse.minor=0 GNU.sparse.name=f GNU.sparse.realsize=0",
    "GNU.sparse.major=1 GNU.sparse.minor=1 GNU.sparse.name=f GNU.sparse.realsize=0",
    "GNU.sparse.name=f",
    "GNU.sparse.size=9 GNU.sparse.future=1",
    "GNU.sparse.size=9 GNU.sparse.numbytes=1",
  })
  void holesInAFormatThatIsNotKnownAreNoFile(String records) throws Exception {
    assertThat(first(tar('x', records(records), '0')).type()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"3", "3 ", " a=b\n", "5 =\n", "6 =b\n\n", "4 a\n", "16777217 a=b\n"})
  void aRecordHasALengthAKeyAndAnEnd(String text) {
    assertThatThrownBy(() -> first(tar('x', text.getBytes(ISO_8859_1), '0')))
        .isInstanceOf(TarFormatException.class)
        .hasMessageContaining("an extended header has a");
  }

  @Test
  void recordsEndAtAZeroByte() throws Exception {
    byte[] records = Arrays.copyOf(records("path=other"), 100);
    assertThat(first(tar('x', records, '0')).name()).isEqualTo("other");
  }

  @Test
  void whatEndsInItsHeadersIsCutOff() {
    byte[] tar = tar('x', records("path=" + "n".repeat(600)), '0');
    for (int blocks : List.of(1, 2, 3)) {
      byte[] cut = Arrays.copyOf(tar, 512 * blocks);
      assertThatThrownBy(() -> first(cut)).isInstanceOf(EOFException.class);
    }
    byte[] ended = Arrays.copyOf(Arrays.copyOf(tar, 512 * 3), 512 * 5);
    assertThatThrownBy(() -> first(ended)).hasMessageContaining("followed by no entry");
  }

  @Test
  void aChecksumIsANumber() {
    byte[] header = TarEncoder.plain("f", 0, Instant.EPOCH);
    header[148] = 'x';
    assertThatThrownBy(() -> first(header)).hasMessageContaining("wrong checksum");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x81, 0xfe})
  void aNumberHasNoMoreThan64Bits(int first) {
    byte[] header = TarEncoder.plain("f", 0, Instant.EPOCH);
    header[124] = (byte) first;
    assertThatThrownBy(() -> first(TarReaderTest.signed(header)))
        .hasMessageContaining("beyond 64 bits");
  }

  @Test
  void contentIsReadAsAnyStreamIs() throws Exception {
    byte[] tar = Arrays.copyOf(TarEncoder.plain("f", 6, Instant.EPOCH), 1024);
    System.arraycopy(new byte[] {1, -1, 3, 4, 5, 6}, 0, tar, 512, 6);
    TarReader reader = new TarReader(new ByteArrayInputStream(tar));
    assertThat(reader.next()).isPresent();
    LentBytes content = reader.content();
    assertThat(content.read()).isEqualTo(1);
    assertThat(content.read()).isEqualTo(0xff);
    assertThat(content.skip(0)).isZero();
    assertThat(content.skip(2)).isEqualTo(2);
    assertThat(content.readNBytes(9)).containsExactly(5, 6);
    assertThat(content.read()).isEqualTo(-1);
    assertThat(content.skip(1)).isZero();
    assertThat(reader.entryEnd()).isEqualTo(1024);
  }

  @Test
  void contentThatIsCutOffIsNotShorter() throws Exception {
    byte[] tar = Arrays.copyOf(TarEncoder.plain("f", 6, Instant.EPOCH), 515);
    TarReader reader = new TarReader(new ByteArrayInputStream(tar));
    assertThat(reader.next()).isPresent();
    assertThatThrownBy(() -> reader.content().readAllBytes()).isInstanceOf(EOFException.class);
    TarReader skipping = new TarReader(new ByteArrayInputStream(tar));
    assertThat(skipping.next()).isPresent();
    assertThatThrownBy(skipping::next).isInstanceOf(EOFException.class);
  }

  private static void assertRefused(String message, char extension, String records, char type) {
    assertThatThrownBy(() -> first(tar(extension, records(records), type)))
        .isInstanceOf(TarFormatException.class)
        .hasMessageContaining(message);
  }

  private static TarHeader first(byte[] tar) throws IOException {
    return new TarReader(new ByteArrayInputStream(tar)).next().orElseThrow();
  }

  /** An extended header, and an entry without content. */
  private static byte[] tar(char extension, byte[] records, char type) {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    byte[] header = TarEncoder.plain("x", records.length, Instant.EPOCH);
    header[156] = (byte) extension;
    tar.writeBytes(TarReaderTest.signed(header));
    tar.writeBytes(Arrays.copyOf(records, records.length + TarEncoder.padding(records.length)));
    byte[] entry = TarEncoder.plain("f", 0, Instant.EPOCH);
    entry[156] = (byte) type;
    tar.writeBytes(TarReaderTest.signed(entry));
    return tar.toByteArray();
  }

  /** Records from keys and values with a blank between them. */
  private static byte[] records(String text) {
    StringBuilder records = new StringBuilder();
    for (String record : text.split(" ", -1)) {
      int rest = record.length() + 2;
      int length = rest + Integer.toString(rest).length();
      length = rest + Integer.toString(length).length();
      records.append(length).append(' ').append(record).append('\n');
    }
    return records.toString().getBytes(ISO_8859_1);
  }
}
