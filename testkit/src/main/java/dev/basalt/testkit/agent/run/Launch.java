package dev.basalt.testkit.agent.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A container that is about to start.
 *
 * @param command its command and arguments, expanded
 * @param environment all of it
 * @param scratch a folder of this run alone, empty
 * @param workingDir where its command starts; empty for its scratch folder
 * @param mounts what it sees at other paths, the outer ones before those inside them
 */
record Launch(
    List<String> command,
    SequencedMap<String, String> environment,
    Path scratch,
    String workingDir,
    List<Mount> mounts) {
  Launch {
    command = List.copyOf(command);
    mounts = List.copyOf(mounts);
  }

  /**
   * A folder or file of this machine at a path in the container.
   *
   * @param path absolute, without links such as {@code ..}
   */
  record Mount(String path, Path source, boolean readOnly) {}

  /** Variables as {@code NAME=VALUE}. */
  List<String> assignments() {
    return environment.entrySet().stream().map(Launch::assignment).toList();
  }

  private static String assignment(Map.Entry<String, String> variable) {
    return variable.getKey() + "=" + variable.getValue();
  }
}
