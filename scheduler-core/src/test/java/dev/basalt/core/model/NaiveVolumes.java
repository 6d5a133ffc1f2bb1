package dev.basalt.core.model;

import dev.basalt.core.event.ClaimSpec;
import dev.basalt.core.event.NodeAffinity;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.StorageClassSpec;
import dev.basalt.core.event.VolumeSpec;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What claims say to nodes, worked out from the objects as they are and nothing kept in step. */
final class NaiveVolumes {
  private record Assumed(String node, @Nullable String volume) {}

  final Map<String, NodeSpec> nodes = new TreeMap<>();
  final Map<String, ClaimSpec> claims = new TreeMap<>();
  final Map<String, VolumeSpec> volumes = new TreeMap<>();
  final Map<String, StorageClassSpec> classes = new TreeMap<>();

  /** The claims of each placed pod, and its node. */
  private final Map<String, List<String>> mounts = new HashMap<>();

  private final Map<String, String> nodeOf = new HashMap<>();
  private final Map<String, Assumed> assumed = new HashMap<>();
  private final boolean forgetsAssumptions;

  /**
   * Nothing.
   *
   * @param forgetsAssumptions plants a fault: a volume may be given to two claims
   */
  NaiveVolumes(boolean forgetsAssumptions) {
    this.forgetsAssumptions = forgetsAssumptions;
  }

  VolumeFit fit(List<String> mounted, String node) {
    Set<String> taken = new HashSet<>();
    for (String key : bySize(mounted)) {
      ClaimSpec claim = claims.get(key);
      if (claim == null) {
        continue;
      }
      if (claim.bound()) {
        VolumeSpec volume = volumes.get(claim.volumeName());
        if (volume == null || !reaches(volume, node)) {
          return VolumeFit.OUT_OF_REACH;
        }
      } else if (waits(claim)) {
        VolumeFit fit = fitUnbound(claim, node, taken);
        if (fit != VolumeFit.FITS) {
          return fit;
        }
      }
    }
    return VolumeFit.FITS;
  }

  private VolumeFit fitUnbound(ClaimSpec claim, String node, Set<String> taken) {
    Assumed before = assumed.get(claim.key());
    if (before != null) {
      VolumeSpec volume = before.volume == null ? null : volumes.get(before.volume);
      boolean same =
          before.volume == null
              ? before.node.equals(node)
              : volume != null && reaches(volume, node);
      return same ? VolumeFit.FITS : VolumeFit.CHOSEN_ELSEWHERE;
    }
    if (nodes.containsKey(claim.selectedNode())) {
      return claim.selectedNode().equals(node) ? VolumeFit.FITS : VolumeFit.CHOSEN_ELSEWHERE;
    }
    VolumeSpec found = find(claim, node, taken);
    if (found != null) {
      taken.add(found.name());
      return VolumeFit.FITS;
    }
    StorageClassSpec storageClass = classes.get(claim.storageClass());
    boolean reserved = volumes.values().stream().anyMatch(volume -> volume.isFor(claim));
    boolean made =
        !reserved
            && storageClass != null
            && storageClass.provisions()
            && NodeAffinity.matchesAny(
                storageClass.allowedTopologies(), nodes.getOrDefault(node, unknown(node)));
    return made ? VolumeFit.FITS : VolumeFit.NOTHING_TO_BIND;
  }

  private @Nullable VolumeSpec find(ClaimSpec claim, String node, Set<String> taken) {
    for (VolumeSpec volume : volumes.values()) {
      if (volume.isFor(claim)) {
        return satisfies(volume, claim) && reaches(volume, node) ? volume : null;
      }
    }
    return volumes.values().stream()
        .filter(volume ->
            volume.available()
                && !volume.deleting()
                && volume.claim().isEmpty()
                && volume.storageClass().equals(claim.storageClass())
                && !taken.contains(volume.name())
                && !named(volume.name())
                && !given(volume.name())
                && satisfies(volume, claim)
                && reaches(volume, node))
        .min(Comparator.comparingLong(VolumeSpec::capacityBytes).thenComparing(VolumeSpec::name))
        .orElse(null);
  }

  private boolean named(String volume) {
    return claims.values().stream().anyMatch(claim -> claim.volumeName().equals(volume));
  }

  private boolean given(String volume) {
    return !forgetsAssumptions
        && assumed.values().stream().anyMatch(other -> volume.equals(other.volume));
  }

  private static boolean satisfies(VolumeSpec volume, ClaimSpec claim) {
    return volume.block() == claim.block()
        && volume.capacityBytes() >= claim.requestedBytes()
        && volume.accessModes().containsAll(claim.accessModes());
  }

  private boolean reaches(VolumeSpec volume, String node) {
    return NodeAffinity.matchesAny(volume.nodeAffinity(), nodes.getOrDefault(node, unknown(node)));
  }

  private static NodeSpec unknown(String name) {
    return NodeSpec.builder(name, name).build();
  }

  private boolean waits(ClaimSpec claim) {
    StorageClassSpec storageClass = classes.get(claim.storageClass());
    return !claim.bound()
        && claim.volumeName().isEmpty()
        && storageClass != null
        && storageClass.waits();
  }

  void place(String pod, List<String> mounted, String node) {
    mounts.put(pod, mounted);
    nodeOf.put(pod, node);
    for (String key : bySize(mounted)) {
      ClaimSpec claim = claims.get(key);
      if (claim != null && waits(claim) && !assumed.containsKey(key)) {
        boolean selected = nodes.containsKey(claim.selectedNode());
        VolumeSpec found = selected ? null : find(claim, node, Set.of());
        assumed.put(key, new Assumed(node, found == null ? null : found.name()));
      }
    }
  }

  void unplace(String pod) {
    mounts.remove(pod);
    nodeOf.remove(pod);
    assumed.keySet().removeIf(key -> mounts.values().stream().noneMatch(m -> m.contains(key)));
  }

  void put(ClaimSpec claim) {
    claims.put(claim.key(), claim);
    if (claim.bound()) {
      assumed.remove(claim.key());
    }
  }

  void remove(ClaimSpec claim) {
    claims.remove(claim.key());
    assumed.remove(claim.key());
  }

  /** Distinct claims of a driver that the pods on a node mount. */
  int attached(String node, String driver) {
    Set<String> keys = new HashSet<>();
    mounts.forEach((pod, mounted) -> {
      if (node.equals(nodeOf.get(pod))) {
        keys.addAll(mounted);
      }
    });
    return (int) keys.stream().filter(key -> driverOf(key).equals(driver)).count();
  }

  private String driverOf(String key) {
    ClaimSpec claim = claims.get(key);
    if (claim == null) {
      return "";
    }
    Assumed before = assumed.get(key);
    String name = claim.bound() ? claim.volumeName() : before == null ? null : before.volume;
    VolumeSpec volume = name == null ? null : volumes.get(name);
    StorageClassSpec storageClass = classes.get(claim.storageClass());
    if (volume != null) {
      return volume.driver();
    }
    return storageClass != null && storageClass.provisions() ? storageClass.provisioner() : "";
  }

  private List<String> bySize(List<String> mounted) {
    return mounted.stream()
        .sorted(
            Comparator.comparingLong(
                key -> claims.containsKey(key) ? claims.get(key).requestedBytes() : 0))
        .toList();
  }
}
