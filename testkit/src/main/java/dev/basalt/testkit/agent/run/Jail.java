package dev.basalt.testkit.agent.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * How a container's command comes to see its mounts at their paths, on a machine whose own files
 * stay as they are.
 */
sealed interface Jail permits NamespaceJail, RewritingJail {
  /** The command line that runs a container. */
  Invocation enter(Launch launch) throws IOException;

  /** For messages: how mounts are done. */
  String describe();

  /** What this machine offers: mounts of their own where the kernel allows it, else rewriting. */
  static Jail best(Path scratch) throws InterruptedException {
    Jail namespaces = NamespaceJail.probe(scratch);
    return namespaces == null ? new RewritingJail() : namespaces;
  }

  /**
   * A command line, ready to start.
   *
   * @param folder where it is started
   */
  record Invocation(List<String> command, Path folder) {
    public Invocation {
      command = List.copyOf(command);
    }
  }
}
