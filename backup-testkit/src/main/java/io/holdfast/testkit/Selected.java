package io.holdfast.testkit;

import io.holdfast.core.catalog.EntryPath;
import io.holdfast.core.catalog.EntryType;
import io.holdfast.core.plan.ExcludeMatcher;
import io.holdfast.core.plan.Selection;
import java.nio.charset.StandardCharsets;

/** Leaves out of a tree what a selection leaves out. */
final class Selected {
  private static final String CACHE_TAG = "CACHEDIR.TAG";
  private static final String CACHE_SIGNATURE = "Signature: 8a477f597d28d172789f06886806bc55";

  private Selected() {}

  /** The part of a volume's tar that is saved: patterns only. */
  static FileTree ofTar(FileTree tree, Selection selection) {
    ExcludeMatcher excluded = ExcludeMatcher.of(selection.exclude());
    return selection.exclude().isEmpty()
        ? tree
        : tree.filter(
            path -> !excluded.excludesOrBelowExcluded(path.text(), isDirectory(tree, path)));
  }

  /** The part of a directory that is saved: patterns, and the content of marked caches. */
  static FileTree ofDirectory(FileTree tree, Selection selection) {
    FileTree rest = ofTar(tree, selection);
    return selection.excludeCaches() ? rest.filter(path -> !isInCache(rest, path)) : rest;
  }

  private static boolean isDirectory(FileTree tree, EntryPath path) {
    return tree.entry(path).filter(e -> e.type() == EntryType.DIRECTORY).isPresent();
  }

  /** A cache keeps its directory and the tag. */
  private static boolean isInCache(FileTree tree, EntryPath path) {
    for (int slash = path.latin1().lastIndexOf('/');
        slash >= 0;
        slash = path.latin1().lastIndexOf('/', slash - 1)) {
      EntryPath tag = new EntryPath(path.latin1().substring(0, slash + 1) + CACHE_TAG);
      if (!path.equals(tag) && isTag(tree, tag)) {
        return true;
      }
    }
    EntryPath top = EntryPath.of(CACHE_TAG);
    return !path.equals(top) && isTag(tree, top);
  }

  private static boolean isTag(FileTree tree, EntryPath path) {
    return tree.entry(path).filter(e -> e.type() == EntryType.FILE).isPresent()
        && new String(tree.content(path), StandardCharsets.ISO_8859_1).startsWith(CACHE_SIGNATURE);
  }
}
