package dev.basalt.testkit.tool;

import java.util.List;

/**
 * What a command line tool did.
 *
 * @param command its name and arguments
 * @param code its exit code; 0 is success
 * @param output its standard output
 * @param errors its standard error
 */
public record ToolRun(List<String> command, int code, String output, String errors) {
  public ToolRun {
    command = List.copyOf(command);
  }

  /**
   * Standard output of a run that succeeded.
   *
   * @throws AssertionError with all that was printed, if it failed
   */
  public String ok() {
    if (code != 0) {
      throw new AssertionError(
          "%s ended with %d%n%s%s".formatted(String.join(" ", command), code, output, errors));
    }
    return output;
  }
}
