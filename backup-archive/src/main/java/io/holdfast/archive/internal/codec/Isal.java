package io.holdfast.archive.internal.codec;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.io.IOException;

/**
 * Intel's ISA-L (igzip): the functions used of it, as C has them, with addresses as longs. The
 * library is the one that the Genomics Kernel Library carries for Linux on x86-64 with glibc.
 *
 * @see <a href="https://github.com/intel/isa-l/blob/master/include/igzip_lib.h">igzip_lib.h</a>
 */
final class Isal {
  private static final String RESOURCE = "/com/intel/gkl/native/libgkl_compression.so";

  private Isal() {}

  /**
   * Loads the library.
   *
   * @throws IOException or a {@link LinkageError} when this machine cannot run it
   */
  static void load() throws IOException {
    if (!Platform.isLinux() || !Platform.ARCH.equals("x86-64")) {
      throw new IOException("there is none for " + Platform.RESOURCE_PREFIX);
    }
    Native.register(Isal.class, BundledLibrary.load(RESOURCE));
  }

  static native void isal_deflate_init(long stream);

  static native int isal_deflate(long stream);
}
