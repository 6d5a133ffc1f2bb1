package dev.basalt.app.watchdog;

import dev.basalt.app.CommandFailure;
import dev.basalt.app.TextSource;
import dev.basalt.watchdog.config.RulesException;
import dev.basalt.watchdog.config.WatchdogRules;
import dev.basalt.watchdog.notify.ReceiverSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where rules come from; receivers of the command line are added to those in the file. */
final class RulesSource implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("watchdog");
  private static final String FLAG = "--rules";

  private final @Nullable TextSource source;
  private final @Nullable String runbooks;
  private final List<ReceiverSpec> more;
  private volatile boolean lastTaken = true;

  RulesSource(WatchdogOptions options, KubernetesClient client) {
    String location = options.rules();
    this.source = location == null ? null : new TextSource(FLAG, location, client);
    this.runbooks = options.runbooks();
    this.more = options.receivers();
  }

  /**
   * Reads the rules to begin with.
   *
   * @throws CommandFailure if they cannot be read or used
   */
  WatchdogRules initial() {
    try {
      return source == null ? parse(WatchdogRules.standardText()) : parse(source.initial());
    } catch (RulesException e) {
      throw new CommandFailure(
          FLAG + " " + (source == null ? "" : source.location() + ": ") + e.getMessage(), e);
    }
  }

  /** Hands later versions on; a bad one is refused and the former stays. */
  void follow(Consumer<WatchdogRules> taken) {
    if (source == null) {
      return;
    }
    String from = source.location();
    source.follow(text -> {
      try {
        WatchdogRules rules = parse(text);
        taken.accept(rules);
        lastTaken = true;
        LOG.info("rules of {} taken: {}", from, rules.rules().size());
      } catch (RulesException e) {
        lastTaken = false;
        LOG.error("{}: {}; the former rules stay", from, e.getMessage());
      }
    });
  }

  /** Whether the rules that were read last could be used. */
  boolean lastTaken() {
    return lastTaken;
  }

  private WatchdogRules parse(String text) throws RulesException {
    WatchdogRules rules = WatchdogRules.parse(text, System.getenv());
    List<ReceiverSpec> receivers = new ArrayList<>(rules.receivers());
    receivers.addAll(more);
    Set<String> names = new HashSet<>();
    for (ReceiverSpec receiver : receivers) {
      if (!names.add(receiver.name())) {
        throw new RulesException(
            "receivers: "
                + receiver.name()
                + " is the name of one of the command line; give this one another");
      }
    }
    WatchdogRules all = new WatchdogRules(rules.rules(), receivers);
    return runbooks == null ? all : all.withRunbooksAt(runbooks);
  }

  @Override
  public void close() {
    if (source != null) {
      source.close();
    }
  }
}
