package dev.basalt.cluster.convert;

import java.util.Map;

/**
 * The CSI drivers that took over from volume plugins that were once part of Kubernetes (CSI
 * migration): limits are counted under the drivers' names.
 */
final class InTreeDrivers {
  private static final Map<String, String> BY_PROVISIONER =
      Map.of(
          "kubernetes.io/aws-ebs", "ebs.csi.aws.com",
          "kubernetes.io/gce-pd", "pd.csi.storage.gke.io",
          "kubernetes.io/azure-disk", "disk.csi.azure.com",
          "kubernetes.io/azure-file", "file.csi.azure.com",
          "kubernetes.io/cinder", "cinder.csi.openstack.org",
          "kubernetes.io/vsphere-volume", "csi.vsphere.vmware.com",
          "kubernetes.io/portworx-volume", "pxd.portworx.com");

  private InTreeDrivers() {}

  /** The driver behind a provisioner, which is mostly the provisioner itself. */
  static String of(String provisioner) {
    return BY_PROVISIONER.getOrDefault(provisioner, provisioner);
  }
}
