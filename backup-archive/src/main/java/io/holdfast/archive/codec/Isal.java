package io.holdfast.archive.codec;

/**
 * The functions of ISA-L's igzip as C has them; addresses are longs.
 *
 * @see <a href="https://github.com/intel/isa-l/blob/master/include/igzip_lib.h">igzip_lib.h</a>
 */
final class Isal {
  private Isal() {}

  static native void isal_deflate_init(long stream);

  static native int isal_deflate(long stream);
}
