package dev.basalt.core.config;

import java.util.List;
import java.util.Map;

/**
 * What a session does: its actions in order, and the plugins by tier. The file format is Volcano's.
 *
 * @param actions names of the actions, in order; ones that we do not have yet are left out
 * @param tiers plugins by tier; ones that we do not have yet are left out
 * @param actionArguments arguments by action
 * @param notices what was accepted without effect, for the log
 */
public record SchedulerConfiguration(
    List<String> actions,
    List<List<PluginConfiguration>> tiers,
    Map<String, Map<String, Object>> actionArguments,
    List<String> notices) {

  /** The configuration used where none is given; `./basalt scheduler --print-conf` prints it. */
  public static final String STANDARD =
      """
      actions: "enqueue, allocate, backfill"
      tiers:
      - plugins:
        # The order of jobs in a queue: gangs to be completed, then users, then priority, then age.
        - name: gang
        - name: fairshare
        - name: priority
        - name: conformance
        - name: pdb
        - name: cdp
      - plugins:
        - name: overcommit
        - name: predicates
        - name: nodezone
        - name: namespacequota
        - name: resourcequota
        - name: proportion
        - name: pendingbindings
        - name: nodeorder
          arguments:
            # Batch work is packed: spreading would cancel binpack out.
            leastrequested.weight: 0
            balancedresource.weight: 0
        - name: binpack
      """;

  public SchedulerConfiguration {
    actions = List.copyOf(actions);
    tiers = tiers.stream().map(List::copyOf).toList();
    actionArguments = Map.copyOf(actionArguments);
    notices = List.copyOf(notices);
  }

  /**
   * Reads a configuration.
   *
   * @param yaml the text of the file
   * @throws ConfigurationException if it cannot be used; the message names the place and the remedy
   */
  public static SchedulerConfiguration parse(String yaml) throws ConfigurationException {
    return new ConfigurationReader().read(yaml);
  }

  /** {@link #STANDARD}, read. */
  public static SchedulerConfiguration standard() {
    try {
      return parse(STANDARD);
    } catch (ConfigurationException e) {
      throw new AssertionError("the standard configuration is invalid", e);
    }
  }
}
