package io.holdfast.archive.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.archive.AttributedDisk;
import io.holdfast.archive.Required;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is read and written again is the same for rsync, which looks at everything but ACLs and
 * xattrs.
 */
class RoundTripTest {
  /** As root all of it, otherwise what a user can make. */
  private static final String TREE =
      """
      mkdir -p "$1/empty" "$1/deep/a/b/c" "$1/closed"
      cd "$1"
      printf 'content' > plain; printf 'x' > ' -lead'; printf 'x' > "$(printf 'new\\nline\\t\\033[31m')"
      printf 'x' > "$(printf 'latin\\351')"; printf 'x' > "$(printf '\\377\\376')"; printf 'x' > 'tür'
      mkdir "$(printf 'dir\\351')"; printf 'x' > "$(printf 'dir\\351/in')"
      : > "$(printf '%0255d' 7)"; : > 'back\\slash'; : > '100%41'
      head -c 1048576 /dev/urandom > exactly; head -c 1048577 /dev/urandom > oneMore
      truncate -s 5M holes; head -c 3000000 /dev/urandom > big
      ln plain deep/a/linked; ln plain deep/zlinked
      ln -s plain toFile; ln -s ../no/where dangling; ln -s a//b/ slashes; ln -s /no/root root
      ln -s "$(printf 'raw\\377//q/')" rawLink
      mkfifo -m 620 pipe
      chmod 6755 exactly; chmod 400 ' -lead'; chmod 1777 empty; chmod 2750 deep
      printf 'x' > closed/file; chmod 555 closed
      touch -h -d '1969-12-31 23:59:59.25 UTC' plain; touch -h -d '@-86399.5' toFile
      touch -d '1901-12-14 00:00:00.123456789 UTC' big; touch -d '2299-01-01 00:00:00 UTC' holes
      touch -h -d '2001-02-03 04:05:06.987654321 UTC' dangling pipe deep/a/b
      touch -d '2002-02-03 04:05:06.987654321 UTC' deep .
      """;

  private static final String TREE_OF_ROOT =
      """
      cd "$1"
      chown -h 4294967294:2147483648 plain toFile; chown 12345:54321 deep exactly closed/file pipe
      chmod 6755 exactly; chmod 2750 deep; chmod 0 ' -lead'
      mknod -m 640 char c 1 3; mknod block b 259 1048570; touch -d '2003-01-01' char
      touch -d '1969-12-31 23:59:59.25 UTC' plain; touch -d '2002-02-03 04:05:06.5 UTC' . deep
      """;

  @TempDir private Path temporary;
  private Path from;
  private Path to;

  @BeforeEach
  void requireRsync() throws Exception {
    assumeTrue(Shell.can("rsync --version"), "compares by rsync");
    from = temporary.resolve("from");
    to = temporary.resolve("to");
  }

  @Test
  void keepsEverything() throws Exception {
    tree();

    TreeCopy copy = TreeCopy.of(from, to);

    assertThat(copy.issues.listed()).isEmpty();
    assertThat(copy.problems).isEmpty();
    assertThat(copy.notes).isEmpty();
    assertSame();
  }

  @Test
  @SuppressWarnings("try") // a disk is mounted, not used
  void keepsAttributesAclsCapabilitiesAndHoles() throws Exception {
    Path place = Files.createDirectory(temporary.resolve("disk"));
    try (AttributedDisk disk = AttributedDisk.at(place)) {
      from = Files.createDirectory(place.resolve("from"));
      to = place.resolve("to");
      keepsAttributesAndHoles();
    }
  }

  private void keepsAttributesAndHoles() throws Exception {
    Required.of(
        Shell.can("cd \"$1\"; : > f; setfacl -m u:7:r f; setcap cap_chown+ep f; rm f", from),
        "needs root, and a file system with ACLs and capabilities");
    Shell.sh(
        """
        cd "$1"; mkdir d; : > empty; echo x > read-only; echo x > program; ln -s program link
        setfattr -n user.raw -v 0x00ff0a read-only; setfattr -n user.empty empty
        setfattr -n trusted.mine -v x d; setfattr -h -n trusted.link -v x link
        chown 7:8 program read-only; chmod 4755 program; setcap cap_net_raw+ep program
        setfacl -m u:12345:r,g:7:rwx read-only; setfacl -m d:u:12345:rwx,u:7:- d; chmod 0400 empty
        truncate -s 9M holes; printf mid | dd of=holes bs=1M seek=4 conv=notrunc status=none
        truncate -s 4M hole; head -c 1000000 /dev/urandom > tail; truncate -s 5M tail
        touch -h -d '1969-12-31 23:59:59.25 UTC' link; touch -d '1960-01-01 00:00:00.5 UTC' d holes
        """,
        from);

    TreeCopy copy = TreeCopy.of(from, to);

    assertThat(copy.problems).isEmpty();
    assertThat(copy.notes).isEmpty();
    assertThat(Shell.sh("rsync -naHAXi --checksum --delete \"$1/\" \"$2/\"", from, to)).isEmpty();
    String attributes = "cd \"$1\"; getfattr -hd -m - -e hex *; getfacl -n *; getcap program";
    assertThat(Shell.sh(attributes, to)).isEqualTo(Shell.sh(attributes, from));
    String space =
        "cd \"$1\"; for f in hole holes tail; do test $(du -k $f | cut -f1) -lt 1500; done";
    Shell.sh(space, to);
  }

