package io.holdfast.archive.internal.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.archive.ArchiveFixture;
import io.holdfast.archive.StockTools;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.VerificationResult;
import io.holdfast.core.plan.Selection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every change of an archive is found: each byte, each length, anything added. */
final class DamageTest {
  @TempDir Path temp;
  private byte[] good = {};

  @BeforeEach
  void makeSmallArchive() throws Exception {
    Path tree = Files.createDirectories(temp.resolve("tree/sub")).getParent();
    Files.writeString(tree.resolve("hello"), "hello world\n".repeat(50));
    Files.writeString(tree.resolve("sub/data"), "0123456789".repeat(30));
    Files.createSymbolicLink(tree.resolve("link"), Path.of("hello"));
    Path file = temp.resolve("good.tar.gz");
    try (ArchiveFixture archive = new ArchiveFixture(file)) {
      archive.volume("vol", StockTools.tarOf(tree).getInputStream(), Selection.EVERYTHING).finish();
    }
    good = Files.readAllBytes(file);
    assertThat(verdict(good)).isEmpty();
  }

  @Test
  void everyFlippedByteIsFound() throws Exception {
    byte[] bytes = good.clone();
    for (int i = 0; i < bytes.length; i++) {
      byte bit = (byte) (1 << (i % 8));
      bytes[i] ^= bit;
      assertThat(verdict(bytes)).as("bit %d of byte %d", i % 8, i).isPresent();
      bytes[i] ^= bit;
    }
  }

  @Test
  void everyShorterLengthIsFound() throws Exception {
    for (int length = 0; length < good.length; length++) {
      assertThat(verdict(Arrays.copyOf(good, length))).as("length %d", length).isPresent();
    }
  }

  @Test
  void whateverIsAppendedIsFound() throws Exception {
    assertThat(verdict(Arrays.copyOf(good, good.length + 1))).isPresent();
    assertThat(verdict(Arrays.copyOf(good, good.length + 512))).isPresent();
    byte[] twice = Arrays.copyOf(good, good.length * 2);
    System.arraycopy(good, 0, twice, good.length, good.length);
    assertThat(verdict(twice)).isPresent();
  }

  @Test
  void damageInsideAFileNamesTheSourceAndThePath() throws Exception {
    byte[] bytes = good.clone();
    bytes[bytes.length / 8 + 100] ^= 1;
    assertThat(verdict(bytes).orElseThrow()).contains("vol");
  }

  /** What verification says against these bytes; empty when it says they are whole. */
  private Optional<String> verdict(byte[] bytes) throws Exception {
    Path file = Files.write(temp.resolve("candidate.tar.gz"), bytes);
    try (OpenArchive archive = ArchiveReader.open(file)) {
      VerificationResult result = archive.verify(ProgressListener.NONE);
      return result instanceof VerificationResult.Verified
          ? Optional.empty()
          : Optional.of(result.toString());
    } catch (ArchiveException e) {
      return Optional.of(e.getMessage());
    }
  }
}
