package io.holdfast.core.catalog;

import java.util.Comparator;
import java.util.List;

/**
 * The extended attributes of an object, as xattr(7) of Linux has them: raw names with raw values.
 * POSIX ACLs are among them, in the kernel's form, as {@code system.posix_acl_access} and {@code
 * system.posix_acl_default}; capabilities of files are {@code security.capability}.
 *
 * <p>Immutable. An entry that is a hard link has none: they belong to what it links to.
 *
 * @param all sorted by name, each name once
 */
public record ExtendedAttributes(List<Attribute> all) {

  /** No attribute. */
  public static final ExtendedAttributes NONE = new ExtendedAttributes(List.of());

  /** The ACL of an object. */
  public static final String ACCESS_ACL = "system.posix_acl_access";

  /** The ACL that what is made in a directory begins with. */
  public static final String DEFAULT_ACL = "system.posix_acl_default";

  /** What a program may do beyond what its owner may. */
  public static final String CAPABILITY = "security.capability";

  /**
   * Attributes in the order of their names.
   *
   * @param all in any order
   * @throws IllegalArgumentException when a name is there twice
   */
  public ExtendedAttributes {
    all = all.stream().sorted(Comparator.comparing(Attribute::name)).toList();
    for (int i = 1; i < all.size(); i++) {
      if (all.get(i).name().equals(all.get(i - 1).name())) {
        throw new IllegalArgumentException("an attribute is there twice");
      }
    }
  }

  /** {@return whether there is no attribute} */
  public boolean isEmpty() {
    return all.isEmpty();
  }

  /**
   * One attribute.
   *
   * @param name one char per byte, with its namespace: {@code user.comment}
   * @param value one char per byte
   */
  public record Attribute(String name, String value) {}
}
