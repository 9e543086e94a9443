package io.holdfast.archive.internal.codec;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.io.IOException;
import java.util.Map;

/**
 * libdeflate: the functions used of it, as C has them, with addresses and sizes as longs. The
 * library is the one that aircompressor carries.
 *
 * @see <a href="https://github.com/ebiggers/libdeflate/blob/master/libdeflate.h">libdeflate.h</a>
 */
final class Libdeflate {
  /** By JNA's name of the platform. */
  private static final Map<String, String> RESOURCES =
      Map.of(
          "linux-x86-64", "/aircompressor/linux-amd64/libdeflate.so",
          "linux-aarch64", "/aircompressor/linux-aarch64/libdeflate.so",
          "linux-ppc64le", "/aircompressor/linux-ppc64le/libdeflate.so",
          "darwin-aarch64", "/aircompressor/macos-aarch64/libdeflate.dylib");

  private Libdeflate() {}

  /**
   * Loads the library.
   *
   * @throws IOException or a {@link LinkageError} when this machine cannot run it
   */
  static void load() throws IOException {
    String resource = RESOURCES.get(Platform.RESOURCE_PREFIX);
    if (resource == null) {
      throw new IOException("there is none for " + Platform.RESOURCE_PREFIX);
    }
    Native.register(Libdeflate.class, BundledLibrary.load(resource));
  }

  /** 0 when memory is short. */
  static native long libdeflate_alloc_compressor(int level);

  /** The size of the result, 0 when it needs more than {@code room}. */
  static native long libdeflate_deflate_compress(
      long compressor, long in, long length, long out, long room);

  static native void libdeflate_free_compressor(long compressor);

  /** 0 when memory is short. */
  static native long libdeflate_alloc_decompressor();

  /**
   * 0 for success.
   *
   * @param consumed receives how many bytes of {@code in} the stream took
   * @param produced 0: the content must have exactly {@code length} bytes
   */
  static native int libdeflate_deflate_decompress_ex(
      long decompressor, long in, long size, long out, long length, long consumed, long produced);

  static native void libdeflate_free_decompressor(long decompressor);
}
