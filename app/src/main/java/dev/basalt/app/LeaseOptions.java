package dev.basalt.app;

import org.jspecify.annotations.Nullable;
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

  @Option(
      names = "--in-place-of-volcano",
      paramLabel = "NAMESPACE",
      arity = "0..1",
      fallbackValue = "volcano-system",
      description =
          "Take Volcano's own Leases, which lie there, instead of ours: what Volcano does goes on"
              + " until it lets go of them, and begins again once we do. ${FALLBACK-VALUE} if no"
              + " namespace is named.")
  private @Nullable String volcanoNamespace;

  /** Whether a Lease is taken. */
  public boolean leaderElect() {
    return leaderElect;
  }

  /** The namespace of the Lease. */
  public String leaseNamespace() {
    return leaseNamespace;
  }

  /** Where Volcano's Leases lie, if they are taken in place of ours; null if not. */
  public @Nullable String volcanoNamespace() {
    return volcanoNamespace;
  }
}
