package dev.basalt.cluster.lead;

import java.util.UUID;

/**
 * Which Lease, and who we are.
 *
 * @param namespace the Lease's namespace; it must exist
 * @param name the Lease's name
 * @param identity who we are; unique to this process, as a replica that finds its own name in the
 *     Lease takes the Lease for its own
 */
public record LeaseSettings(String namespace, String name, String identity, LeaseTimes times) {
  /** Where Leases are kept unless another namespace is named. */
  public static final String NAMESPACE = "basalt-system";

  /**
   * Settings with an identity of their own.
   *
   * @param host what people know this replica by, such as the pod's name
   */
  public static LeaseSettings of(String namespace, String name, String host, LeaseTimes times) {
    return new LeaseSettings(namespace, name, host + "_" + UUID.randomUUID(), times);
  }
}
