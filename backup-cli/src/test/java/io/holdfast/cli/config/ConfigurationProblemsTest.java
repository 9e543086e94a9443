package io.holdfast.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

final class ConfigurationProblemsTest {
  @TempDir private Path folder;

  /** A title, a file, and the messages it must give, without the file's name. */
  private record Case(String title, String yaml, List<String> messages) {
    static Case of(String title, String yaml, String... messages) {
      return new Case(title, yaml, List.of(messages));
    }

    /** The three required keys in lines 1 to 3, then what is to be tried. */
    static Case with(String title, String yaml, String... messages) {
      return of(title, "name: a\ndestination: /d\ndirectories: [logs]\n" + yaml, messages);
    }
  }

  private static final String SIZES =
      " Write a number and a unit without a space, as in 5GB or 1.5GiB."
          + " Allowed: B, kB, MB, GB, TB, KiB, MiB, GiB, TiB";
  private static final String SPANS =
      " Write a whole number from 1 to 99999 and a unit without a space, as in 7d."
          + " Allowed: h (hours), d (days), w (weeks), mo (months), y (years)";
  private static final String TOP =
      " Allowed: name, base-dir, destination, directories, volumes, retention,"
          + " require-mounts, min-free-space, on-missing-source, compression, timezone, access,"
          + " helper-image, docker-host, exclude, exclude-caches, one-file-system";

  private static Stream<Case> syntax() {
    String empty =
        "1:1: the configuration is empty; it needs 'name', 'destination' and at least one source"
            + " under 'directories' or 'volumes'";
    return Stream.of(
        Case.of("empty file", "", empty),
        Case.of(
            "brackets without end",
            "[".repeat(200_000),
            "1:1: lists or mappings lie inside each other too deeply"),
        Case.of("comments only", "# nothing yet\n", empty),
        Case.of("empty document", "---\n", empty),
        Case.of(
            "a list",
            "- name\n",
            "1:1: the configuration must be keys, not a list; write 'name:', 'destination:' and"
                + " 'directories:'"),
        Case.of(
            "a text",
            "hello\n",
            "1:1: the configuration must be keys, not the text 'hello'; write 'name:',"
                + " 'destination:' and 'directories:'"),
        Case.of(
            "two documents",
            "name: a\n---\nname: b\n",
            "3:1: a second document begins here; a configuration is one document: remove the line"
                + " '---'"),
        Case.of(
            "a tab that indents",
            "name: a\nretention:\n\tkeep-last: 1\n",
            "3:1: a tab cannot indent or begin a value in YAML; use spaces"),
        Case.of(
            "a missing colon",
            "name: a\ndestination /d\n",
            "3:1: not YAML: could not find expected ':' (while scanning a simple key)"),
        Case.of("an unknown anchor", "name: *a\n", "1:7: not YAML: found undefined alias a"),
        Case.of(
            "a control character",
            "name: a\u0007b\n",
            "1:8: the character U+0007 is not allowed in YAML"),
        Case.of(
            "a repeated key",
            "name: a\nname: b\ndestination: /d\ndirectories: [logs]\n",
            "2:1: the key 'name' is given twice; the first one is in line 1"),
        Case.of(
            "nothing but a key",
            "nmae: a\n",
            "1:1: the key 'destination' is missing in the configuration",
            "1:1: the key 'name' is missing in the configuration",
            "1:1: there is nothing to save; list at least one source under 'directories' or"
                + " 'volumes'",
            "1:1: unknown key 'nmae' in the configuration; did you mean 'name'?" + TOP),
        Case.with(
            "a merge that loops",
            "retention: &r\n  <<: *r\n",
            "4:12: the merge key '<<' leads back to itself"),
        Case.with(
            "a merge of a text",
            "retention:\n  <<: week\n",
            "5:7: the merge key '<<' takes a mapping, or a list of mappings"),
        Case.with("a key that is a list", "? [a]\n: b\n", "4:3: a key must be a word." + TOP));
  }

