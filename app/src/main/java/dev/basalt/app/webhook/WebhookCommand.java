package dev.basalt.app.webhook;

import dev.basalt.app.ApiOptions;
import dev.basalt.app.UntilStopped;
import dev.basalt.app.role.EndpointSettings;
import dev.basalt.app.role.RoleProcess;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the admission webhook until it is told to stop. */
@Command(
    name = "webhook",
    description =
        "Run the admission webhook: defaults, rules, and who submitted what. It makes its own"
            + " certificates and registers itself.",
    showDefaultValues = true)
public final class WebhookCommand implements Callable<Integer> {
  @Mixin private ApiOptions api = new ApiOptions();

  @Mixin private WebhookFlags flags = new WebhookFlags();

  @Option(names = "--port", paramLabel = "PORT", defaultValue = "8443", description = "HTTPS port.")
  private int port = 8443;

  @Option(
      names = "--bind-address",
      paramLabel = "ADDRESS",
      defaultValue = "0.0.0.0",
      description = "Address that it listens on.")
  private String bindAddress = "0.0.0.0";

  @Option(
      names = "--namespace",
      paramLabel = "NAMESPACE",
      defaultValue = "basalt-system",
      description = "Where the Secret and the Service lie; it is not asked about objects there.")
  private String namespace = "basalt-system";

  @Option(
      names = "--scheduler-name",
      paramLabel = "NAME",
      description =
          "Pods with this schedulerName are ours; repeatable, the first is that of jobs that name"
              + " none. Without it: volcano and basalt.")
  private Set<String> names = new LinkedHashSet<>();

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      defaultValue = "8082",
      description = "Port of /metrics, by plain HTTP; 0 for any free one.")
  private int metricsPort = 8082;

  @Override
  public Integer call() throws InterruptedException {
    RoleProcess<WebhookRole> process =
        new RoleProcess<>(
            new EndpointSettings(bindAddress, metricsPort),
            context ->
                flags.started(
                    api,
                    new WebhookFlags.Place(bindAddress, port, namespace),
                    names.isEmpty() ? new LinkedHashSet<>(List.of("volcano", "basalt")) : names,
                    Set.of(),
                    context));
    return UntilStopped.run(process::close);
  }
}
