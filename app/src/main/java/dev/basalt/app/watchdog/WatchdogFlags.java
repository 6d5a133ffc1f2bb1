package dev.basalt.app.watchdog;

import dev.basalt.app.CommandFailure;
import dev.basalt.app.LeaseOptions;
import dev.basalt.core.event.UserSource;
import dev.basalt.watchdog.notify.Address;
import dev.basalt.watchdog.notify.ReceiverSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Flags of the watchdog that it has beside other roles too. */
public final class WatchdogFlags {
  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description =
          "Rules and receivers: a file, or configmap:NAMESPACE/NAME[:KEY]; taken again when it"
              + " changes. Without it: the standard rules.")
  private @Nullable String rules;

  @Option(
      names = "--alertmanager",
      paramLabel = "URL",
      description =
          "An Alertmanager to tell; repeatable, all of them are told. env:NAME or file:PATH for a"
              + " URL that is a secret.")
  private List<String> alertmanagers = new ArrayList<>();

  @Option(
      names = "--webhook",
      paramLabel = "URL",
      description =
          "A webhook to tell, with the JSON that Alertmanager sends; repeatable. env:NAME or"
              + " file:PATH likewise.")
  private List<String> webhooks = new ArrayList<>();

  @Option(
      names = "--slack-webhook",
      paramLabel = "URL",
      description = "A webhook of Slack's, or a compatible one; repeatable. The same.")
  private List<String> slacks = new ArrayList<>();

  @Option(
      names = "--runbook-url",
      paramLabel = "URL",
      description =
          "Where docs/runbooks.md is to be read: stands in its place in the runbook_url of alerts.")
  private @Nullable String runbookUrl;

  @Mixin private CapabilityFlags capability = new CapabilityFlags();

  /**
   * What they say.
   *
   * @throws CommandFailure if one of them cannot be used
   */
  public WatchdogOptions options(LeaseOptions lease, Set<String> schedulerNames, UserSource user) {
    String volcano = lease.volcanoNamespace();
    List<ReceiverSpec> receivers = new ArrayList<>();
    add(receivers, "--alertmanager", ReceiverSpec.Type.ALERTMANAGER, alertmanagers);
    add(receivers, "--webhook", ReceiverSpec.Type.WEBHOOK, webhooks);
    add(receivers, "--slack-webhook", ReceiverSpec.Type.SLACK, slacks);
    return new WatchdogOptions(
        lease.leaderElect(),
        lease.leaseNamespace(),
        volcano == null ? lease.leaseNamespace() : volcano,
        rules,
        runbooks(),
        receivers,
        schedulerNames,
        user,
        capability.options());
  }

  private @Nullable String runbooks() {
    if (runbookUrl != null && !runbookUrl.matches("https?://\\S+")) {
      throw new CommandFailure(
          "--runbook-url: \""
              + runbookUrl
              + "\" is not one such as https://wiki.example.com/basalt");
    }
    return runbookUrl;
  }

  /** They are called by their type, and by a number from the second on. */
  private static void add(
      List<ReceiverSpec> all, String flag, ReceiverSpec.Type type, List<String> urls) {
    Map<String, String> environment = System.getenv();
    for (int i = 0; i < urls.size(); i++) {
      String name = type.text() + (i == 0 ? "" : "-" + (i + 1));
      try {
        all.add(ReceiverSpec.of(name, type, Address.of(urls.get(i), environment)));
      } catch (IllegalArgumentException e) {
        throw new CommandFailure(flag + ": " + e.getMessage(), e);
      }
    }
  }
}
