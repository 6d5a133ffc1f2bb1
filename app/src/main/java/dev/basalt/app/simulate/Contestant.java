package dev.basalt.app.simulate;

import dev.basalt.app.CommandFailure;
import dev.basalt.core.config.ConfigurationException;
import dev.basalt.core.config.SchedulerConfiguration;
import dev.basalt.sim.SchedulerSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A configuration to run.
 *
 * @param name as people see it
 * @param setup the scheduler with it
 * @param notices what of it has no effect
 */
record Contestant(String name, SchedulerSetup setup, List<String> notices) {
  /** In the place of a file: the configuration that is shipped. */
  static final String STANDARD = "standard";

  /**
   * Reads a configuration.
   *
   * @param option the option that named it
   * @param file a path, or {@link #STANDARD}
   * @throws CommandFailure if it cannot be read or used
   */
  static Contestant of(String option, String file) {
    if (file.equals(STANDARD)) {
      return new Contestant(STANDARD, SchedulerSetup.standard(), List.of());
    }
    String place = option + " " + file;
    try {
      String yaml = Files.readString(Path.of(file));
      List<String> notices = SchedulerConfiguration.parse(yaml).notices();
      return new Contestant(
          shortName(file), SchedulerSetup.standard().withConfiguration(yaml), notices);
    } catch (IOException e) {
      throw new CommandFailure(
          place + " cannot be read: name a file, or the word " + STANDARD + ": " + e, e);
    } catch (ConfigurationException e) {
      throw new CommandFailure(place + ": " + e.getMessage(), e);
    }
  }

  /** The same under another name. */
  Contestant named(String newName) {
    return new Contestant(newName, setup, notices);
  }

  private static String shortName(String file) {
    return String.valueOf(Path.of(file).getFileName());
  }
}
