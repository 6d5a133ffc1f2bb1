package dev.basalt.app;

import java.util.Set;

/** What {@code ./basalt} knows. */
public final class CommandNames {
  private CommandNames() {}

  /** The names of its commands. */
  public static Set<String> all() {
    return Set.copyOf(Main.commandLine(null).getSubcommands().keySet());
  }
}
