package io.holdfast.archive.internal.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.archive.internal.tree.FileState;
import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which files may be passed over by the next run. */
final class RecorderTest {
  private static final Instant START = Instant.parse("2025-10-24T08:25:03.5Z");

  @ParameterizedTest
  @CsvSource({
    "2025-10-24T08:25:01.499999999Z, 7, true",
    "2025-10-24T08:25:01.500000000Z, 7, false", // may change again within the same time
    "2025-10-24T09:00:00.123456789Z, 7, false",
    "2025-10-24T08:25:01.499999999Z, 0, false", // no inode of its own
    "2025-10-01T00:00:00.000000001Z, 7, true",
    "2025-10-01T00:00:00.000000000Z, 7, false", // no time of change at all, or one for all files
    "1970-01-01T00:00:00.000000000Z, 7, false"
  })
  void aFileHasAStateWhereItsTimeOfChangeTellsSomething(
      Instant changed, long inode, boolean hasState) {
    Recorder recorder = new Recorder(0, START);
    Entry file =
        new Entry(
            EntryPath.of("file"),
            EntryType.FILE,
            3,
            0600,
            0,
            0,
            Instant.EPOCH,
            Optional.empty(),
            Entry.Device.NONE);
    recorder.add(0, file, FileDigest.of(new byte[32]));
    recorder.heldStill(new FileState(changed, inode, 1));
    assertThat(recorder.states().length > 0).isEqualTo(hasState);
    assertThat(recorder.finish().entries()).isEqualTo(1);
  }
}
