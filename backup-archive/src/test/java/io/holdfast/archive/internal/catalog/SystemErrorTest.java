package io.holdfast.archive.internal.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class SystemErrorTest {
  @Test
  void recognisesAFullDisk() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "needs /dev/full");
    IOException failure = null;
    try {
      Files.writeString(full, "x");
    } catch (IOException e) {
      failure = e;
    }
    assertThat(failure).isNotNull();
    assertThat(SystemError.NO_SPACE.isBehind(failure)).isTrue();
    assertThat(SystemError.QUOTA.isBehind(failure)).isFalse();
    assertThat(SystemError.UNSUPPORTED.isBehind(failure)).isFalse();
  }

  @Test
  void toleratesOnlyWhatIsNotOffered() {
    assertThat(SystemError.UNSUPPORTED.isBehind(new IOException("Invalid argument"))).isTrue();
    assertThat(SystemError.UNSUPPORTED.isBehind(new IOException("Operation not supported")))
        .isTrue();
    assertThat(SystemError.UNSUPPORTED.isBehind(new IOException("Input/output error"))).isFalse();
    assertThat(SystemError.UNSUPPORTED.isBehind(new IOException())).isFalse();
  }

  @Test
  void explainsForPeople() {
    assertThat(SystemError.reason(new NoSuchFileException("/x")))
        .isEqualTo("no such file or directory");
    assertThat(SystemError.reason(new AccessDeniedException("/x"))).isEqualTo("permission denied");
    assertThat(SystemError.reason(new FileSystemException("/x", null, "Read-only file system")))
        .isEqualTo("Read-only file system");
    assertThat(SystemError.reason(new IOException())).isEqualTo("ioexception");
  }
}
