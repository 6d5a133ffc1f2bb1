package dev.basalt.app;

import picocli.CommandLine.Option;

/** Whether, and where, a command takes a Lease before it changes anything in the cluster. */
public final class LeaseOptions {
  @Option(
      names = "--leader-elect",
      paramLabel = "true|false",
      arity = "1",
      defaultValue = "true",
      description = "Take a Lease before deciding or writing anything.")
  private boolean leaderElect = true;

  @Option(
      names = "--lease-namespace",
      paramLabel = "NAMESPACE",
      defaultValue = "basalt-system",
      description = "Where the Lease lies.")
  private String leaseNamespace = "basalt-system";

  /** Whether a Lease is taken. */
  public boolean leaderElect() {
    return leaderElect;
  }

  /** The namespace of the Lease. */
  public String leaseNamespace() {
    return leaseNamespace;
  }
}
