package dev.basalt.plugins.predicates;

import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.model.Claim;
import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.PodClass;
import dev.basalt.core.model.Volume;
import dev.basalt.core.model.VolumeBook;
import dev.basalt.core.spi.NodeFilter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes will do for the claims of a pod. A pod more on a node never makes one of these accept
 * it: what a pod adds to the volumes attached it takes from the limit, and what it decides for a
 * claim only narrows the choice.
 */
final class VolumeFilters implements NodeFilter {
  static final String OUT_OF_REACH = "node(s) had volume node affinity conflict";
  static final String NOTHING_TO_BIND = "node(s) didn't find available persistent volumes to bind";
  static final String CHOSEN_ELSEWHERE =
      "node(s) were not the one chosen for the pod's volumes already";
  static final String GIVEN_UP = "node(s) could not be given the pod's volumes a moment ago";
  static final String ZONE = "node(s) had no available volume zone";

  private static final int LIMIT_MESSAGES = 1000;

  /** Labels of volumes and nodes that must agree, and what the same label was called before. */
  private static final String[][] ZONES = {
    {"topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone"},
    {"topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region"}
  };

  private final boolean checksBinding;
  private final boolean checksZones;
  private final boolean checksLimits;
  private final Map<String, String> limitMessages = new HashMap<>();

  /** Filters of which each may be left out. */
  VolumeFilters(boolean checksBinding, boolean checksZones, boolean checksLimits) {
    this.checksBinding = checksBinding;
    this.checksZones = checksZones;
    this.checksLimits = checksLimits;
  }

  /** Whether anything is checked at all. */
  boolean checkAnything() {
    return checksBinding || checksZones || checksLimits;
  }

  @Override
  public boolean concerns(PodClass podClass) {
    return podClass.hasClaims();
  }

  @Override
  public @Nullable String reject(PodClass podClass, int node, NodeTable nodes) {
    if (!podClass.hasClaims()) {
      return null;
    }
    String reason = checksBinding ? rejectBinding(podClass, node, nodes) : null;
    if (reason == null && checksZones) {
      reason = rejectZone(podClass, node, nodes);
    }
    return reason == null && checksLimits ? rejectLimits(podClass, node, nodes) : reason;
  }

  /** Rejects nodes that cannot reach bound volumes, or where unbound claims can get none. */
  private static @Nullable String rejectBinding(PodClass podClass, int node, NodeTable nodes) {
    return switch (nodes.volumes().fit(podClass, node)) {
      case FITS -> null;
      case OUT_OF_REACH -> OUT_OF_REACH;
      case NOTHING_TO_BIND -> NOTHING_TO_BIND;
      case CHOSEN_ELSEWHERE -> CHOSEN_ELSEWHERE;
      case GIVEN_UP -> GIVEN_UP;
    };
  }

  /** Rejects nodes outside the zone or region that bound volumes are labelled with. */
  private static @Nullable String rejectZone(PodClass podClass, int node, NodeTable nodes) {
    List<Claim> claims = nodes.volumes().claims(podClass);
    for (int i = 0; i < claims.size(); i++) {
      Volume volume = claims.get(i).bound() ? claims.get(i).volume() : null;
      if (volume != null && volume.spec() != null) {
        Map<String, String> labels = volume.spec().labels();
        if (!labels.isEmpty() && !sameZone(labels, nodes.spec(node))) {
          return ZONE;
        }
      }
    }
    return null;
  }

  /** Rejects nodes to which no more volumes of a driver can be attached. */
  private @Nullable String rejectLimits(PodClass podClass, int node, NodeTable nodes) {
    VolumeBook volumes = nodes.volumes();
    List<Claim> claims = volumes.claims(podClass);
    for (int i = 0; i < claims.size(); i++) {
      String driver = claims.get(i).driverThere();
      int limit = driver.isEmpty() ? Integer.MAX_VALUE : volumes.attachLimit(node, driver);
      if (limit == Integer.MAX_VALUE) {
        continue;
      }
      int more = 0;
      for (int j = 0; j < claims.size(); j++) {
        Claim claim = claims.get(j);
        more += claim.driverThere().equals(driver) && !volumes.mounted(node, claim) ? 1 : 0;
      }
      if (more > 0 && volumes.attached(node, driver) + more > limit) {
        return limitMessage(driver);
      }
    }
    return null;
  }

  /** A node without any such label is in no zone, and takes every volume. */
  private static boolean sameZone(Map<String, String> volume, NodeSpec node) {
    for (String[] names : ZONES) {
      String wanted = either(volume, names);
      String here = either(node.labels(), names);
      if (wanted == null || (here == null && inNoZone(node))) {
        continue;
      }
      if (here == null || !isOneOf(wanted, here)) {
        return false;
      }
    }
    return true;
  }

  private static boolean inNoZone(NodeSpec node) {
    return either(node.labels(), ZONES[0]) == null && either(node.labels(), ZONES[1]) == null;
  }

  private static @Nullable String either(Map<String, String> labels, String[] names) {
    String value = labels.get(names[0]);
    return value == null ? labels.get(names[1]) : value;
  }

  /** A volume in several zones lists them with two underscores between. */
  private static boolean isOneOf(String wanted, String zone) {
    return wanted.equals(zone)
        || (wanted.contains("__") && List.of(wanted.split("__")).contains(zone));
  }

  /** One text for each driver, so that nodes can be counted by reason; drivers are few. */
  private String limitMessage(String driver) {
    String message = limitMessages.get(driver);
    if (message == null) {
      message = "node(s) exceeded the attach limit of driver " + driver;
      if (limitMessages.size() < LIMIT_MESSAGES) {
        limitMessages.put(driver, message);
      }
    }
    return message;
  }
}
