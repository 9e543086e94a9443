package io.holdfast.archive.internal.tar;

import io.holdfast.core.catalog.ExtendedAttributes;
import io.holdfast.core.catalog.ExtendedAttributes.Attribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Extended attributes as pax records, in the form that GNU tar and bsdtar both read: {@code
 * SCHILY.xattr.<name>} with the raw value, ACLs as text in {@code SCHILY.acl.access} and {@code
 * SCHILY.acl.default}. A key cannot hold {@code =}, which becomes {@code %3D}; a {@code %25} stands
 * for a percent sign that would be read as part of one of the two.
 */
final class AttributeRecords {
  private static final String XATTR = "SCHILY.xattr.";
  private static final String ACCESS = "SCHILY.acl.access";
  private static final String DEFAULT = "SCHILY.acl.default";

  /** GNU tar restores this attribute from a record of its own only. */
  private static final String SELINUX = "security.selinux";

  private static final String SELINUX_RECORD = "RHT.security.selinux";

  private final Map<String, String> values = new TreeMap<>();

  /** Takes a record; false when it is of another kind. */
  boolean put(String key, String value) {
    switch (key) {
      case ACCESS -> acl(ExtendedAttributes.ACCESS_ACL, value);
      case DEFAULT -> acl(ExtendedAttributes.DEFAULT_ACL, value);
      default -> {
        if (!key.startsWith(XATTR) || key.length() == XATTR.length()) {
          return false;
        }
        values.put(decoded(key.substring(XATTR.length())), value);
      }
    }
    return true;
  }

  /**
   * Takes an ACL. One that cannot be understood, for it names people without their numbers, stays
   * as it is: no kernel takes it for one, and so whoever restores it learns that it is lost.
   */
  private void acl(String name, String text) {
    if (!text.isBlank()) {
      values.put(name, AclText.parse(text).orElse(text));
    }
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  void clear() {
    values.clear();
  }

  /** What was taken. */
  ExtendedAttributes all() {
    if (values.isEmpty()) {
      return ExtendedAttributes.NONE;
    }
    List<Attribute> all = new ArrayList<>();
    values.forEach((name, value) -> all.add(new Attribute(name, value)));
    return new ExtendedAttributes(all);
  }

  /** Gives out the records for attributes. */
  static void write(ExtendedAttributes attributes, BiConsumer<String, String> record) {
    for (Attribute attribute : attributes.all()) {
      String name = attribute.name();
      String value = attribute.value();
      Optional<String> acl =
          name.equals(ExtendedAttributes.ACCESS_ACL) || name.equals(ExtendedAttributes.DEFAULT_ACL)
              ? AclText.of(value)
              : Optional.empty();
      if (acl.isPresent()) {
        record.accept(name.equals(ExtendedAttributes.ACCESS_ACL) ? ACCESS : DEFAULT, acl.get());
      } else {
        record.accept(XATTR + encoded(name), value);
      }
      if (name.equals(SELINUX)) {
        record.accept(SELINUX_RECORD, value.endsWith("\0") ? chopped(value) : value);
      }
    }
  }

  private static String chopped(String value) {
    return value.substring(0, value.length() - 1);
  }

  private static String encoded(String name) {
    return name.replaceAll("%(?=25|3D)", "%25").replace("=", "%3D");
  }

  private static String decoded(String key) {
    if (key.indexOf('%') < 0) {
      return key;
    }
    StringBuilder name = new StringBuilder(key.length());
    for (int i = 0; i < key.length(); i++) {
      boolean percent = key.startsWith("%25", i);
      boolean equals = key.startsWith("%3D", i);
      name.append(equals ? '=' : key.charAt(i));
      i += percent || equals ? 2 : 0;
    }
    return name.toString();
  }
}
