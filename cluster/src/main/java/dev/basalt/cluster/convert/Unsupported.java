package dev.basalt.cluster.convert;

/** Paths of fields that cannot be honoured yet; a pod or group that has one waits. */
public final class Unsupported {
  public static final String POD_AFFINITY =
      "spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution";
  public static final String POD_ANTI_AFFINITY =
      "spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution";
  public static final String RESOURCE_CLAIMS = "spec.resourceClaims";
  public static final String SCHEDULING_GROUP = "spec.schedulingGroup";

  private Unsupported() {}

  /** A topology spread constraint that must hold. */
  public static String topologySpread(int index) {
    return "spec.topologySpreadConstraints[" + index + "]";
  }
}
