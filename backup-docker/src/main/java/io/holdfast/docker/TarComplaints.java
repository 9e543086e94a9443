package io.holdfast.docker;

import io.holdfast.core.catalog.Printable;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What {@code tar} writes to its standard error, told apart: complaints about single files, and
 * anything else, which makes the whole tar doubtful. Knows GNU's and busybox's words. Fed by one
 * thread; asked by another only after that has ended.
 */
final class TarComplaints implements HelperRun.ErrorSink {
  private static final int LISTED = 1000;
  private static final int LONGEST_LINE = 8 * 1024;

  /** Names the file first, or after a verb and in quotes; the root alone is no single file. */
  private static final Pattern ABOUT_ONE_FILE =
      Pattern.compile("tar: (\\./[^:]|[^:]*'\\./).*", Pattern.DOTALL);

  private static final Pattern REMARK =
      Pattern.compile(
          "tar: (error exit delayed from previous errors"
              + "|Exiting with failure status due to previous errors"
              + "|.*: socket ignored)",
          Pattern.DOTALL);
  private static final String PREFIX = "tar: ";

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final List<String> complaints = new ArrayList<>();
  private long unlisted;
  private Optional<String> trouble = Optional.empty();
  private boolean afterComplaint;

  @Override
  public void accept(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] == '\n') {
        endLine();
      } else if (line.size() < LONGEST_LINE) {
        line.write(bytes[i]);
      }
    }
  }

  /** Complaints about single files, each a line. */
  List<String> aboutFiles() {
    endLine();
    List<String> all = new ArrayList<>(complaints);
    if (unlisted > 0) {
      all.add("and " + unlisted + " more");
    }
    return List.copyOf(all);
  }

  /** The first line that is about more than one file. */
  Optional<String> trouble() {
    endLine();
    return trouble;
  }

  private void endLine() {
    if (line.size() == 0) {
      return;
    }
    String text = Printable.of(line.toByteArray());
    line.reset();
    if (REMARK.matcher(text).matches()) {
      afterComplaint = false;
    } else if (ABOUT_ONE_FILE.matcher(text).matches()) {
      add(text.substring(PREFIX.length()));
      afterComplaint = true;
    } else if (!afterComplaint || text.startsWith(PREFIX)) {
      // else it goes on after a line feed in a file's name
      trouble = trouble.or(() -> Optional.of(text));
    }
  }

  private void add(String complaint) {
    if (complaints.size() < LISTED) {
      complaints.add(complaint);
    } else {
      unlisted++;
    }
  }
}
