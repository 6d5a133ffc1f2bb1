package dev.basalt.app;

import dev.basalt.core.event.UserSource;
import picocli.CommandLine.Option;

/** Whose a pod or job is, for each command that tells of users. */
public final class UserOptions {
  @Option(
      names = "--user-from",
      paramLabel = "SOURCE",
      defaultValue = "annotation:basalt.dev/user",
      description =
          "Whose a pod or job is: namespace, label:KEY or annotation:KEY, as the scheduler's"
              + " fairshare.userFrom; its namespace where it does not say.")
  private String userFrom = "annotation:basalt.dev/user";

  /**
   * Where it is read from.
   *
   * @throws CommandFailure if that cannot be told
   */
  public UserSource source() {
    try {
      return UserSource.parse(userFrom);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--user-from: \"" + userFrom + "\" " + e.getMessage(), e);
    }
  }
}
