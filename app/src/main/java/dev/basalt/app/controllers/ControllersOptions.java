package dev.basalt.app.controllers;

/**
 * How a controllers process runs.
 *
 * @param leaderElect whether to take a Lease before writing
 * @param leaseNamespace where the Lease lies
 * @param bindAddress where the endpoints listen
 * @param metricsPort their port, 0 for any free one
 * @param workers jobs that are worked on at once
 */
public record ControllersOptions(
    boolean leaderElect, String leaseNamespace, String bindAddress, int metricsPort, int workers) {

  /** For controllers beside other roles, whose process serves the endpoints. */
  public static ControllersOptions role(boolean leaderElect, String leaseNamespace, int workers) {
    return new ControllersOptions(leaderElect, leaseNamespace, "127.0.0.1", 0, workers);
  }

  /** For controllers alone on their cluster, on a port that is free. */
  public static ControllersOptions alone() {
    return new ControllersOptions(false, "basalt-system", "127.0.0.1", 0, 4);
  }
}