  @Test
  void keepsEverythingInTheLocaleOfCron() throws Exception {
    tree();

    Shell.sh(
        """
        env -i LC_ALL=C "$1" -Xshare:auto -cp "$2" io.holdfast.archive.internal.tree.TreeCopy "$3" "$4"
        """,
        Path.of(System.getProperty("java.home"), "bin", "java"),
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        from,
        to);

    assertSame();
  }

  @Test
  void writesOverAnEarlierCopy() throws Exception {
    tree();
    TreeCopy.of(from, to);
    Shell.sh(
        """
        cd "$1"; rm -r deep/a; echo other > deep/a; ln -sfn /no/where empty/in; rm -r empty/in
        printf 'changed' >> big; rm toFile; mkdir toFile; ln -sf plain dangling
        """,
        to);

    TreeCopy copy = TreeCopy.of(from, new TreeWriter(to, true));

    assertThat(copy.problems).isEmpty();
    assertSame();
  }

  /** Without the C library a user still gets everything but special files and the last digits. */
  @Test
  void keepsContentAndModesWithoutTheLibrary() throws Exception {
    Shell.sh(
        "mkdir \"$1\"; cd \"$1\"; echo x > \"$(printf 'f\\351')\"; mkfifo pipe; ln -s a//b/ slashes",
        from);

    TreeCopy copy = TreeCopy.of(from, new TreeWriter(to, false, Optional.empty()));

    assertThat(copy.problems)
        .containsExactly("pipe: not written: skipped: FIFOs and devices cannot be made here");
    assertThat(copy.notes)
        .contains("repeated slashes dropped from the text of a link for 1 entry: slashes");
    assertThat(Shell.sh("cd \"$1\"; cat f*; readlink slashes", to)).isEqualTo("x\na/b\n");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void keepsTreesOfAnyShape(long seed) throws Exception {
    Random random = new Random(seed);
    Files.createDirectories(from);
    List<Path> directories = new ArrayList<>(List.of(from));
    List<Path> files = new ArrayList<>();
    RawNames names = RawNames.of(from.getFileSystem());
    for (int i = 0; i < 150; i++) {
      Path directory = directories.get(random.nextInt(directories.size()));
      Path path = names.child(directory, name(random));
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        continue;
      }
      switch (random.nextInt(6)) {
        case 0, 1 -> directories.add(Files.createDirectory(path));
        case 2 -> Files.createSymbolicLink(path, names.path("../" + name(random)));
        case 3 -> {
          if (!files.isEmpty()) {
            Files.createLink(path, files.get(random.nextInt(files.size())));
          }
        }
        default -> {
          byte[] content = new byte[random.nextInt(5000)];
          random.nextBytes(content);
          Files.write(path, content);
          Files.setAttribute(path, "unix:mode", random.nextInt(010000) | 0400);
          files.add(path);
        }
      }
    }

    TreeCopy copy = TreeCopy.of(from, to);

    assertThat(copy.problems).isEmpty();
    assertThat(copy.issues.listed()).isEmpty();
    assertSame();
  }

  private static String name(Random random) {
    StringBuilder name = new StringBuilder();
    int length = 1 + random.nextInt(random.nextInt(10) == 0 ? 255 : 6);
    while (name.length() < length) {
      char c = (char) (1 + random.nextInt(255));
      if (c != '/') {
        name.append(random.nextBoolean() ? c : (char) ('a' + random.nextInt(26)));
      }
    }
    return name.toString().equals(".") || name.toString().equals("..") ? "dots" : name.toString();
  }

  private void tree() throws Exception {
    Shell.sh(TREE, from);
    if (Shell.can("test $(id -u) = 0")) {
      Shell.sh(TREE_OF_ROOT, from);
    }
  }

  private void assertSame() throws Exception {
    assertThat(
            Shell.sh(
                "rsync -naHi --checksum --modify-window=-1 --numeric-ids --delete \"$1/\" \"$2/\"",
                from,
                to))
        .isEmpty();
  }
}
