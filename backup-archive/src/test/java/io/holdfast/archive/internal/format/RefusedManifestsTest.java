package io.holdfast.archive.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.ArchiveException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines that look as if they were of a manifest, and cannot have been written by ours. */
final class RefusedManifestsTest {
  private static final String DIGEST =
      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
  private static final String META = " mode=0644 uid=0 gid=0 time=0.000000000";
  private static final String FILE = "./a type=file" + META + " size=9 sha256digest=" + DIGEST;
  private static final String HARD_LINK = "./a type=file" + META;
  private static final String OF_BLOCKS = "./a type=file" + META + " size=9";

  @Test
  void theLinesAreGoodWithoutTheirFaults() throws Exception {
    assertThat(read(FILE)).hasSize(1);
    assertThat(read("#blocksha256=" + DIGEST + "\n" + OF_BLOCKS)).hasSize(1);
    assertThat(read("#xattr=a=1\n#blocksha256=" + DIGEST + "\n" + OF_BLOCKS)).hasSize(1);
    assertThat(read("#hardlink=./b\n" + HARD_LINK)).hasSize(1);
    assertThat(read("./a type=char" + META + " device=native,-1,2147483647")).hasSize(1);
    assertThat(read(". type=dir" + META)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#hardlink=./b\n#hardlink=./b\n" + HARD_LINK,
        "#xattr=a=1\n#hardlink=./b\n" + HARD_LINK,
        "#hardlink=./b\n#xattr=a=1\n" + HARD_LINK,
        "#hardlink=./b\n#blocksha256=" + DIGEST + "\n" + HARD_LINK,
        "#hardlink=./b\n./a type=fifo" + META,
        "#hardlink=./b trailing\n" + HARD_LINK,
        "#blocksha256=" + DIGEST + "\n#blocksha256=" + DIGEST + "\n" + OF_BLOCKS,
        "#blocksha256=" + DIGEST + "\n#xattr=a=1\n" + OF_BLOCKS,
        "#blocksha256=" + DIGEST + "\n" + FILE,
        "#blocksha256=" + DIGEST + "0\n" + OF_BLOCKS,
        "#blocksha256=" + DIGEST + "\n./a type=dir" + META,
        "#xattr=a\n" + FILE,
        "#xattr=a=\\00\n" + FILE,
        "#xattr=\\000=1\n" + FILE,
        "#",
        "#\n" + FILE,
        OF_BLOCKS,
        FILE + " ",
        FILE + "0",
        "./a  type=file" + META,
        "./a type=files" + META,
        "./a type=" + META,
        "./ type=dir" + META,
        "a type=dir" + META,
        "./a\\40 type=dir" + META,
        "./a\\08 type=dir" + META,
        "./a\\400 type=dir" + META,
        "./a/.. type=dir" + META,
        "./a type=dir mode= uid=0 gid=0 time=0.000000000",
        "./a type=dir mode=08 uid=0 gid=0 time=0.000000000",
        "./a type=dir mode=010000 uid=0 gid=0 time=0.000000000",
        "./a type=dir mode=00 uid=4294967296 gid=0 time=0.000000000",
        "./a type=dir mode=00 uid=0 gid=4294967296 time=0.000000000",
        "./a type=dir mode=00 uid=0 gid=0 time=0.0000000000",
        "./a type=dir mode=00 uid=0 gid=0 time=0.00000000",
        "./a type=dir mode=00 uid=0 gid=0 time=0",
        "./a type=dir mode=00 uid=0 gid=0 time=-",
        "./a type=dir mode=00 uid=0 gid=0 time=9223372036854775807.000000000",
        "./a type=dir mode=00 uid=0 gid=0 time=9223372036854775808.000000000",
        "./a type=char" + META + " device=native,1",
        "./a type=char" + META + " device=native,1,",
        "./a type=char" + META + " device=native,2147483648,1",
        "./a type=char" + META + " device=native,1,-2147483649",
        "./a type=char" + META + " device=native,1,1,1",
        "./a type=link" + META,
        "./a type=link" + META + " link=a b",
        "./a type=file" + META + " size=9 sha256digest=" + "0123456789abcdeF",
        "./a type=file" + META + " size=9 sha256digest=",
      })
  void refuses(String lines) {
    assertThatThrownBy(() -> read(lines)).isInstanceOf(ArchiveException.class);
  }

  @ParameterizedTest
  @ValueSource(chars = {'`', 'g', '/', ':', 'A'})
  void aDigestHasHexDigitsOnly(char c) {
    String bad = DIGEST.substring(1) + c;
    assertThatThrownBy(() -> read(OF_BLOCKS + " sha256digest=" + bad))
        .isInstanceOf(ArchiveException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "#mtree\n", "#mtree v2.0", "#mtree v2.00\n", " #mtree v2.0\n"})
  void beginsWithItsSignature(String text) {
    assertThatThrownBy(
            () ->
                new ManifestReader(
                    new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1))))
        .isInstanceOf(ArchiveException.class);
  }

  @Test
  void aLineHasAnEnd() {
    assertThatThrownBy(() -> read("./" + "a".repeat(2 << 20) + " type=dir" + META))
        .isInstanceOf(ArchiveException.class);
  }

  private static List<ManifestEntry> read(String lines) throws Exception {
    String text = ManifestWriter.SIGNATURE + "\n" + lines + "\n";
    ManifestReader reader =
        new ManifestReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
    List<ManifestEntry> entries = new ArrayList<>();
    for (var next = reader.next(); next.isPresent(); next = reader.next()) {
      entries.add(next.get());
    }
    return entries;
  }
}
