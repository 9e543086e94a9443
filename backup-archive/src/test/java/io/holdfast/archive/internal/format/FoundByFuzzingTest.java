package io.holdfast.archive.internal.format;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.ArchiveException;
import io.holdfast.core.catalog.OpenArchive.ArchivedSource;
import io.holdfast.core.catalog.SourceKind;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Records that were read although nobody can have written them. */
final class FoundByFuzzingTest {

  /** Only escaped ones were refused. */
  @Test
  void aManifestHasNoPathWithAZeroByte() {
    String rest = "b type=dir mode=0755 uid=0 gid=0 time=0.000000000\n";
    assertThatCode(() -> manifest("./a" + rest)).doesNotThrowAnyException();
    assertThatThrownBy(() -> manifest("./a\0" + rest)).isInstanceOf(ArchiveException.class);
    assertThatThrownBy(() -> manifest("./a\\000" + rest)).isInstanceOf(ArchiveException.class);
  }

  /** It was read as another name than the archive has for the source. */
  @Test
  void anIndexHasNoSourceWhoseNameIsNoText() throws Exception {
    Index.Section section =
        new Index.Section(
            new ArchivedSource("name", SourceKind.VOLUME),
            0,
            0,
            0,
            0,
            0,
            Index.Packed.NONE,
            Index.Packed.NONE);
    byte[] index = new Index(new ChunkTable(), List.of(section)).encode();
    assertThatCode(() -> Index.decode(index)).doesNotThrowAnyException();
    int at = new String(index, StandardCharsets.ISO_8859_1).indexOf("name");
    index[at] = (byte) 0x97;
    assertThatThrownBy(() -> Index.decode(index)).isInstanceOf(ArchiveException.class);
  }

  private static void manifest(String lines) throws Exception {
    String text = ManifestWriter.SIGNATURE + "\n" + lines;
    ManifestReader reader =
        new ManifestReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
    while (reader.next().isPresent()) {
      // to the end
    }
  }
}