  private static Stream<Case> top() {
    return Stream.of(
        Case.with(
            "an unknown key",
            "min-free-spce: 5GB\n",
            "4:1: unknown key 'min-free-spce' in the configuration; did you mean"
                + " 'min-free-space'?"
                + TOP),
        Case.with(
            "a key that belongs elsewhere",
            "keep-within: 7d\n",
            "4:1: unknown key 'keep-within' in the configuration; it belongs into 'retention'."
                + TOP),
        Case.with("no value", "timezone:\n", "4:10: 'timezone' has no value; a text is expected"),
        Case.with(
            "a wrong zone",
            "timezone: Europe/Berlim\n",
            "4:11: there is no time zone 'Europe/Berlim'; did you mean 'Europe/Berlin'? Write a"
                + " name such as Europe/Berlin or UTC"),
        Case.with(
            "a city",
            "timezone: moscow\n",
            "4:11: there is no time zone 'moscow'; did you mean 'Europe/Moscow'? Write a name such"
                + " as Europe/Berlin or UTC"),
        Case.with(
            "a wrong word",
            "on-missing-source: wran\n",
            "4:20: 'on-missing-source' cannot be 'wran'; did you mean 'warn'? Allowed: warn,"
                + " fail"),
        Case.with(
            "a wrong compression",
            "compression: balance\n",
            "4:14: 'compression' cannot be 'balance'; did you mean 'balanced'? Allowed: fast,"
                + " balanced, small, none"),
        Case.with(
            "a wrong access",
            "access: helpers\n",
            "4:9: 'access' cannot be 'helpers'; did you mean 'helper'? Allowed: auto, direct,"
                + " helper, copy"),
        Case.with(
            "a yes of YAML 1.1",
            "exclude-caches: yes\n",
            "4:17: 'exclude-caches' must be true or false, not 'yes'; did you mean true (without"
                + " quotes)?"),
        Case.with(
            "a number for a flag",
            "exclude-caches: 1\n",
            "4:17: 'exclude-caches' must be true or false, not the number 1"),
        Case.with(
            "an engine over ssh",
            "docker-host: ssh://host\n",
            "4:14: 'docker-host' cannot be 'ssh://host'; write unix:///path/to/docker.sock or"
                + " tcp://host:port"),
        Case.with(
            "an image with a space",
            "helper-image: alpine 3\n",
            "4:15: 'helper-image' cannot be 'alpine 3'; write a name such as alpine:3.20"),
        Case.with(
            "one pattern without a list",
            "exclude: \"*.tmp\"\n",
            "4:10: 'exclude' must be a list, not the text '*.tmp'; write a list such as"
                + " [\"*.tmp\", \"cache/\"]"),
        Case.of(
            "a number for a name",
            "name: 2024\ndestination: /d\ndirectories: [logs]\n",
            "1:7: 'name' must be a text, not the number 2024; if a text is meant, quote it:"
                + " \"2024\""),
        Case.of(
            "a bad name",
            "name: a/b\ndestination: /d\ndirectories: [logs]\n",
            "1:7: plan name 'a/b' must be 1 to 100 letters, digits, '_', '.' or '-', starting with"
                + " a letter or digit"),
        Case.of(
            "a list for a text",
            "name: a\ndestination: [/d]\ndirectories: [logs]\n",
            "2:14: 'destination' must be a text, not a list"),
        Case.of(
            "a shell's shorthand",
            "name: a\ndestination: ~/d\ndirectories: [logs]\n",
            "2:14: 'destination' cannot be '~/d': a shell's shorthand is not replaced here;"
                + " write the full path, or './~/d' if that is its name"),
        Case.of(
            "a variable",
            "name: a\ndestination: ${HOME}\ndirectories: [logs]\n",
            "2:14: 'destination' must be a text, not the variable ${HOME} (variables are not"
                + " replaced)"),
        Case.of(
            "a NUL in a path",
            "name: a\ndestination: \"/d\\0\"\ndirectories: [logs]\n",
            "2:14: 'destination' cannot be '/d\\x00' on this system: Nul character not"
                + " allowed"),
        Case.of(
            "several problems, by place",
            "name: -a\ndestination: 7\ndirectories: [1]\nmin-free-space: 5gb\n",
            "1:7: plan name '-a' must be 1 to 100 letters, digits, '_', '.' or '-', starting with a"
                + " letter or digit",
            "2:14: 'destination' must be a text, not the number 7; if a text is meant, quote it:"
                + " \"7\"",
            "3:15: a directory must be a text, not the number 1; if a text is meant, quote it:"
                + " \"1\"",
            "4:17: 'min-free-space' cannot be '5gb'; did you mean '5GB'?" + SIZES));
  }

