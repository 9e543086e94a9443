package io.holdfast.archive.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BundledLibraryTest {
  @TempDir private Path folder;

  @Test
  void whatIsNoLibraryIsRefusedAndLeavesNothing() throws Exception {
    assertThatThrownBy(
            () ->
                BundledLibrary.load(
                    "/io/holdfast/archive/internal/codec/BundledLibrary.class",
                    List.of(folder, folder)))
        .isInstanceOf(UnsatisfiedLinkError.class);
    assertThat(left()).isEmpty();
  }

  @Test
  void whatIsNotCarriedIsRefusedAndLeavesNothing() throws Exception {
    assertThatThrownBy(() -> BundledLibrary.load("/no/such.so", List.of(folder)))
        .isInstanceOf(IOException.class)
        .hasMessage("this build carries no /no/such.so");
    assertThat(left()).isEmpty();
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsPassedOver() throws Exception {
    org.junit.jupiter.api.Assumptions.assumeTrue(CodecTest.nativesAreDue());
    BundledLibrary.load(
        "/aircompressor/linux-amd64/libdeflate.so", List.of(folder.resolve("none"), folder));
    assertThat(left()).isEmpty();
    assertThatThrownBy(
            () ->
                BundledLibrary.load(
                    "/aircompressor/linux-amd64/libdeflate.so", List.of(folder.resolve("none"))))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("no file can be made in ");
  }

  private List<Path> left() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
