package io.holdfast.archive.internal.tar;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import io.holdfast.core.catalog.ExtendedAttributes;
import io.holdfast.core.catalog.ExtendedAttributes.Attribute;
import io.holdfast.core.catalog.SparseMap;
import io.holdfast.core.catalog.SparseMap.Region;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Extended attributes, ACLs and holes in tar headers. */
final class MetadataRecordsTest {
  private static final String ACL =
      "\2\0\0\0\1\0\6\0\377\377\377\377\2\0\4\0\322\4\0\0\4\0\4\0\377\377\377\377"
          + "\10\0\7\0M\0\0\0\20\0\7\0\377\377\377\377\40\0\0\0\377\377\377\377";

  @Test
  void attributesComeBackWhateverTheirBytes() throws Exception {
    ExtendedAttributes attributes =
        new ExtendedAttributes(
            List.of(
                new Attribute("user.raw", "\0\377\n=% 12 path=x\n"),
                new Attribute("user.empty", ""),
                new Attribute("user.a=b%c%25d%3De", "odd name"),
                new Attribute("security.selinux", "system_u:object_r:etc_t:s0\0"),
                new Attribute(ExtendedAttributes.ACCESS_ACL, ACL),
                new Attribute(ExtendedAttributes.DEFAULT_ACL, "no ACL")));
    Entry entry = file("f".repeat(200), 5).with(attributes);

    byte[] header = new TarEncoder().encode("./", entry);

    assertThat(read(header, 5)).isEqualTo(entry);
    assertThat(new String(header, ISO_8859_1))
        .contains(
            " SCHILY.acl.access=user::rw-\nuser:1234:r--\ngroup::r--\ngroup:77:rwx\n"
                + "mask::rwx\nother::---\n",
            " SCHILY.xattr.user.a%3Db%c%2525d%253De=odd name\n",
            " RHT.security.selinux=system_u:object_r:etc_t:s0\n");
  }

  @ParameterizedTest
  @CsvSource({
    "'user::rw-,user:1234:r--,group::r--,group:77:rwx,mask::rwx,other::---'",
    "'user::rw-\nuser:bob:r--:1234\ngroup::r--\ngroup:staff:rwx:77\nmask::rwx\nother::---\n'",
    "'user::rw-\nuser:1234:r-- #effective:r--\ngroup::r--\ngroup:77:rwx\nmask::rwx\nother::---'",
  })
  void aclsOfOtherToolsAreUnderstood(String text) {
    assertThat(AclText.parse(text)).contains(ACL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "user:bob:r--",
        "user::rwxx",
        "user::rwy",
        "nobody::rwx",
        "user:4294967296:rwx",
        "mask:7:rwx",
        "user:1:rwx:2:3"
      })
  void whatIsNoAclOrNamesNobodyIsNone(String text) {
    assertThat(AclText.parse(text)).isEmpty();
  }

  @Test
  void anAclThatIsNotUnderstoodIsKeptToBeMissed() throws Exception {
    AttributeRecords records = new AttributeRecords();
    records.put("SCHILY.acl.access", "user::rw-,user:bob:r--,group::r--,other::---");
    records.put("SCHILY.acl.default", "\n");
    ExtendedAttributes lost =
        new ExtendedAttributes(
            List.of(
                new Attribute(
                    ExtendedAttributes.ACCESS_ACL,
                    "user::rw-,user:bob:r--,group::r--,other::---")));
    assertThat(records.all()).isEqualTo(lost);
    Entry entry = file("f", 5).with(lost);
    assertThat(read(new TarEncoder().encode("./", entry), 5)).isEqualTo(entry);
  }

