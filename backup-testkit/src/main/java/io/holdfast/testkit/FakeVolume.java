package io.holdfast.testkit;

import io.holdfast.core.EngineException;
import io.holdfast.core.engine.Volume;
import io.holdfast.core.plan.Selection;
import io.holdfast.core.plan.VolumeAccess;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A volume of the fake engine: a tree in memory, or a directory. Guarded by the engine. */
final class FakeVolume {
  final Volume description;
  final Optional<Path> directory;
  final List<ReadFault> faults = new ArrayList<>();
  OptionalLong shownSize = OptionalLong.empty();
  private FileTree memory;

  FakeVolume(Volume description, FileTree content) {
    this.description = description;
    this.directory = Optional.empty();
    this.memory = content;
  }

  FakeVolume(Volume description, Path directory) {
    this.description = description;
    this.directory = Optional.of(directory);
    this.memory = FileTree.EMPTY;
  }

  FileTree tree() {
    try {
      return directory.isPresent() ? FileTree.read(directory.get()) : memory;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read the directory of volume " + description.name(), e);
    }
  }

  long size(Selection selection) {
    return shownSize.orElseGet(() -> Selected.ofTar(tree(), selection).bytes());
  }

  private void set(FileTree content) throws IOException {
    if (directory.isPresent()) {
      content.writeTo(directory.get());
    } else {
      memory = content;
    }
  }

  /** Stores every entry that came whole, as an engine does that unpacks what it receives. */
  void unpack(byte[] tar) throws IOException {
    FileTree.Builder content = tree().toBuilder();
    try {
      new TarReader(new ByteArrayInputStream(tar)).readAll(content::entry);
    } finally {
      set(content.build());
    }
  }

  /** The tar of the content; whole seconds, as Docker's endpoint and busybox write them. */
  byte[] tar() {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    try {
      tree().wholeSeconds().writeTar(tar);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return tar.toByteArray();
  }

  /** The access that {@code wanted} comes to. */
  VolumeAccess choose(VolumeAccess wanted, boolean helperImage) throws EngineException {
    return switch (wanted) {
      case AUTO -> {
        if (directory.isPresent()) {
          yield VolumeAccess.DIRECT;
        }
        yield helperImage ? VolumeAccess.HELPER : VolumeAccess.COPY;
      }
      case DIRECT -> {
        if (directory.isEmpty()) {
          throw new EngineException(
              EngineException.Kind.OTHER,
              "volume '" + description.name() + "' has no directory on this host");
        }
        yield wanted;
      }
      case HELPER -> {
        if (!helperImage) {
          throw new EngineException(
              EngineException.Kind.NO_IMAGE,
              "no helper image to read volume '" + description.name() + "' with");
        }
        yield wanted;
      }
      case COPY -> wanted;
    };
  }
}
