package dev.basalt.testkit.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where this machine keeps what is expensive to make again, outside any checkout: {@code
 * $BASALT_CACHE}, else {@code $XDG_CACHE_HOME/basalt}, else {@code ~/.cache/basalt}, else (no
 * usable home) a private folder under the temporary directory.
 */
public final class CacheDirectory {
  /** Names the folder outright. */
  public static final String VARIABLE = "BASALT_CACHE";

  private CacheDirectory() {}

  /** The folder for this process's environment; it exists and can be written to. */
  public static Path locate() {
    return locate(
        System.getenv(),
        Path.of(System.getProperty("java.io.tmpdir")),
        System.getProperty("user.name"));
  }

  /**
   * The folder for a given environment; it exists and can be written to.
   *
   * @param temporary the directory for temporary files
   * @param user the name of the user, part of the last resort's name
   * @throws ControlPlaneUnavailableException if {@code BASALT_CACHE} is set but cannot be used, or
   *     if no place can
   */
  static Path locate(Map<String, String> environment, Path temporary, String user) {
    Path named = absolute(environment.get(VARIABLE));
    if (named != null) {
      if (!usable(named)) {
        throw new ControlPlaneUnavailableException(
            VARIABLE + "=" + named + " cannot be written to; name another folder");
      }
      return named;
    }
    Path xdg = absolute(environment.get("XDG_CACHE_HOME"));
    if (xdg != null && usable(xdg.resolve("basalt"))) {
      return xdg.resolve("basalt");
    }
    Path home = absolute(environment.get("HOME"));
    if (home != null && usable(home.resolve(".cache/basalt"))) {
      return home.resolve(".cache/basalt");
    }
    Path last = temporary.resolve("basalt-cache-" + user);
    if (usable(last) && ownedPrivately(last, user)) {
      return last;
    }
    throw new ControlPlaneUnavailableException(
        "no folder to keep built programs in: set " + VARIABLE + " to one that can be written to");
  }

  private static @Nullable Path absolute(@Nullable String value) {
    if (value == null || value.isBlank()) {
      return null;
    }
    Path path = Path.of(value);
    return path.isAbsolute() ? path : null;
  }

  /** Creates a folder where it is missing and tells whether it can be written to. */
  static boolean usable(Path folder) {
    try {
      Files.createDirectories(folder);
      return Files.isWritable(folder);
    } catch (IOException e) {
      return false;
    }
  }

  /** Programs are run from there: a folder that somebody else prepared would be a trap. */
  private static boolean ownedPrivately(Path folder, String user) {
    try {
      if (!Files.getOwner(folder).getName().equals(user)) {
        return false;
      }
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      return Files.getPosixFilePermissions(folder)
          .equals(Set.copyOf(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
