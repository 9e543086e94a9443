package io.holdfast.archive.internal.tree;

import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/** A sink that keeps what it is given. */
final class RecordedTree implements EntrySink {
  private final Map<EntryPath, Entry> entries = new LinkedHashMap<>();
  private final Map<EntryPath, byte[]> contents = new LinkedHashMap<>();

  @Override
  public void accept(Entry entry, ReadableByteChannel content) {
    try {
      entries.put(entry.path(), entry);
      contents.put(entry.path(), Channels.newInputStream(content).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> paths() {
    return entries.keySet().stream().map(EntryPath::toString).toList();
  }

  List<Entry> entries() {
    return new ArrayList<>(entries.values());
  }

  Entry entry(String path) {
    return entry(EntryPath.of(path));
  }

  Entry entry(EntryPath path) {
    Entry entry = entries.get(path);
    if (entry == null) {
      throw new NoSuchElementException(path + " is not among " + paths());
    }
    return entry;
  }

  byte[] content(String path) {
    return contents.get(entry(path).path());
  }

  String text(String path) {
    return new String(content(path), StandardCharsets.UTF_8);
  }
}
