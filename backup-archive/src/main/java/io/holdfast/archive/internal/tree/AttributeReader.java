package io.holdfast.archive.internal.tree;

import io.holdfast.archive.internal.posix.NotSupportedException;
import io.holdfast.archive.internal.posix.XattrCalls;
import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.ExtendedAttributes;
import io.holdfast.core.catalog.ExtendedAttributes.Attribute;
import io.holdfast.core.catalog.SourceIssue;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads extended attributes of what a walk meets, below directories that are held open. An object
 * without attributes costs one call of the kernel; a file system that has none is asked once. Not
 * thread-safe.
 */
final class AttributeReader {
  /** More bytes than this fit no header that readers accept. */
  private static final int MOST = 512 << 10;

  /**
   * What the kernel computes from a file and its inode, and what a file system makes up: whoever
   * wrote them back would break the file, or could not.
   */
  private static final Set<String> BOUND = Set.of("security.ima", "security.evm");

  private static final List<String> NAMESPACES = List.of("user.", "trusted.", "security.");
  private static final Set<String> ACLS =
      Set.of(ExtendedAttributes.ACCESS_ACL, ExtendedAttributes.DEFAULT_ACL);

  private final Optional<XattrCalls> calls;
  private final Issues issues;
  private final LeftOut leftOut;
  private final Set<Long> without = new HashSet<>();

  /**
   * Reads nothing yet.
   *
   * @param host whether the tree is on file systems of the kernel
   */
  AttributeReader(boolean host, Issues issues, LeftOut leftOut) {
    this.calls = host ? XattrCalls.load() : Optional.empty();
    this.issues = issues;
    this.leftOut = leftOut;
    if (host && calls.isEmpty()) {
      leftOut.attributesNotOffered();
    }
  }

  /**
   * The attributes of an object.
   *
   * @param name in {@code parent}, or {@code .} for the directory itself
   * @param attributes of the object, which tell its file system
   */
  ExtendedAttributes of(
      OpenDirectory parent, String name, EntryPath path, HostAttributes attributes) {
    if (calls.isEmpty() || without.contains(attributes.dev())) {
      return ExtendedAttributes.NONE;
    }
    try {
      String place = parent.heldPath(name);
      List<String> names = calls.get().list(place);
      return names.isEmpty() ? ExtendedAttributes.NONE : values(place, names, path);
    } catch (NotSupportedException e) {
      without.add(attributes.dev());
    } catch (NoSuchFileException e) {
      // Whoever looks at it next will tell.
    } catch (IOException e) {
      issues.add(
          SourceIssue.Kind.UNREADABLE,
          path,
          "saved without extended attributes and ACLs: " + Reason.of(e));
    }
    return ExtendedAttributes.NONE;
  }

  private ExtendedAttributes values(String place, List<String> names, EntryPath path)
      throws IOException {
    List<Attribute> all = new ArrayList<>();
    int bytes = 0;
    for (String name : names) {
      if (!isRestorable(name)) {
        leftOut.attribute(path, name);
        continue;
      }
      Optional<String> value = calls.orElseThrow().get(place, name);
      if (value.isPresent()) {
        bytes += name.length() + value.get().length();
        all.add(new Attribute(name, value.get()));
      }
    }
    if (bytes > MOST) {
      issues.add(
          SourceIssue.Kind.UNREADABLE,
          path,
          "saved without its extended attributes, which have more than 512 KiB");
      return ExtendedAttributes.NONE;
    }
    return new ExtendedAttributes(all);
  }

  private static boolean isRestorable(String name) {
    if (ACLS.contains(name)) {
      return true;
    }
    return !BOUND.contains(name) && NAMESPACES.stream().anyMatch(name::startsWith);
  }
}