  @Test
  void aFileWithHolesComesBackAsItsData() throws Exception {
    SparseMap map = new SparseMap(List.of(new Region(1 << 20, 3), new Region(1 << 22, 1000)));
    for (long size : new long[] {(1 << 22) + 1000, 1L << 40}) {
      Entry entry = file("a/" + "n".repeat(150), size).with(Optional.of(map));
      assertThat(read(new TarEncoder().encode("./", entry), 1003)).isEqualTo(entry);
    }
    Entry nothing = file("nothing", 1L << 50).with(Optional.of(new SparseMap(List.of())));
    assertThat(read(new TarEncoder().encode("./", nothing), 0)).isEqualTo(nothing);
  }

  /** A map of exactly one block, which other readers got wrong (COMPRESS-724). */
  @Test
  void aMapMayFillItsBlocks() throws Exception {
    for (int count = 1; count < 200; count++) {
      Region[] regions = new Region[count];
      for (int i = 0; i < count; i++) {
        regions[i] = new Region(100_000L + i * 1000L, 10);
      }
      Entry entry = file("f", 1_000_000_000).with(Optional.of(new SparseMap(List.of(regions))));
      assertThat(read(new TarEncoder().encode("./", entry), 10 * count)).isEqualTo(entry);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1\n0\n", // ends in the map
        "1\n5\n600\n", // more data than there is
        "1\n5\n400\n", // less
        "2\n0\n300\n200\n212\n", // overlap
        "2\n300\n212\n0\n300\n", // backwards
        "1\n700\n512\n", // leaves the file
        "1\n1000\n9223372036854775807\n",
        "1\n9223372036854775807\n512\n",
        "-1\n",
        "\n",
        "x\n",
        "999999\n",
        "9999999999999999999999\n"
      })
  void refusesMapsThatLie(String map) {
    Entry entry = file("f", 1200).with(Optional.of(new SparseMap(List.of(new Region(0, 512)))));
    byte[] tar = new TarEncoder().encode("./", entry);
    int at = tar.length - TarEncoder.BLOCK;
    Arrays.fill(tar, at, tar.length, (byte) 0);
    System.arraycopy(map.getBytes(ISO_8859_1), 0, tar, at, map.length());
    assertThatThrownBy(() -> read(tar, 512))
        .isInstanceOfAny(TarFormatException.class, EOFException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SCHILY.xattr.user.a=b", "SCHILY.acl.access=user::rwx"})
  void refusesMetadataForAllEntriesThatFollow(String record) throws Exception {
    String text = (record.length() + 4) + " " + record + "\n";
    byte[] header = TarEncoder.plain("g", text.length(), Instant.EPOCH);
    header[156] = 'g';
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    tar.write(TarReaderTest.signed(header));
    tar.write(text.getBytes(ISO_8859_1));
    tar.write(new byte[TarEncoder.padding(text.length())]);
    tar.write(TarEncoder.plain("f", 0, Instant.EPOCH));
    assertThatThrownBy(() -> new TarReader(new ByteArrayInputStream(tar.toByteArray())).next())
        .isInstanceOf(TarFormatException.class)
        .hasMessageContaining("global");
  }

  /** Reads an entry that is followed by so much data, and another one after it. */
  private static Entry read(byte[] header, int data) throws IOException {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    tar.write(header);
    tar.write(new byte[data + TarEncoder.padding(data)]);
    tar.write(TarEncoder.plain("./next", 0, Instant.EPOCH));
    tar.write(new byte[TarEncoder.END]);
    TarReader reader = new TarReader(new ByteArrayInputStream(tar.toByteArray()));
    TarHeader found = reader.next().orElseThrow();
    assertThat(reader.rawHeader()).isEqualTo(header);
    assertThat(reader.content().readAllBytes()).hasSize(data);
    assertThat(reader.next().orElseThrow().name()).isEqualTo("./next");
    assertThat(reader.next()).isEmpty();
    return EntryNames.entry(found, "./");
  }

  private static Entry file(String path, long size) {
    return new Entry(
        EntryPath.of(path),
        EntryType.FILE,
        size,
        0644,
        0,
        0,
        Instant.ofEpochSecond(1, 2),
        Optional.empty(),
        Entry.Device.NONE);
  }
}
