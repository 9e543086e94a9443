package io.holdfast.archive.internal.catalog;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.Locale;

/**
 * A kernel error that is treated differently from others. An {@link IOException} carries no error
 * number, only the C library's text for it, which follows the locale; so that text is asked of the
 * C library.
 */
enum SystemError {
  NO_SPACE(List.of("No space left on device"), 28),
  QUOTA(List.of("Disk quota exceeded"), 122),
  /** The file system does not offer the operation: EINVAL, ENOSYS, ENOTSUP. */
  UNSUPPORTED(
      List.of(
          "Invalid argument",
          "Function not implemented",
          "Operation not supported",
          "Not supported"),
      22,
      38,
      95);

  private final ImmutableList<String> english;
  private final ImmutableIntArray linuxNumbers;

  SystemError(List<String> english, int... linuxNumbers) {
    this.english = ImmutableList.copyOf(english);
    this.linuxNumbers = ImmutableIntArray.copyOf(linuxNumbers);
  }

  /** Whether this is what the kernel answered. */
  boolean isBehind(IOException failure) {
    String text = reason(failure);
    return english.contains(text) || localized().contains(text);
  }

  /** What went wrong, for people, without the file's name. */
  static String reason(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof FileAlreadyExistsException) {
      return "it exists already";
    }
    if (failure instanceof NotDirectoryException) {
      return "not a directory";
    }
    String text =
        failure instanceof FileSystemException f && f.getReason() != null
            ? f.getReason()
            : failure.getMessage();
    return text == null ? failure.getClass().getSimpleName().toLowerCase(Locale.ROOT) : text;
  }

  private List<String> localized() {
    if (!Platform.isLinux()) {
      return List.of();
    }
    try {
      CLibrary c = Native.load("c", CLibrary.class);
      return linuxNumbers.stream().mapToObj(c::strerror).toList();
    } catch (LinkageError e) {
      // without native code the English texts have to do
      return List.of();
    }
  }

  /** The one function of the C library that is needed here. */
  interface CLibrary extends Library {
    String strerror(int number);
  }
}
