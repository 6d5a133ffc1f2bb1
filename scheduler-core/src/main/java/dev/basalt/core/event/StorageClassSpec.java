package dev.basalt.core.event;

import java.util.List;

/**
 * A StorageClass as far as scheduling reads it.
 *
 * @param name the class's name
 * @param provisioner who makes volumes of it
 * @param waits whether volumes are bound only once a pod has a node (WaitForFirstConsumer); else at
 *     once
 * @param allowedTopologies terms of which a node must match one for a volume to be made there;
 *     empty: any node will do
 */
public record StorageClassSpec(
    String name, String provisioner, boolean waits, List<NodeAffinity.Term> allowedTopologies) {
  /** The provisioner of classes whose volumes are made by hand. */
  public static final String NO_PROVISIONER = "kubernetes.io/no-provisioner";

  public StorageClassSpec {
    allowedTopologies = List.copyOf(allowedTopologies);
  }

  /** Whether volumes of the class can be made at all. */
  public boolean provisions() {
    return !provisioner.isEmpty() && !provisioner.equals(NO_PROVISIONER);
  }
}
