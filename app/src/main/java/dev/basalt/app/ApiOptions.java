package dev.basalt.app;

import dev.basalt.cluster.http.ApiAccess;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which API server a command talks to. No cluster is ever picked that was not named. */
public final class ApiOptions {
  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "The cluster of this file's current context; without it, the one we run in.")
  private @Nullable Path kubeconfig;

  @Option(names = "--context", paramLabel = "NAME", description = "Another context of that file.")
  private @Nullable String context;

  /** Whether it is the one that we run in, as none was named. */
  public boolean ownCluster() {
    return kubeconfig == null;
  }

  /**
   * The API server named.
   *
   * @throws CommandFailure if it cannot be used
   */
  public ApiAccess access() {
    try {
      return kubeconfig == null ? ApiAccess.inCluster() : ApiAccess.kubeconfig(kubeconfig, context);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(e.getMessage() == null ? e.toString() : e.getMessage(), e);
    }
  }
}
