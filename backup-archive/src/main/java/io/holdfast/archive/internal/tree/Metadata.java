package io.holdfast.archive.internal.tree;

import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryType;
import io.holdfast.core.catalog.ExtendedAttributes.Attribute;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives objects their owners, attributes, modes, ACLs and times, in this order: a new owner clears
 * the set-user-ID bit and capabilities, a mode changes an ACL, and what is read-only takes no
 * attributes from an ordinary user. What cannot be kept is no error, but summed up. Not
 * thread-safe.
 */
final class Metadata {
  private static final int SET_USER_ID = 04000;
  private static final int SET_GROUP_ID = 02000;

  private final Tally owners = new Tally("owner or group not kept");
  private final Tally setIds = new Tally("set-user-ID or set-group-ID bit dropped with the owner");
  private final Tally modes = new Tally("mode not kept");
  private final Tally acls = new Tally("ACL not kept");
  private final Tally attributes = new Tally("extended attribute not kept");
  private final Tally times = new Tally("time of modification not kept exactly");

  /** Gives an object what its entry says. */
  void apply(ObjectAttributes object, Entry entry) {
    int uid = (int) entry.uid();
    int gid = (int) entry.gid();
    // One call where that is possible and allowed; otherwise each is tried for itself.
    boolean both = uid != -1 && gid != -1 && owner(object, uid, gid);
    boolean group = both || (gid != -1 && owner(object, -1, gid));
    boolean user = both || (uid != -1 && owner(object, uid, -1));
    if (!user || !group) {
      owners.add(entry.path());
    }
    boolean attributed = !entry.attributes().isEmpty();
    if (attributed) {
      attributes(object, entry, false);
    }
    if (entry.type() != EntryType.SYMLINK) {
      mode(object, entry, user, group);
    }
    if (attributed) {
      attributes(object, entry, true);
    }
    if (!time(object, entry.modified())) {
      times.add(entry.path());
    }
  }

  /** What was not kept, for people. */
  List<String> notes() {
    return said(List.of(owners, setIds, modes, acls, attributes, times));
  }

  private static List<String> said(List<Tally> tallies) {
    List<String> said = new ArrayList<>();
    for (Tally tally : tallies) {
      tally.text().ifPresent(said::add);
    }
    return said;
  }

  private static boolean owner(ObjectAttributes object, int uid, int gid) {
    try {
      object.setOwner(uid, gid);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void mode(ObjectAttributes object, Entry entry, boolean user, boolean group) {
    int mode = entry.mode();
    int owned = mode & (user ? ~0 : ~SET_USER_ID) & (group ? ~0 : ~SET_GROUP_ID);
    if (owned != mode) {
      setIds.add(entry.path());
    }
    try {
      object.setMode(owned);
    } catch (IOException e) {
      modes.add(entry.path());
    }
  }

  private void attributes(ObjectAttributes object, Entry entry, boolean ofAcls) {
    for (Attribute attribute : entry.attributes().all()) {
      boolean acl = Rights.isAcl(attribute);
      if (acl != ofAcls) {
        continue;
      }
      try {
        object.setAttribute(attribute.name(), attribute.value());
      } catch (IOException e) {
        (acl ? acls : attributes).add(entry.path());
      }
    }
  }

  private static boolean time(ObjectAttributes object, Instant time) {
    try {
      return object.setModified(time);
    } catch (IOException e) {
      return false;
    }
  }
}