  private static Stream<Case> amounts() {
    return Stream.of(
            Stream.of(
                    "5 GB|5GB",
                    "5gb|5GB",
                    "5G|5GB",
                    "5 gigabytes|5GB",
                    "1,5 gib|1.5GiB",
                    "9K|9kB",
                    "5KB|5kB",
                    "7 bytes|7B",
                    "5|",
                    "-5GB|",
                    "GB|",
                    "9999999TB|",
                    "1.5B|",
                    "5PB|")
                .map(
                    pair -> {
                      String bad = pair.substring(0, pair.indexOf('|'));
                      String near = pair.substring(pair.indexOf('|') + 1);
                      String hint = near.isEmpty() ? "." : "; did you mean '" + near + "'?";
                      return Case.with(
                          "size " + bad,
                          "min-free-space: " + bad + "\n",
                          "4:17: 'min-free-space' cannot be '" + bad + "'" + hint + SIZES);
                    }),
            Stream.of(
                    "7 days|7d",
                    "7D|7d",
                    "1 week|1w",
                    "3 months|3mo",
                    "2m|2mo",
                    "1 Year|1y",
                    "48 hours|48h",
                    "7|",
                    "0d|",
                    "-7d|",
                    "1.5d|",
                    "100000d|",
                    "7s|",
                    "P7D|")
                .map(
                    pair -> {
                      String bad = pair.substring(0, pair.indexOf('|'));
                      String near = pair.substring(pair.indexOf('|') + 1);
                      String hint = near.isEmpty() ? "." : "; did you mean '" + near + "'?";
                      return Case.with(
                          "duration " + bad,
                          "retention:\n  keep-within: " + bad + "\n",
                          "5:16: 'keep-within' cannot be '" + bad + "'" + hint + SPANS);
                    }),
            Stream.of(
                Case.with(
                    "a size that is a list",
                    "min-free-space: []\n",
                    "4:17: 'min-free-space' must be a size such as 5GB, not a list"),
                Case.with(
                    "count 0",
                    "retention: {keep-last: 0}\n",
                    "4:24: 'keep-last' must be 1 or more, not 0"),
                Case.with(
                    "count -1",
                    "retention: {keep-at-least: -1}\n",
                    "4:28: 'keep-at-least' must be 1 or more, not -1"),
                Case.with(
                    "count with decimals",
                    "retention: {keep-daily: 1.5}\n",
                    "4:25: 'keep-daily' must be a whole number, not the number 1.5"),
                Case.with(
                    "count in words",
                    "retention: {keep-daily: many}\n",
                    "4:25: 'keep-daily' must be a whole number, not the text 'many'"),
                Case.with(
                    "count in quotes",
                    "retention: {keep-weekly: \"4\"}\n",
                    "4:26: 'keep-weekly' must be a whole number, not the text '4'; remove the"
                        + " quotes"),
                Case.with(
                    "count in hexadecimal",
                    "retention: {keep-yearly: 0x10}\n",
                    "4:26: 'keep-yearly' is written as '0x10'; write a plain decimal number"),
                Case.with(
                    "count beyond reason",
                    "retention: {keep-monthly: 99999999999}\n",
                    "4:27: 'keep-monthly' must be at most 2147483647, not 99999999999"),
                Case.with(
                    "an unknown rule",
                    "retention: {keep_within: 7d}\n",
                    "4:13: unknown key 'keep_within' in 'retention'; did you mean 'keep-within'?"
                        + " Allowed: keep-within, keep-last, keep-hourly, keep-daily, keep-weekly,"
                        + " keep-monthly, keep-yearly, keep-at-least, keep-incomplete,"
                        + " remove-at-most"),
                Case.with(
                    "no incomplete archive at all",
                    "retention: {keep-incomplete: 0}\n",
                    "4:30: 'keep-incomplete' must be 1 or more, not 0"),
                Case.with(
                    "share without a unit",
                    "retention: {remove-at-most: 50}\n",
                    "4:29: 'remove-at-most' cannot be '50'; write 1% to 100%, as in 50%"),
                Case.with(
                    "share of nothing",
                    "retention: {remove-at-most: 0%}\n",
                    "4:29: 'remove-at-most' cannot be '0%'; write 1% to 100%, as in 50%"),
                Case.with(
                    "share that is a list",
                    "retention: {remove-at-most: [50%]}\n",
                    "4:29: 'remove-at-most' must be a share such as 50%, not a list"),
                Case.with(
                    "retention as a text",
                    "retention: 7d\n",
                    "4:12: 'retention' must be keys, not the text '7d'; write keys such as"
                        + " 'keep-within: 7d' below it")))
        .flatMap(cases -> cases);
  }

