package io.holdfast.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.plan.BackupPlan;
import io.holdfast.core.plan.Compression;
import io.holdfast.core.plan.DirectorySource;
import io.holdfast.core.plan.OnMissingSource;
import io.holdfast.core.plan.QuiesceMode;
import io.holdfast.core.plan.Selection;
import io.holdfast.core.plan.Source;
import io.holdfast.core.plan.VolumeAccess;
import io.holdfast.core.plan.VolumeRef;
import io.holdfast.core.plan.VolumeSource;
import io.holdfast.core.retention.CalendarSpan;
import io.holdfast.core.retention.RetentionPolicy;
import io.holdfast.docker.DockerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigurationTest {
  private static final ZoneId HOST_ZONE = ZoneId.of("Asia/Tokyo");

  @TempDir private Path folder;

  @Test
  void readsTheExampleOfTheDesign() throws Exception {
    Configuration configuration =
        load(
            """
            name: persistent_data
            base-dir: /home/voxpersona_user/VoxPersona     # relative directories hang off it
            destination: /home/voxpersona_user/backups
            directories:                                    # a name, or a mapping
              - telegram_sessions
              - path: logs
                exclude: ["*.tmp", "cache/"]
            volumes:
              - voxpersona_postgres_data
              - name: voxpersona_minio_data
                quiesce: stop                               # none | pause | stop
            retention:
              keep-within: 7d
              keep-at-least: 1
            min-free-space: 5GB
            on-missing-source: warn                         # warn | fail
            """);
    BackupPlan plan = configuration.plan();

    assertThat(plan.name()).hasToString("persistent_data");
    assertThat(plan.destination()).isEqualTo(Path.of("/home/voxpersona_user/backups"));
    assertThat(plan.retention()).isEqualTo(RetentionPolicy.keepWithin(CalendarSpan.days(7)));
    assertThat(plan.minFreeSpace()).isEqualTo(5_000_000_000L);
    assertThat(plan.onMissingSource()).isEqualTo(OnMissingSource.WARN);
    assertThat(plan.compression()).isEqualTo(Compression.FAST);
    assertThat(plan.zone()).isEqualTo(HOST_ZONE);
    Path base = Path.of("/home/voxpersona_user/VoxPersona");
    assertThat(plan.sources())
        .containsExactly(
            new DirectorySource(
                "telegram_sessions",
                base.resolve("telegram_sessions"),
                new Selection(List.of(), true),
                OptionalLong.empty()),
            new DirectorySource(
                "logs",
                base.resolve("logs"),
                new Selection(List.of("*.tmp", "cache/"), true),
                OptionalLong.empty()),
            VolumeSource.of("voxpersona_postgres_data"),
            new VolumeSource(
                new VolumeRef.Named("voxpersona_minio_data"),
                VolumeAccess.AUTO,
                QuiesceMode.STOP,
                Selection.EVERYTHING,
                OptionalLong.empty()));
    assertThat(configuration.docker())
        .isEqualTo(new DockerSettings(Optional.empty(), DockerSettings.DEFAULT_HELPER_IMAGE));
  }

  @Test
  void readsEveryOtherKey() throws Exception {
    Configuration configuration =
        load(
            """
            {name: 'p', destination: /d, timezone: Europe/Berlin, access: copy,
             docker-host: "tcp://engine:2375", helper-image: busybox:1.36,
             exclude: ["*.bak"], exclude-caches: false, on-missing-source: fail, compression: small,
             min-free-space: 1.5GiB, require-mounts: [/d, /srv], one-file-system: true,
             directories: [{path: /srv/www/data, name: www, max-size: 300MB, exclude: [x/],
                            exclude-caches: true, one-file-system: false}, /srv/other],
             volumes: [{compose: {project: voxpersona, volume: postgres_data}, access: helper,
                        quiesce: pause, exclude: [pg_wal/], max-size: 10TB}, plain],
             retention: {keep-within: 6mo, keep-last: 3, keep-hourly: 24, keep-daily: 7,
                         keep-weekly: 4, keep-monthly: 12, keep-yearly: 2, keep-at-least: 5,
                         keep-incomplete: 4, remove-at-most: 50%}}
            """);
    BackupPlan plan = configuration.plan();

    assertThat(configuration.docker())
        .isEqualTo(new DockerSettings(Optional.of("tcp://engine:2375"), "busybox:1.36"));
    assertThat(plan.zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
    assertThat(plan.onMissingSource()).isEqualTo(OnMissingSource.FAIL);
    assertThat(plan.compression()).isEqualTo(Compression.SMALL);
    assertThat(plan.minFreeSpace()).isEqualTo(1_610_612_736L);
    assertThat(plan.requireMounts()).containsExactly(Path.of("/d"), Path.of("/srv"));
    assertThat(plan.sources())
        .containsExactly(
            new DirectorySource(
                "www",
                Path.of("/srv/www/data"),
                new Selection(List.of("*.bak", "x/"), true),
                OptionalLong.of(300_000_000)),
            new DirectorySource(
                "other",
                Path.of("/srv/other"),
                new Selection(List.of("*.bak"), false, true),
                OptionalLong.empty()),
            new VolumeSource(
                new VolumeRef.Compose("voxpersona", "postgres_data"),
                VolumeAccess.HELPER,
                QuiesceMode.PAUSE,
                new Selection(List.of("*.bak", "pg_wal/"), false),
                OptionalLong.of(10_000_000_000_000L)),
            new VolumeSource(
                new VolumeRef.Named("plain"),
                VolumeAccess.COPY,
                QuiesceMode.NONE,
                new Selection(List.of("*.bak"), false),
                OptionalLong.empty()));
    assertThat(plan.retention())
        .isEqualTo(
            RetentionPolicy.parse(
                "keep-within 6mo, keep-last 3, keep-hourly 24, keep-daily 7, keep-weekly 4,"
                    + " keep-monthly 12, keep-yearly 2, keep-at-least 5, keep-incomplete 4,"
                    + " remove-at-most 50%"));
  }

  @Test
  void hangsRelativePathsOffTheFilesFolder() throws Exception {
    BackupPlan plan =
        load("name: a\ndestination: ../backups\nbase-dir: app\ndirectories: [./data/./uploads/, .]\n")
            .plan();

    assertThat(plan.destination()).isEqualTo(folder.resolveSibling("backups"));
    assertThat(plan.sources()).extracting(Source::label).containsExactly("data/uploads", "app");
    assertThat(plan.sources())
        .extracting(s -> ((DirectorySource) s).path())
        .containsExactly(folder.resolve("app/data/uploads"), folder.resolve("app"));
  }

  @Test
  void namesAbsoluteDirectoriesByTheirPlaceOrTheirLastPart() throws Exception {
    BackupPlan plan =
        load("name: a\ndestination: /d\nbase-dir: /app\ndirectories: [/app/a/b, /etc/c, ../x/y]\n")
            .plan();

    assertThat(plan.sources()).extracting(Source::label).containsExactly("a/b", "c", "y");
  }

  @Test
  void followsAliasesAndMergeKeys() throws Exception {
    BackupPlan plan =
        load("""
                name: &n a
                destination: /d
                directories:
                  - &big {path: one, max-size: 1GB, exclude: [x]}
                  - {<<: *big, path: two}
                  - <<: [{max-size: 2GB}, *big]
                    path: three
                volumes: [*n]
                """)
            .plan();

    Selection excluding = new Selection(List.of("x"), true);
    assertThat(plan.sources())
        .containsExactly(
            new DirectorySource(
                "one", folder.resolve("one"), excluding, OptionalLong.of(1_000_000_000)),
            new DirectorySource(
                "two", folder.resolve("two"), excluding, OptionalLong.of(1_000_000_000)),
            new DirectorySource(
                "three", folder.resolve("three"), excluding, OptionalLong.of(2_000_000_000)),
            VolumeSource.of("a"));
  }

  @Test
  void readsNamesInAnyScriptAndQuotesAndAByteOrderMark() throws Exception {
    BackupPlan plan =
        load(String.join(
                "\r\n",
                "\uFEFFname: a",
                "destination: '/d'",
                "directories:",
                "  - \"données \\u00fc\"",
                "  - 日本",
                "  - 'it''s'",
                "  - on",
                ""))
            .plan();

    assertThat(plan.sources())
        .extracting(Source::label)
        .containsExactly("données ü", "日本", "it's", "on");
  }

  @Test
  void keepsEverythingWithoutARule() throws Exception {
    BackupPlan plan =
        load("name: a\ndestination: /d\nvolumes: [v]\nretention: {keep-at-least: 3}\n").plan();

    assertThat(plan.retention()).isEqualTo(RetentionPolicy.builder().keepAtLeast(3).build());
  }

  private Configuration load(String yaml) throws IOException, ConfigurationException {
    return Configuration.load(Files.writeString(folder.resolve("holdfast.yaml"), yaml), HOST_ZONE);
  }
}
