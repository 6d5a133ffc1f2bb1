package dev.basalt.watchdog.config;

import dev.basalt.watchdog.notify.ReceiverSpec;
import dev.basalt.watchdog.rule.Kind;
import dev.basalt.watchdog.rule.Rule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What is in a file of rules.
 *
 * @param rules what is worth an alert; no two have the same name
 * @param receivers who is told, besides those of the command line; no two have the same name
 */
public record WatchdogRules(List<Rule> rules, List<ReceiverSpec> receivers) {
  private static final String STANDARD = "rules.yaml";

  /** What the standard rules refer to. */
  private static final String RUNBOOKS = "docs/runbooks.md";

  public WatchdogRules {
    rules = List.copyOf(rules);
    receivers = List.copyOf(receivers);
  }

  /** The text of the standard rules. */
  public static String standardText() {
    try (InputStream in = WatchdogRules.class.getResourceAsStream(STANDARD)) {
      if (in == null) {
        throw new IllegalStateException(STANDARD + " is missing from the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(STANDARD + " cannot be read from the program", e);
    }
  }

  /**
   * Reads a file.
   *
   * @param environment for receivers whose address is in a variable
   * @throws RulesException if it cannot be used
   */
  public static WatchdogRules parse(String yaml, Map<String, String> environment)
      throws RulesException {
    return new RulesReader(environment).read(yaml);
  }

  /**
   * The same, with another place for what the standard rules refer to as docs/runbooks.md.
   *
   * @param url of that page, without an anchor
   */
  public WatchdogRules withRunbooksAt(String url) {
    return new WatchdogRules(
        rules.stream()
            .map(rule ->
                rule.runbookUrl().startsWith(RUNBOOKS)
                    ? rule.withRunbookUrl(url + rule.runbookUrl().substring(RUNBOOKS.length()))
                    : rule)
            .toList(),
        receivers);
  }

  /** Whether alerts of a name stand for the watchdog's own health. */
  public boolean isHeartbeat(String alert) {
    return rules.stream()
        .anyMatch(rule -> rule.kind() == Kind.HEARTBEAT && rule.name().equals(alert));
  }

  /** The smallest sum of cores of a job for which use must be measured, in milli-CPU. */
  public long measuredMilliCpu() {
    return rules.stream()
        .filter(rule -> rule.enabled() && rule.kind() == Kind.RESOURCE_WASTE)
        .mapToLong(rule -> (long) (rule.threshold("cores") * 1000))
        .min()
        .orElse(Long.MAX_VALUE);
  }
}
