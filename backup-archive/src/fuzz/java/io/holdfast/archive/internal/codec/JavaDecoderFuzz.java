package io.holdfast.archive.internal.codec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;

/**
 * Two bytes of length and a stream, for our own decoder and for zlib's, which must agree: on the
 * content, or that there is none.
 */
public final class JavaDecoderFuzz {
  private static final int MARGIN = 16;

  private JavaDecoderFuzz() {}

  public static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    Random random = new Random(1);
    for (int kind = 0; kind < 5; kind++) {
      for (int level : new int[] {0, 1, 9}) {
        byte[] content = Samples.content(kind, 200 + 800 * kind, random);
        Deflater deflater = new Deflater(level, true);
        deflater.setInput(content);
        deflater.finish();
        byte[] seed = new byte[2 * content.length + 100];
        seed[0] = (byte) (content.length >> 8);
        seed[1] = (byte) content.length;
        int end = 2;
        while (!deflater.finished()) {
          end += deflater.deflate(seed, end, seed.length - end);
        }
        deflater.end();
        seeds.add(Arrays.copyOf(seed, end));
      }
    }
    return seeds;
  }

  public static void fuzzerTestOneInput(byte[] bytes) {
    if (bytes.length < 3) {
      return;
    }
    int length = Math.max(1, (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff));
    byte[] stream = Arrays.copyOfRange(bytes, 2, bytes.length);
    ByteBuffer in = ByteBuffer.allocateDirect(stream.length).put(0, stream);
    ByteBuffer out = ByteBuffer.allocateDirect(length + MARGIN);
    byte[] zlib = Samples.inflate(stream, length);
    try (ChunkDecoder decoder = new JavaDecoder()) {
      decoder.decompress(in, 0, stream.length, out, length);
      byte[] ours = new byte[length];
      out.get(0, ours);
      require(Arrays.equals(ours, zlib));
    } catch (DataFormatException refused) {
      require(zlib == null);
    }
    for (int i = 0; i < MARGIN; i++) {
      require(out.get(length + i) == 0);
    }
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalStateException("zlib sees something else");
    }
  }
}
