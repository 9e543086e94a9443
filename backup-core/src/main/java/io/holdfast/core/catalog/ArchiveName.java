package io.holdfast.core.catalog;

import io.holdfast.core.plan.PlanName;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file name of an archive: {@code <plan>_backup_<yyyyMMdd_HHmmss>.tar.gz}, the local time of
 * the plan's zone, with {@code _2}, {@code _3} and so on before the extension where that name was
 * taken.
 *
 * @param plan whose archive it is
 * @param local the start of its run on the clock of the plan's zone, in whole seconds
 * @param ordinal 1 for the plain name
 */
public record ArchiveName(PlanName plan, LocalDateTime local, int ordinal) {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd_HHmmss", Locale.ROOT);
  private static final Pattern GRAMMAR =
      Pattern.compile("(.+)_backup_([0-9]{8}_[0-9]{6})(?:_([1-9][0-9]{0,5}))?\\.tar\\.gz");

  /**
   * The plain name of an archive.
   *
   * @param plan whose archive it is
   * @param start the start of its run; fractions of a second are dropped
   * @param zone the plan's zone
   * @return a name that may be taken already
   */
  public static ArchiveName at(PlanName plan, Instant start, ZoneId zone) {
    return new ArchiveName(plan, LocalDateTime.ofInstant(start, zone).withNano(0), 1);
  }

  /**
   * Reads a file name.
   *
   * @param plan whose archive it must be
   * @param fileName without directories
   * @return empty when it is not that of an archive of exactly this plan
   */
  public static Optional<ArchiveName> parse(PlanName plan, String fileName) {
    return parse(fileName).filter(name -> name.plan.equals(plan));
  }

  /**
   * Reads a file name.
   *
   * @param fileName without directories
   * @return empty when it is not that of an archive
   */
  public static Optional<ArchiveName> parse(String fileName) {
    Matcher matcher = GRAMMAR.matcher(fileName);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      int ordinal = matcher.group(3) == null ? 1 : Integer.parseInt(matcher.group(3));
      ArchiveName name =
          new ArchiveName(
              new PlanName(matcher.group(1)),
              LocalDateTime.parse(matcher.group(2), STAMP),
              ordinal);
      return Optional.of(name).filter(n -> n.toString().equals(fileName));
    } catch (DateTimeException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** {@return the next name to try where this one is taken} */
  public ArchiveName next() {
    return new ArchiveName(plan, local, ordinal + 1);
  }

  /** The file name. */
  @Override
  public String toString() {
    String suffix = ordinal == 1 ? "" : "_" + ordinal;
    return plan + "_backup_" + STAMP.format(local) + suffix + ".tar.gz";
  }
}
