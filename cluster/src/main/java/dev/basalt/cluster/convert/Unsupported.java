package dev.basalt.cluster.convert;

/** Paths of fields that cannot be honoured yet; a pod or group that has one waits. */
public final class Unsupported {
  public static final String RESOURCE_CLAIMS = "spec.resourceClaims";
  public static final String SCHEDULING_GROUP = "spec.schedulingGroup";

  private Unsupported() {}

  /** A volume from a claim. */
  public static String claimVolume(int index) {
    return "spec.volumes[" + index + "].persistentVolumeClaim";
  }

  /** A volume from a claim made for the pod. */
  public static String ephemeralVolume(int index) {
    return "spec.volumes[" + index + "].ephemeral";
  }
}
