package dev.basalt.cluster.convert;

/** Paths of fields that cannot be honoured yet; a pod or group that has one waits. */
public final class Unsupported {
  public static final String RESOURCE_CLAIMS = "spec.resourceClaims";
  public static final String SCHEDULING_GROUP = "spec.schedulingGroup";

  private Unsupported() {}
}
