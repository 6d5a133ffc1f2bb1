package dev.basalt.jobctl.command;

import dev.basalt.jobctl.api.Access;
import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.view.Screen;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which cluster, as whom, and in which namespace: as kubectl has it. */
public final class Connection {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "The cluster; without it KUBECONFIG, ~/.kube/config or the pod we run in.")
  private @Nullable Path kubeconfig;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "A context of the kubeconfig; without it, the current one.")
  private @Nullable String context;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      description = "The namespace; without it, that of the context.")
  private @Nullable String namespace;

  private @Nullable Access access;

  /** Opens a client. */
  Api open() {
    return new Api(access());
  }

  /** Where it goes to. */
  Access access() {
    Access found = access;
    if (found == null) {
      found = Access.of(kubeconfig, context);
      access = found;
    }
    return found;
  }

  /** The namespace asked for, or that of the context. */
  String namespace() {
    return namespace == null ? access().namespace() : namespace;
  }

  /** The namespace asked for, a request's own, or that of the context. */
  String namespaceOr(@Nullable String requested) {
    return namespace == null && requested != null ? requested : namespace();
  }

  /** What to print to. */
  Screen screen() {
    CommandSpec command = spec;
    if (command == null) {
      throw new IllegalStateException("a mixin is in a command");
    }
    return Screen.of(
        command.commandLine().getOut(), command.commandLine().getErr(), System.getenv());
  }
}
