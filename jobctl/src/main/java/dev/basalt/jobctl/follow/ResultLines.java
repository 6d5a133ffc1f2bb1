package dev.basalt.jobctl.follow;

import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Hands on the lines of a log without those in which the Python library brings out of its pod what
 * a function returned, where that is too large for the termination message. Such a line ends with
 * {@code #jobctl-result PART/PARTS TEXT}; an empty line before the first one is the library's too.
 */
final class ResultLines {
  private static final String MARK = "#jobctl-result ";
  private static final Pattern FORM =
      Pattern.compile(MARK + "(\\d{1,6})/(\\d{1,6}) [A-Za-z0-9+/=]+\\r?$");

  private final Consumer<String> lines;
  private final boolean timed;
  private @Nullable String held;
  private int most;

  /**
   * Nothing has come yet.
   *
   * @param timed whether each line begins with its time
   */
  ResultLines(Consumer<String> lines, boolean timed) {
    this.lines = lines;
    this.timed = timed;
  }

  void take(String line) {
    int start = timed ? line.indexOf(' ') + 1 : 0;
    Matcher form = line.contains(MARK) ? FORM.matcher(line) : null;
    if (form != null && form.find()) {
      most = Math.max(most, Integer.parseInt(form.group(2)));
      if (Integer.parseInt(form.group(1)) == 0) {
        held = null;
      }
      end();
      if (form.start() > start) {
        lines.accept(line.substring(0, form.start()));
      }
      return;
    }
    end();
    if (line.length() == start) {
      held = line;
    } else {
      lines.accept(line);
    }
  }

  /** No more comes for now. */
  void end() {
    String empty = held;
    held = null;
    if (empty != null) {
      lines.accept(empty);
    }
  }

  /** How many lines the longest result has of which some was left out; 0 if there was none. */
  int most() {
    return most;
  }
}
