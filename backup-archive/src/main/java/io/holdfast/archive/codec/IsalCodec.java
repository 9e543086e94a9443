package io.holdfast.archive.codec;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Supplier;

/**
 * Intel's ISA-L (igzip) at level 2, called through JNA: fifteen to twenty times the speed of zlib
 * at level 6 for one percent more bytes. The library is the one that the Genomics Kernel Library
 * carries for Linux on x86-64 with glibc.
 *
 * @see <a href="https://github.com/intel/isa-l/blob/master/include/igzip_lib.h">igzip_lib.h</a>
 */
final class IsalCodec implements ChunkCodec {
  private static final String RESOURCE = "/com/intel/gkl/native/libgkl_compression.so";
  private static final int LEVEL = 2;

  // struct isal_zstream up to internal_state, on a 64-bit machine
  private static final int NEXT_IN = 0;
  private static final int AVAIL_IN = 8;
  private static final int NEXT_OUT = 16;
  private static final int AVAIL_OUT = 24;
  private static final int LEVEL_FIELD = 40;
  private static final int LEVEL_BUF_SIZE = 44;
  private static final int LEVEL_BUF = 48;
  private static final int END_OF_STREAM = 56;

  /** More than the largest struct isal_zstream and level buffer of any release. */
  private static final int STREAM_BYTES = 1 << 18;

  private static final int LEVEL_BUF_BYTES = 1 << 20;

  private final Function init;
  private final Function deflate;
  private final Memory stream = new Memory(STREAM_BYTES);
  private final Memory levelBuffer = new Memory(LEVEL_BUF_BYTES);
  private Memory in = new Memory(1);
  private Memory out = new Memory(1);

  private IsalCodec(NativeLibrary library) {
    init = library.getFunction("isal_deflate_init");
    deflate = library.getFunction("isal_deflate");
  }

  /**
   * Loads the library.
   *
   * @return makes one codec a thread
   * @throws IOException or an error of the linker when this machine cannot run it
   */
  static Supplier<ChunkCodec> load() throws IOException {
    Path file = Files.createTempFile("holdfast-isal", ".so");
    try {
      try (InputStream resource = IsalCodec.class.getResourceAsStream(RESOURCE)) {
        if (resource == null) {
          throw new IOException("this build carries no " + RESOURCE);
        }
        Files.copy(resource, file, StandardCopyOption.REPLACE_EXISTING);
      }
      NativeLibrary library = NativeLibrary.getInstance(file.toString());
      return () -> new IsalCodec(library);
    } finally {
      Files.deleteIfExists(file); // the kernel keeps what is mapped
    }
  }

  @Override
  public int compress(byte[] content, int length, byte[] member, int offset) {
    int limit = Stored.bound(length);
    if (in.size() < length) {
      in = new Memory(length);
    }
    if (out.size() < limit) {
      out = new Memory(limit);
    }
    in.write(0, content, 0, length);
    init.invokeVoid(new Object[] {stream});
    stream.setPointer(NEXT_IN, in);
    stream.setInt(AVAIL_IN, length);
    stream.setPointer(NEXT_OUT, out);
    stream.setInt(AVAIL_OUT, limit);
    stream.setInt(LEVEL_FIELD, LEVEL);
    stream.setInt(LEVEL_BUF_SIZE, LEVEL_BUF_BYTES);
    stream.setPointer(LEVEL_BUF, levelBuffer);
    stream.setShort(END_OF_STREAM, (short) 1);
    int result = deflate.invokeInt(new Object[] {stream});
    int left = stream.getInt(AVAIL_OUT);
    // room that is left says that the stream was ended
    if (result != 0 || left == 0 || stream.getInt(AVAIL_IN) != 0) {
      return Stored.encode(content, length, member, offset);
    }
    out.read(0, member, offset, limit - left);
    return limit - left;
  }

  @Override
  public void close() {
    for (Memory memory : new Memory[] {stream, levelBuffer, in, out}) {
      memory.close();
    }
  }
}