  private static Stream<Case> sources() {
    String head = "name: a\ndestination: /d\nbase-dir: /base\n";
    return Stream.of(
        Case.of(
            "no list",
            head + "directories: logs\n",
            "4:14: 'directories' must be a list, not the text 'logs'; write one '- logs' per line"
                + " below it"),
        Case.of(
            "an empty list",
            head + "directories: []\nvolumes: []\n",
            "1:1: there is nothing to save; list at least one source under 'directories' or"
                + " 'volumes'"),
        Case.of(
            "a list in the list",
            head + "directories: [[a]]\n",
            "4:15: a directory must be keys, not a list; write '- logs', or '- path: logs' with"
                + " more keys below it"),
        Case.of(
            "an unknown key",
            head + "directories:\n  - path: logs\n    exclud: [x]\n",
            "6:5: unknown key 'exclud' in a directory; did you mean 'exclude'? Allowed: path,"
                + " name, exclude, exclude-caches, one-file-system, max-size"),
        Case.of(
            "a volume's key",
            head + "directories:\n  - path: logs\n    quiesce: stop\n",
            "6:5: unknown key 'quiesce' in a directory; it belongs into a volume. Allowed: path,"
                + " name, exclude, exclude-caches, one-file-system, max-size"),
        Case.of(
            "no path",
            head + "directories:\n  - name: logs\n",
            "5:5: the key 'path' is missing in a directory"),
        Case.of(
            "two of one name",
            head + "directories:\n  - logs\n  - /var/logs\n",
            "6:5: a directory named 'logs' in the archive is there already, in line 5; give this"
                + " one another name: {path: /var/logs, name: var-logs}"),
        Case.of(
            "the same twice",
            head + "directories:\n  - logs\n  - /base/./logs/\n",
            "6:5: the directory '/base/logs' is given twice; the first one is in line 5"),
        Case.of(
            "names inside each other",
            head + "directories:\n  - logs\n  - {path: /x, name: logs/old}\n",
            "6:22: the names 'logs/old' and 'logs' (line 5) lie inside each other in the archive,"
                + " but the directories do not; give one of them another name"),
        Case.of(
            "the destination",
            head + "directories: [/d]\n",
            "4:15: the directory '/d' is the destination itself; archives cannot hold each other"),
        Case.of(
            "the root",
            head + "directories: [/]\n",
            "4:15: the directory '/' has no name of its own; write it as 'path: /' with a 'name:'"
                + " for its place in the archive"),
        Case.of(
            "a name that climbs",
            head + "directories: [{path: logs, name: ../x}]\n",
            "4:34: source name '../x' must be a relative path without empty, '.' or '..' parts"),
        Case.of(
            "one file system of a word",
            head + "directories: [{path: logs, one-file-system: yes}]\n",
            "4:45: 'one-file-system' must be true or false, not 'yes'; did you mean true (without"
                + " quotes)?"),
        Case.of(
            "one file system, misspelt",
            head + "directories: [logs]\none-filesystem: true\n",
            "5:1: unknown key 'one-filesystem' in the configuration; did you mean"
                + " 'one-file-system'?"
                + TOP),
        Case.of(
            "a mount that is no list",
            head + "directories: [logs]\nrequire-mounts: /d\n",
            "5:17: 'require-mounts' must be a list, not the text '/d'; write [/mnt/backup]"),
        Case.of(
            "a mount of a number",
            head + "directories: [logs]\nrequire-mounts: [1]\n",
            "5:18: a mount in 'require-mounts' must be a text, not the number 1; if a text is"
                + " meant, quote it: \"1\""),
        Case.of(
            "a mount of nothing",
            head + "directories: [logs]\nrequire-mounts: [/d, /base/log]\n",
            "5:22: neither the destination nor a directory of the plan lies at or below"
                + " '/base/log'; name the directory that their disk is mounted on"),
        Case.of(
            "one mount",
            head + "directories: [logs]\nrequire-mount: [/d]\n",
            "5:1: unknown key 'require-mount' in the configuration; did you mean"
                + " 'require-mounts'?"
                + TOP),
        Case.of(
            "a volume that is a path",
            head + "volumes: [./data]\n",
            "4:11: './data' cannot be a volume's name: letters, digits, '_', '.' and '-', starting"
                + " with a letter or digit; a path of the host belongs under 'directories'"),
        Case.of(
            "a volume with a space",
            head + "volumes: [my data]\n",
            "4:11: 'my data' cannot be a volume's name: letters, digits, '_', '.' and '-', starting"
                + " with a letter or digit; 'docker volume ls' shows the names"),
        Case.of(
            "a volume twice",
            head + "volumes:\n  - v\n  - name: v\n",
            "6:5: the volume v is given twice; the first one is in line 5"),
        Case.of(
            "a volume by both names",
            head + "volumes:\n  - name: v\n    compose: {project: p, volume: v}\n",
            "5:5: a volume has either 'name' or 'compose', not both; remove one of them"),
        Case.of(
            "half a compose name",
            head + "volumes:\n  - compose: {project: p}\n",
            "5:14: the key 'volume' is missing in 'compose'"),
        Case.of(
            "a volume without a name",
            head + "volumes:\n  - quiesce: stop\n",
            "5:5: the key 'name' is missing in a volume; write 'name: my_volume' or 'compose:"
                + " {project: p, volume: v}'"),
        Case.of(
            "a wrong quiesce",
            head + "volumes: [{name: v, quiesce: paused}]\n",
            "4:30: 'quiesce' cannot be 'paused'; did you mean 'pause'? Allowed: none, pause,"
                + " stop"),
        Case.of(
            "caches of a volume",
            head + "volumes: [{name: v, exclude-caches: true}]\n",
            "4:21: unknown key 'exclude-caches' in a volume. Allowed: name, compose, access,"
                + " quiesce, exclude, max-size"),
        Case.of(
            "a volume's tar and a directory",
            head + "directories: [v.tar]\nvolumes: [v]\n",
            "5:10: the volume 'v' and a directory would both be 'v.tar' in the archive; give the"
                + " directory another 'name:'"));
  }

