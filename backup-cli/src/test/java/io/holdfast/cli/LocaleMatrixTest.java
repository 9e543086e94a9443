package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.testkit.MutableClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real process in locales with other digits, letters and calendars, and in other zones. */
final class LocaleMatrixTest {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd_HHmmss", Locale.ROOT);

  @TempDir private Path folder;
  private Path plan;

  @BeforeEach
  void makeArchives() throws IOException {
    Files.writeString(Files.createDirectories(folder.resolve("app/I")).resolve("i"), "hello\n");
    plan = folder.resolve("holdfast.yaml");
    Files.writeString(
        plan,
        "name: TITLE_i\nbase-dir: app\ndestination: backups\ndirectories: [I]\n"
            + "retention: {keep-last: 4}\n");
    // of these days, since the process has the real clock
    for (int day = 4; day > 0; day--) {
      MutableClock clock = MutableClock.at(Clock.systemUTC().instant().minus(Duration.ofDays(day)));
      CommandLineRun run =
          CommandLineRun.of(
              new DelegatingCollaborators() {
                @Override
                public Clock clock() {
                  return clock;
                }

                @Override
                public ZoneId hostZone() {
                  return ZoneId.of("UTC");
                }
              },
              "run",
              "-c",
              plan.toString());
      assertThat(run.code()).as(run.err()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "C, en, US, '', UTC",
    "POSIX, tr, TR, '', Europe/Istanbul",
    "C.UTF-8, th, TH, TH, Asia/Bangkok",
    "C.UTF-8, ja, JP, JP, Asia/Tokyo",
    "C.UTF-8, ar, EG, '', America/St_Johns",
    "'', hi, IN, '', ''",
  })
  void nothingDependsOnIt(String locale, String language, String country, String variant, String tz)
      throws Exception {
    List<String> here = List.of(locale, language, country, variant, tz);
    Files.writeString(plan, Files.readString(plan) + "timezone: UTC\n");
    CommandLineRun usual =
        CommandLineRun.of(new HostCollaborators(), "list", "--json", "-c", plan.toString());
    assertThat(process(here, "list", "--json")).isEqualTo(usual.out());

    Files.writeString(plan, Files.readString(plan).replace("timezone: UTC\n", ""));
    JsonNode run = new ObjectMapper().readTree(process(here, "run", "--json"));

    JsonNode archive = run.at("/archive");
    ZoneId zone = tz.isEmpty() ? ZoneId.of("UTC") : ZoneId.of(tz);
    String stamp = STAMP.format(Instant.parse(archive.get("startedAt").asText()).atZone(zone));
    assertThat(archive.get("name").asText()).isEqualTo("TITLE_i_backup_" + stamp + ".tar.gz");
    assertThat(run.at("/prune/removed")).hasSize(1);
    try (var log = Files.lines(folder.resolve("backups/backup.log"))) {
      assertThat(log)
          .allMatch(l -> l.matches("\\[[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}\\] \\p{ASCII}+"));
    }
  }

  @Test
  void aNameThatTheLocaleCannotSayIsRefusedWithTheRemedy() throws Exception {
    Files.writeString(plan, Files.readString(plan).replace("[I]", "[I, \"r\u00e9ports\"]"));
    ProcessBuilder builder = JavaProcess.holdfast("run", "-c", plan.toString());
    builder.environment().put("LC_ALL", "C");

    Process process = builder.start();

    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(err).isEqualTo(2);
    assertThat(err).contains("holdfast.yaml", "LC_ALL=C.UTF-8");
  }

  private String process(List<String> here, String... args) throws Exception {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("-c", plan.toString()));
    List<String> options =
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-Duser.language=" + here.get(1),
            "-Duser.country=" + here.get(2),
            "-Duser.variant=" + here.get(3));
    ProcessBuilder builder = JavaProcess.holdfast(options, all.toArray(String[]::new));
    builder.environment().put("LC_ALL", here.get(0));
    builder.environment().put("TZ", here.get(4));
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(err).isZero();
    return out;
  }
}
