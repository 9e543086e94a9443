package io.holdfast.archive.internal.catalog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** An open file, with a {@link Fault} before every operation. */
final class FaultyChannel extends FileChannel {
  private final FileChannel real;
  private final Fault fault;
  private final String name;

  FaultyChannel(FileChannel real, Fault fault, String name) {
    this.real = real;
    this.fault = fault;
    this.name = name;
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    fault.at("read " + name);
    return real.read(to);
  }

  @Override
  public long read(ByteBuffer[] to, int offset, int length) throws IOException {
    fault.at("read " + name);
    return real.read(to, offset, length);
  }

  @Override
  public int read(ByteBuffer to, long position) throws IOException {
    fault.at("read " + name);
    return real.read(to, position);
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    fault.at("write " + name);
    int count = limited(from, real::write);
    fault.done("write " + name);
    return count;
  }

  @Override
  public long write(ByteBuffer[] from, int offset, int length) throws IOException {
    fault.at("write " + name);
    long count = real.write(from, offset, length);
    fault.done("write " + name);
    return count;
  }

  @Override
  public int write(ByteBuffer from, long position) throws IOException {
    fault.at("write " + name);
    int count = limited(from, bytes -> real.write(bytes, position));
    fault.done("write " + name);
    return count;
  }

  /** A write that space may cut short. */
  private int limited(ByteBuffer from, Write write) throws IOException {
    int limit = from.limit();
    from.limit(from.position() + fault.take(from.remaining()));
    try {
      return write.of(from);
    } finally {
      from.limit(limit);
    }
  }

  /** A write. */
  private interface Write {
    int of(ByteBuffer bytes) throws IOException;
  }

  @Override
  public long position() throws IOException {
    return real.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    real.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    fault.at("size " + name);
    return real.size();
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    fault.at("truncate " + name);
    real.truncate(size);
    return this;
  }

  @Override
  public void force(boolean metadata) throws IOException {
    fault.at("force " + name);
    real.force(metadata);
    fault.done("force " + name);
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel to) throws IOException {
    fault.at("transfer " + name);
    return real.transferTo(position, count, to);
  }

  @Override
  public long transferFrom(ReadableByteChannel from, long position, long count) throws IOException {
    fault.at("transfer " + name);
    return real.transferFrom(from, position, count);
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
    fault.at("map " + name);
    return real.map(mode, position, size);
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    fault.at("lock " + name);
    return real.lock(position, size, shared);
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    fault.at("lock " + name);
    return real.tryLock(position, size, shared);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    real.close();
    fault.at("close " + name);
  }
}
