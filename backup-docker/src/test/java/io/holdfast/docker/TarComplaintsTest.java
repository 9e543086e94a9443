package io.holdfast.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class TarComplaintsTest {
  private static TarComplaints of(String text) {
    TarComplaints complaints = new TarComplaints();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (byte b : bytes) {
      complaints.accept(new byte[] {0, b, 0}, 1, 1);
    }
    return complaints;
  }

  @Test
  void busyboxOnSingleFiles() {
    TarComplaints complaints =
        of(
            """
            tar: ./d: Permission denied
            tar: can't open './d/x': Permission denied
            tar: error exit delayed from previous errors
            """);
    assertThat(complaints.aboutFiles())
        .containsExactly("./d: Permission denied", "can't open './d/x': Permission denied");
    assertThat(complaints.trouble()).isEmpty();
  }

  @Test
  void gnuOnSingleFiles() {
    TarComplaints complaints =
        of(
            """
            tar: ./x: Cannot open: Permission denied
            tar: ./y: file changed as we read it
            tar: ./sock: socket ignored
            tar: Exiting with failure status due to previous errors
            """);
    assertThat(complaints.aboutFiles())
        .containsExactly("./x: Cannot open: Permission denied", "./y: file changed as we read it");
    assertThat(complaints.trouble()).isEmpty();
  }

  @Test
  void anythingElseIsTrouble() {
    assertThat(of("tar: ./x: Permission denied\ntar: short read\n").trouble())
        .contains("tar: short read");
    assertThat(of("tar: .: Permission denied\n").trouble()).isPresent();
    assertThat(of("Segmentation fault").trouble()).contains("Segmentation fault");
  }

  @Test
  void aLineFeedInANameDoesNotMakeTrouble() {
    TarComplaints complaints = of("tar: can't open './a\nb': Permission denied\n");
    assertThat(complaints.trouble()).isEmpty();
    assertThat(complaints.aboutFiles()).containsExactly("can't open './a");
  }

  @Test
  void namesCannotControlTheTerminal() {
    assertThat(of("tar: ./\u001b[31m: Permission denied\n").aboutFiles())
        .containsExactly("./\\x1b[31m: Permission denied");
  }

  @Test
  void memoryIsBounded() {
    TarComplaints complaints = of("tar: ./x: Permission denied\n".repeat(1500));
    assertThat(complaints.aboutFiles()).hasSize(1001).endsWith("and 500 more");
  }
}
