package io.holdfast.archive.internal.format;

import io.holdfast.core.ArchiveException;
import java.io.ByteArrayOutputStream;

/**
 * What tells whether files are the ones they were when they were archived, without reading them:
 * time of the last change, inode, device. One state for each entry of a source, in the order of its
 * manifest; absent for what is no file, and for files that must be read again. Written as
 * variable-length differences: some eight bytes a file.
 */
public final class FileStates {
  private static final int ABSENT = 0;
  private static final int SAME_DEVICE = 1;
  private static final int OTHER_DEVICE = 2;
  private static final int NANOS_PER_SECOND = 1_000_000_000;

  private FileStates() {}

  /** Collects states. */
  public static final class Builder {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private long absent;
    private boolean any;
    private long lastSecond;
    private long lastInode;
    private long lastDevice;

    /** Adds an entry without a state. */
    public void addAbsent() {
      absent++;
    }

    /**
     * Gives the entry that was added last its state.
     *
     * @param second of the last change, since 1970
     * @param nano of that second
     */
    public void stateOfLast(long second, int nano, long inode, long device) {
      if (absent == 0) {
        throw new IllegalStateException("no entry to give a state to");
      }
      for (absent--; absent > 0; absent--) {
        out.write(ABSENT);
      }
      out.write(device == lastDevice ? SAME_DEVICE : OTHER_DEVICE);
      if (device != lastDevice) {
        write(device);
      }
      writeDifference(second - lastSecond);
      write(nano);
      writeDifference(inode - lastInode);
      lastSecond = second;
      lastInode = inode;
      lastDevice = device;
      any = true;
    }

    /** Small numbers of either sign become small ones without. */
    private void writeDifference(long value) {
      write((value << 1) ^ (value >> 63));
    }

    private void write(long value) {
      long rest = value;
      while ((rest & ~0x7fL) != 0) {
        out.write((int) (rest & 0x7f) | 0x80);
        rest >>>= 7;
      }
      out.write((int) rest);
    }

    /** The states; nothing at all when no entry has one. */
    public byte[] build() {
      for (; any && absent > 0; absent--) {
        out.write(ABSENT);
      }
      return out.toByteArray();
    }
  }

  /** Reads states one after the other. */
  public static final class Cursor {
    private final byte[] bytes;
    private int at;
    private long second;
    private int nano;
    private long inode;
    private long device;

    Cursor(byte[] bytes) {
      this.bytes = bytes;
    }

    /**
     * Goes to the next entry.
     *
     * @return whether it has a state
     * @throws ArchiveException when the states are damaged, or end before
     */
    public boolean next() throws ArchiveException {
      int kind = read();
      if (kind == ABSENT) {
        return false;
      }
      if (kind == OTHER_DEVICE) {
        device = number();
      } else if (kind != SAME_DEVICE) {
        throw damaged();
      }
      second += difference();
      long nanos = number();
      if (nanos < 0 || nanos >= NANOS_PER_SECOND) {
        throw damaged();
      }
      nano = (int) nanos;
      inode += difference();
      return true;
    }

    /** Of the last change, since 1970. */
    public long second() {
      return second;
    }

    public int nano() {
      return nano;
    }

    public long inode() {
      return inode;
    }

    public long device() {
      return device;
    }

    private long difference() throws ArchiveException {
      long value = number();
      return (value >>> 1) ^ -(value & 1);
    }

    private long number() throws ArchiveException {
      long value = 0;
      for (int shift = 0; shift < Long.SIZE; shift += 7) {
        int b = read();
        value |= (long) (b & 0x7f) << shift;
        if (b < 0x80) {
          return value;
        }
      }
      throw damaged();
    }

    private int read() throws ArchiveException {
      if (at == bytes.length) {
        throw damaged();
      }
      return bytes[at++] & 0xff;
    }

    private static ArchiveException damaged() {
      return new ArchiveException("the states of files in the index are damaged");
    }
  }
}
