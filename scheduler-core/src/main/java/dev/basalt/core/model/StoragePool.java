package dev.basalt.core.model;

import dev.basalt.core.event.ClaimSpec;
import dev.basalt.core.event.NodeAffinity;
import dev.basalt.core.event.NodeAffinity.Expression;
import dev.basalt.core.event.NodeAffinity.Operator;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.StorageClassSpec;
import dev.basalt.core.event.VolumeSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The volumes of one storage class that claims may be bound to, smallest first. Local volumes are
 * found by their node: of thousands only that node's are looked at.
 */
final class StoragePool {
  private static final String HOST = "kubernetes.io/hostname";

  private static final Comparator<Volume> SMALLEST_FIRST =
      Comparator.comparingLong((Volume volume) -> capacity(volume)).thenComparing(Volume::name);

  private final Map<String, List<Volume>> freeByHost = new HashMap<>();
  private final List<Volume> freeAnywhere = new ArrayList<>();
  @Nullable StorageClassSpec spec;

  /** Grows whenever the class or what is free of it changes. */
  long version;

  /** Lists a volume as free, or no longer; called with the spec that decides on its place. */
  void list(Volume volume, boolean free) {
    if (free == (volume.listedIn == this)) {
      return;
    }
    List<Volume> line = lineOf(volume);
    int place = Collections.binarySearch(line, volume, SMALLEST_FIRST);
    if (free) {
      line.add(-place - 1, volume);
      volume.listedIn = this;
    } else {
      line.remove(place);
      volume.listedIn = null;
    }
    version++;
  }

  /**
   * The smallest free volume that a claim may get on a node, null if there is none.
   *
   * @param choice volumes taken in this choice already are left out
   */
  @Nullable Volume smallest(ClaimSpec claim, NodeSpec node, long choice) {
    String host = node.labels().get(HOST);
    Volume here = first(host == null ? null : freeByHost.get(host), claim, node, choice);
    Volume anywhere = first(freeAnywhere, claim, node, choice);
    if (here == null || anywhere == null) {
      return here == null ? anywhere : here;
    }
    return SMALLEST_FIRST.compare(here, anywhere) < 0 ? here : anywhere;
  }

  /** Whether a volume may be made for a node. */
  boolean provisionsOn(NodeSpec node) {
    return spec != null
        && spec.provisions()
        && NodeAffinity.matchesAny(spec.allowedTopologies(), node);
  }

  private static @Nullable Volume first(
      @Nullable List<Volume> line, ClaimSpec claim, NodeSpec node, long choice) {
    for (int i = 0; line != null && i < line.size(); i++) {
      Volume volume = line.get(i);
      if (volume.assumedFor == null
          && volume.takenAt != choice
          && volume.satisfies(claim)
          && volume.reaches(node)) {
        return volume;
      }
    }
    return null;
  }

  private List<Volume> lineOf(Volume volume) {
    String host = hostOf(volume.spec);
    return host == null
        ? freeAnywhere
        : freeByHost.computeIfAbsent(host, unseen -> new ArrayList<>());
  }

  /** The one host that can reach a volume, null if there may be several. */
  private static @Nullable String hostOf(@Nullable VolumeSpec volume) {
    if (volume != null && volume.nodeAffinity().size() == 1) {
      for (Expression expression : volume.nodeAffinity().getFirst().expressions()) {
        if (expression.key().equals(HOST)
            && expression.operator() == Operator.IN
            && expression.values().size() == 1) {
          return expression.values().getFirst();
        }
      }
    }
    return null;
  }

  private static long capacity(Volume volume) {
    return volume.spec == null ? 0 : volume.spec.capacityBytes();
  }
}
