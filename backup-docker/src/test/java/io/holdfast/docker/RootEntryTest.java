package io.holdfast.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;

final class RootEntryTest {
  private static byte[] tar(String name, byte type, Map<String, String> records)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, 512, "UTF-8")) {
      TarArchiveEntry entry = new TarArchiveEntry(name, type);
      entry.setMode(02750);
      entry.setIds(70, 71);
      records.forEach(entry::addPaxHeader);
      tar.putArchiveEntry(entry);
      tar.closeArchiveEntry();
      tar.putArchiveEntry(new TarArchiveEntry("./f"));
      tar.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }

  private static RootEntry of(byte[] tar, int step) {
    RootEntry root = new RootEntry();
    for (int at = 0; at < tar.length; at += step) {
      root.write(tar, at, Math.min(step, tar.length - at));
    }
    return root;
  }

  @Test
  void isFoundInPiecesOfAnyLength() throws IOException {
    byte[] tar = tar("./", TarConstants.LF_DIR, Map.of());
    for (int step : new int[] {1, 7, 511, 512, 513, 100_000}) {
      TarArchiveInputStream found =
          new TarArchiveInputStream(
              new ByteArrayInputStream(of(tar, step).named("volume").orElseThrow()));
      TarArchiveEntry entry = found.getNextEntry();
      assertThat(entry.getName()).isEqualTo("volume/");
      assertThat(entry.isDirectory()).isTrue();
      assertThat(entry.getMode() & 07777).isEqualTo(02750);
      assertThat(entry.getLongUserId()).isEqualTo(70);
      assertThat(found.getNextEntry()).isNull();
    }
  }

  @Test
  void keepsItsRecordsButNotItsPath() throws IOException {
    byte[] tar = tar("./", TarConstants.LF_DIR, Map.of("SCHILY.xattr.user.k", "v", "path", "./"));
    byte[] found = of(tar, 100).named("volume").orElseThrow();
    TarArchiveEntry entry =
        new TarArchiveInputStream(new ByteArrayInputStream(found)).getNextEntry();
    assertThat(entry.getName()).isEqualTo("volume/");
    assertThat(entry.getExtraPaxHeader("SCHILY.xattr.user.k")).isEqualTo("v");
    assertThat(new String(found, StandardCharsets.ISO_8859_1)).doesNotContain("path=");
  }

  @Test
  void aPathAloneLeavesNoRecord() throws IOException {
    byte[] found =
        of(tar("./", TarConstants.LF_DIR, Map.of("path", "./")), 512).named("v").orElseThrow();
    assertThat(found).hasSize(3 * 512);
  }

  @Test
  void onlyTheRootWillDo() throws IOException {
    assertThat(of(tar("./d/", TarConstants.LF_DIR, Map.of()), 512).named("v")).isEmpty();
    assertThat(of(tar("./f", TarConstants.LF_NORMAL, Map.of()), 512).named("v")).isEmpty();
    assertThat(of(new byte[1024], 512).named("v")).isEmpty();
    assertThat(of(new byte[100], 512).named("v")).isEmpty();
    assertThat(of(tar(".", TarConstants.LF_DIR, Map.of()), 512).named("v")).isPresent();
  }
}
