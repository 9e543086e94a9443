package io.holdfast.archive.internal.read;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.archive.ArchiveFixture;
import io.holdfast.core.ArchiveException;
import io.holdfast.core.catalog.OpenArchive;
import io.holdfast.core.catalog.ProgressListener;
import io.holdfast.core.catalog.VerificationResult;
import io.holdfast.core.catalog.VerificationResult.Damaged;
import io.holdfast.core.catalog.VerificationResult.Defect;
import io.holdfast.core.catalog.VerificationResult.Verified;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.List;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Archives of many chunks: read past the page cache, hashed on all cores, in order. */
@Timeout(60)
final class VerificationTest {
  private static final int LARGE = 9_000_001;

  @TempDir Path temp;
  private Path file = Path.of("");

  @BeforeEach
  void makeAnArchiveOfManyChunks() throws Exception {
    Path tree = Files.createDirectories(temp.resolve("tree/small")).getParent();
    byte[] large = new byte[LARGE];
    new Random(5).nextBytes(large);
    Files.write(tree.resolve("large"), large);
    Files.write(tree.resolve("empty"), new byte[0]);
    for (int i = 0; i < 300; i++) {
      Files.writeString(tree.resolve("small/" + i), "content " + i + "\n".repeat(i));
    }
    Files.createLink(tree.resolve("small/twin"), tree.resolve("small/7"));
    file = temp.resolve("good.tar.gz");
    try (ArchiveFixture archive = new ArchiveFixture(file)) {
      archive.directory("dir", tree).volume("vol", tree).finish();
    }
  }

  @Test
  void whatIsHashedIsTheWholeFileInOrder() throws Exception {
    MessageDigest whole = MessageDigest.getInstance("SHA-256");
    VerificationResult result = verify(whole, ProgressListener.NONE);
    assertThat(result).isInstanceOf(Verified.class);
    assertThat(((Verified) result).entries()).isEqualTo(2 * 305);
    assertThat(whole.digest())
        .isEqualTo(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }

  @Test
  void saysWhereItReadFrom() throws Exception {
    String type = Files.getFileStore(file).type();
    VerificationResult result = verify(MessageDigest.getInstance("SHA-256"), ProgressListener.NONE);
    assertThat(((Verified) result).medium())
        .isIn("the disk", "the page cache (" + type + " cannot be read past it)");
    if (type.equals("ext4") || type.equals("xfs")) {
      assertThat(((Verified) result).medium()).isEqualTo("the disk");
    }
  }

  @Test
  void memoryIsNoDisk() throws Exception {
    Path memory = Path.of("/dev/shm");
    assumeTrue(Files.isWritable(memory) && Files.getFileStore(memory).type().equals("tmpfs"));
    Path copy = Files.createTempFile(memory, "holdfast", ".tar.gz");
    try {
      Files.write(copy, Files.readAllBytes(file));
      try (OpenArchive archive = ArchiveReader.open(copy)) {
        VerificationResult result = archive.verify(ProgressListener.NONE);
        assertThat(((Verified) result).medium())
            .isEqualTo("the page cache (tmpfs cannot be read past it)");
      }
    } finally {
      Files.delete(copy);
    }
  }

  @Test
  void damageInEachKindOfPlaceIsFoundAndNamed() throws Exception {
    long size = Files.size(file);
    assertThat(defectsAfter(0, 1000)).first().asString().startsWith("dir/");
    assertThat(defectsAfter(0, 5_000_000)).first().asString().startsWith("dir/large (chunk ");
    assertThat(defectsAfter(0, size / 2 + 5_000_000))
        .first()
        .asString()
        .startsWith("vol/large (chunk ");
    // Both copies of it, each where it is
    flip(5_000_000);
    assertThat(defectsAfter(0, size / 2 + 5_000_000)).hasSize(2);
    flip(5_000_000);
    assertThatThrownBy(() -> defectsAfter(size, -200)).isInstanceOf(ArchiveException.class);
  }

  @Test
  void contentThatOnlyItsManifestKnowsToBeWrongIsNamed() throws Exception {
    Forgery forgery = Forgery.of(Files.readAllBytes(file));
    byte[] tar = forgery.tar();
    for (int at : List.of(3_000_000, 7_000_000)) {
      byte[] other = tar.clone();
      other[at] ^= 1;
      forgery.tar(other);
      Files.write(file, forgery.archive());
      assertThat(defects(ProgressListener.NONE))
          .extracting(Defect::toString)
          .containsExactly("dir/large: has other content than was saved");
    }
  }

  @Test
  void severalContentsThatAreWrongAreNamedInTheirOrder() throws Exception {
    Forgery forgery = Forgery.of(Files.readAllBytes(file));
    byte[] tar = forgery.tar();
    String text = new String(tar, ISO_8859_1);
    tar[text.indexOf("content 299")] = 'C';
    tar[text.indexOf("content 150")] = 'C';
    tar[5_000_000] ^= 1;
    Files.write(file, forgery.archive());
    assertThat(defects(ProgressListener.NONE))
        .extracting(Defect::where)
        .containsExactly("dir/large", "dir/small/150", "dir/small/299");
  }

  @Test
  void whatIsCutOffWhileItIsReadIsNotWhole() throws Exception {
    long size = Files.size(file);
    List<LongUnaryOperator> cuts = List.of(s -> s - 1, s -> s - 400, s -> s * 2 / 3);
    byte[] good = Files.readAllBytes(file);
    for (LongUnaryOperator cut : cuts) {
      Files.write(file, good);
      assertThat(
              defects(
                  advanced -> {
                    try (FileChannel open = FileChannel.open(file, StandardOpenOption.WRITE)) {
                      open.truncate(cut.applyAsLong(size));
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  }))
          .isNotEmpty();
    }
  }

  @Test
  void anInterruptEndsItAtOnceAndLeavesNoThread() throws Exception {
    long[] steps = new long[1];
    assertThatThrownBy(
            () ->
                verify(
                    MessageDigest.getInstance("SHA-256"),
                    advanced -> {
                      steps[0]++;
                      Thread.currentThread().interrupt();
                    }))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(steps[0]).isLessThan(300);
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("holdfast-read")) {
        thread.join(10_000);
        assertThat(thread.isAlive()).isFalse();
      }
    }
  }

  private List<Defect> defectsAfter(long from, long offset) throws Exception {
    flip(from + offset);
    try {
      return defects(ProgressListener.NONE);
    } finally {
      flip(from + offset);
    }
  }

  private void flip(long at) throws Exception {
    try (FileChannel open =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      open.read(one, at);
      one.put(0, (byte) (one.get(0) ^ 4)).rewind();
      open.write(one, at);
    }
  }

  private List<Defect> defects(ProgressListener progress) throws Exception {
    VerificationResult result = verify(MessageDigest.getInstance("SHA-256"), progress);
    return result instanceof Damaged damaged ? damaged.defects() : List.of();
  }

  private VerificationResult verify(MessageDigest whole, ProgressListener progress)
      throws Exception {
    try (OpenArchive archive = ArchiveReader.open(file)) {
      return ArchiveReader.verify(archive, progress, whole);
    }
  }
}
