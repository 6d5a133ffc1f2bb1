package dev.basalt.controllers.job.plugin;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A plugin's flags: {@code --name=value}, {@code --name value}, {@code --name} for true, with one
 * dash or two. Flags that nobody asks for are tolerated: clients pass some that no longer exist.
 */
final class Flags {
  private final Map<String, String> values = new HashMap<>();

  Flags(List<String> arguments) {
    String open = null;
    for (String argument : arguments) {
      String text = argument.strip();
      if (!text.startsWith("-")) {
        if (open != null) {
          values.put(open, text);
        }
        open = null;
        continue;
      }
      String flag = text.startsWith("--") ? text.substring(2) : text.substring(1);
      int equals = flag.indexOf('=');
      if (equals < 0) {
        values.put(flag, "true");
        open = flag;
      } else {
        values.put(flag.substring(0, equals), flag.substring(equals + 1));
        open = null;
      }
    }
  }

  String text(Flag flag) {
    return values.getOrDefault(flag.name(), flag.standard());
  }

  boolean isOn(Flag flag) {
    String value = text(flag);
    return value.equals("true") || value.equals("1") || value.equals("t");
  }

  /**
   * A number.
   *
   * @throws IllegalArgumentException if the flag's value is none; the message names it
   */
  int number(Flag flag) {
    String value = text(flag);
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "--" + flag.name() + " " + value + " is no whole number", e);
    }
  }
}