  @TestFactory
  Stream<DynamicTest> saysWhatIsWrongWhereAndWhatToWrite() {
    return Stream.of(syntax(), top(), amounts(), sources())
        .flatMap(cases -> cases)
        .map(c -> DynamicTest.dynamicTest(c.title(), () -> check(c)));
  }

  private void check(Case c) throws IOException {
    Path file = Files.writeString(folder.resolve("f.yaml"), c.yaml());
    assertThat(problemsOf(file)).isEqualTo(String.join("\n", prefixed(file, c.messages())));
  }

  private static List<String> prefixed(Path file, List<String> messages) {
    return messages.stream().map(m -> file + ":" + m).toList();
  }

  @Test
  void namesTheFirstByteThatIsNotUtf8() throws IOException {
    Path file =
        Files.write(
            folder.resolve("f.yaml"), "name: ä\nname: ä\u00e9".getBytes(StandardCharsets.UTF_8));
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 2] = (byte) 0xff;
    Files.write(file, bytes);

    assertThat(problemsOf(file))
        .isEqualTo(file + ":2:8: byte 0xff is not UTF-8; save the file as UTF-8");
  }

  @Test
  void saysHowToGetAFileThatIsNotThere() {
    Path file = folder.resolve("holdfast.yaml");

    assertThat(problemsOf(file))
        .isEqualTo(file + ": no such file: write one (see README) or name one with -c FILE");
  }

  @Test
  void refusesAFolder() {
    assertThat(problemsOf(folder))
        .isEqualTo(folder + ": is a directory; name the file in it with -c FILE");
  }

  @Test
  void escapesWhatWouldMoveTheCursor() throws IOException {
    Path file = Files.writeString(folder.resolve("f.yaml"), "\"a\\e[2Jb\": 1\n");

    assertThat(problemsOf(file)).contains("unknown key 'a\\x1b[2Jb'").doesNotContain("\u001b");
  }

  private static String problemsOf(Path file) {
    return catchThrowableOfType(
            ConfigurationException.class, () -> Configuration.load(file, ZoneOffset.UTC))
        .getMessage();
  }
}
