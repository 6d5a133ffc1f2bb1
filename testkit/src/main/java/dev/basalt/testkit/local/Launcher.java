package dev.basalt.testkit.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Starts programs; implementations differ in what becomes of them when this JVM ends. */
public interface Launcher {
  /**
   * Starts a program with no standard input.
   *
   * @param name for messages
   * @param command the executable and its arguments
   * @param log gets standard output and standard error, appended
   */
  RunningProgram launch(String name, List<String> command, Path log) throws IOException;
}
