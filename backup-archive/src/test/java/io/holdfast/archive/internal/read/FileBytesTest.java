package io.holdfast.archive.internal.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.archive.internal.codec.Stored;
import io.holdfast.archive.internal.format.Index;
import io.holdfast.archive.internal.format.Member;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBytesTest {
  private static final int LONGEST_STORED =
      Member.HEADER + Stored.bound(Index.MAX_CHUNK) + Member.TRAILER;

  @Test
  void aBlockIsUsedAgainForWhateverWriterStores(@TempDir Path folder) throws Exception {
    Path file = Files.write(folder.resolve("archive"), new byte[10_000]);
    try (FileBytes bytes = FileBytes.fromMedium(file)) {
      ByteBuffer block = bytes.take(1);
      bytes.give(block);

      assertThat(bytes.take(LONGEST_STORED)).isSameAs(block);
    }
  }
}
