package io.holdfast.archive.internal.tree;

import io.holdfast.core.catalog.Entry;
import io.holdfast.core.catalog.EntryType;
import io.holdfast.core.catalog.ExtendedAttributes;
import io.holdfast.core.catalog.ExtendedAttributes.Attribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Takes from entries what would let people do what they otherwise may not: devices, set-user-ID and
 * set-group-ID bits of programs, capabilities, and whatever else only root can set. Not
 * thread-safe.
 */
public final class Rights {
  private static final int SET_IDS = 06000;
  private static final String OF_USERS = "user.";
  private static final String REMEDY =
      "; nothing proves that this archive is one of ours, --privileged restores them";

  private final Tally devices = new Tally("device left out");
  private final Tally setIds = new Tally("set-user-ID or set-group-ID bit left out");
  private final Tally attributes = new Tally("capability or attribute of the system left out");

  /** Whether an entry gives rights, other than by being a device. */
  private static boolean areIn(Entry entry) {
    return hasSetIds(entry) || entry.attributes().all().stream().anyMatch(Rights::isOfTheSystem);
  }

  /** Whether an attribute is an ACL, which only says what the owner may say. */
  static boolean isAcl(Attribute attribute) {
    return attribute.name().equals(ExtendedAttributes.ACCESS_ACL)
        || attribute.name().equals(ExtendedAttributes.DEFAULT_ACL);
  }

  /** The entry without them; empty when nothing else is in it. */
  public Optional<Entry> takeFrom(Entry entry) {
    if (entry.type() == EntryType.CHARACTER_DEVICE || entry.type() == EntryType.BLOCK_DEVICE) {
      devices.add(entry.path());
      return Optional.empty();
    }
    if (!areIn(entry)) {
      return Optional.of(entry);
    }
    int mode = entry.mode();
    if (hasSetIds(entry)) {
      setIds.add(entry.path());
      mode &= ~SET_IDS;
    }
    List<Attribute> harmless = new ArrayList<>(entry.attributes().all());
    if (harmless.removeIf(Rights::isOfTheSystem)) {
      attributes.add(entry.path());
    }
    return Optional.of(
        new Entry(
            entry.path(),
            entry.type(),
            entry.size(),
            mode,
            entry.uid(),
            entry.gid(),
            entry.modified(),
            entry.linkTarget(),
            entry.device(),
            new ExtendedAttributes(harmless),
            entry.sparse()));
  }

  /** What was taken from how many, for people. */
  public List<String> taken() {
    return Stream.of(devices, setIds, attributes)
        .flatMap(tally -> tally.text().stream())
        .map(text -> text + REMEDY)
        .toList();
  }

  private static boolean hasSetIds(Entry entry) {
    return entry.type() != EntryType.DIRECTORY && (entry.mode() & SET_IDS) != 0;
  }

  private static boolean isOfTheSystem(Attribute attribute) {
    return !isAcl(attribute) && !attribute.name().startsWith(OF_USERS);
  }
}
