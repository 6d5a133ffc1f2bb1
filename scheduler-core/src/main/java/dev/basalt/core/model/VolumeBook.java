package dev.basalt.core.model;

import dev.basalt.core.event.AttachLimits;
import dev.basalt.core.event.ClaimSpec;
import dev.basalt.core.event.ClaimUse;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.ClusterEvent.VolumeEvent;
import dev.basalt.core.event.NodeSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Claims, volumes, storage classes and what nodes can attach. Read by plugins, changed only by
 * {@link ClusterState}.
 *
 * <p>Placing a pod decides what its unbound claims get, removing the last pod that mounts a claim
 * takes that back: what is tried, promised or assumed of volumes needs no log of its own.
 *
 * <p>Cost: nothing for pods without claims. What the claims of a class say to a node is worked out
 * when asked: a few comparisons for each claim, and for one to be bound, one for each free volume
 * of its class that the node might reach.
 */
public final class VolumeBook {
  private static final ClaimSet NO_CLAIMS = new ClaimSet(List.of());

  private final NodeTable nodes;
  private final VolumeCatalog catalog = new VolumeCatalog();
  private final Map<String, AttachLimits> limits = new HashMap<>();
  private final PerClass<ClaimSet> sets = new PerClass<>();
  private @Nullable NodeClaims[] onNodes = new @Nullable NodeClaims[0];
  private long choices;

  VolumeBook(NodeTable nodes) {
    this.nodes = nodes;
  }

  /** The claims that pods of a class mount, in the order of its shape; each once. */
  public List<Claim> claims(PodClass podClass) {
    return setOf(podClass).claims;
  }

  /**
   * Grows whenever something happened to claims or volumes that may change which nodes take pods of
   * a class; always 0 for one without claims.
   */
  public long version(PodClass podClass) {
    return podClass.hasClaims() ? setOf(podClass).version() : 0;
  }

  /** What the claims of a class say to a node. */
  public VolumeFit fit(PodClass podClass, int node) {
    Claim[] bySize = setOf(podClass).bySize();
    NodeSpec spec = nodes.spec(node);
    long choice = ++choices;
    for (int i = 0; i < bySize.length; i++) {
      Claim claim = bySize[i];
      VolumeFit fit = VolumeFit.FITS;
      if (claim.bound()) {
        fit = reaches(claim.volume, spec) ? VolumeFit.FITS : VolumeFit.OUT_OF_REACH;
      } else if (claim.waitsForPod()) {
        fit = fitUnbound(claim, node, spec, choice);
      }
      if (fit != VolumeFit.FITS) {
        return fit;
      }
    }
    return VolumeFit.FITS;
  }

  /** Whether a claim of a class must be bound once a pod of it is placed. */
  public boolean anyToBind(PodClass podClass) {
    List<Claim> mounted = setOf(podClass).claims;
    for (int i = 0; i < mounted.size(); i++) {
      if (!mounted.get(i).bound()) {
        return true;
      }
    }
    return false;
  }

  /** How many distinct volumes of a driver a node takes, {@link Integer#MAX_VALUE}: any number. */
  public int attachLimit(int node, String driver) {
    AttachLimits known = limits.isEmpty() ? null : limits.get(nodes.name(node));
    Integer limit = known == null ? null : known.byDriver().get(driver);
    return limit == null ? Integer.MAX_VALUE : limit;
  }

  /** How many distinct volumes of a driver the pods on a node mount. */
  public int attached(int node, String driver) {
    NodeClaims here = onNode(node);
    return here == null ? 0 : here.attachedBy(driver);
  }

  /** Whether a pod on a node mounts a claim. */
  public boolean mounted(int node, Claim claim) {
    NodeClaims here = onNode(node);
    return here != null && here.holds(claim);
  }

  /** The claim of that key, null if it is neither known nor mounted by a known pod. */
  public @Nullable Claim claim(String key) {
    return catalog.claim(key);
  }

  /** The volume of that name, null if it is not known. */
  public @Nullable Volume volume(String name) {
    return catalog.volume(name);
  }

  /** Takes in what happened; returns whether it may help a waiting pod. */
  boolean take(VolumeEvent event) {
    return switch (event) {
      case ClusterEvent.ClaimChanged(var spec) -> catalog.claimChanged(spec);
      case ClusterEvent.ClaimGone(var namespace, var name, var uid) ->
          catalog.claimGone(namespace + "/" + name, uid);
      case ClusterEvent.VolumeChanged(var spec) -> {
        catalog.volumeChanged(spec);
        yield mounts();
      }
      case ClusterEvent.VolumeGone(var name, var uid) -> catalog.volumeGone(name, uid) && mounts();
      case ClusterEvent.StorageClassChanged(var spec) -> {
        catalog.classChanged(spec.name(), spec);
        yield mounts();
      }
      case ClusterEvent.StorageClassGone(var name) -> {
        catalog.classChanged(name, null);
        yield mounts();
      }
      case ClusterEvent.AttachLimitsChanged(var changed) -> limitsChanged(changed.node(), changed);
      case ClusterEvent.AttachLimitsGone(var node) -> limitsChanged(node, null);
    };
  }

  /** A pod of a class takes a place on a node. */
  void placed(PodClass podClass, int node) {
    Claim[] bySize = setOf(podClass).bySize();
    if (node >= onNodes.length) {
      onNodes = Arrays.copyOf(onNodes, Math.max(node + 1, 2 * onNodes.length));
    }
    NodeClaims here = onNodes[node];
    if (here == null) {
      here = new NodeClaims();
      onNodes[node] = here;
    }
    for (int i = 0; i < bySize.length; i++) {
      here.add(bySize[i]);
      bySize[i].users++;
      if (bySize[i].assumedNode == Task.NO_NODE && bySize[i].waitsForPod()) {
        assume(bySize[i], node);
      }
    }
  }

  /** A pod of a class leaves a node. */
  void displaced(PodClass podClass, int node) {
    Claim[] all = setOf(podClass).bySize();
    for (int i = 0; i < all.length; i++) {
      NodeClaims here = onNode(node);
      if (here != null) {
        here.remove(all[i]);
      }
      if (--all[i].users == 0) {
        all[i].endAssumption();
      }
    }
  }

  /** Leaves a node out for a claim whose provisioner gave up on it, or no longer. */
  void avoid(Claim claim, int node, boolean avoids) {
    BitSet avoided = claim.avoided == null ? new BitSet() : claim.avoided;
    avoided.set(node, avoids);
    claim.avoided = avoided.isEmpty() ? null : avoided;
    claim.version++;
  }

  private VolumeFit fitUnbound(Claim claim, int node, NodeSpec spec, long choice) {
    claim.candidate = null;
    if (claim.assumedNode != Task.NO_NODE) {
      Volume assumed = claim.assumedVolume;
      boolean same = assumed == null ? claim.assumedNode == node : assumed.reaches(spec);
      return same ? VolumeFit.FITS : VolumeFit.CHOSEN_ELSEWHERE;
    }
    int selected = selectedNode(claim);
    if (selected != Task.NO_NODE) {
      return selected == node ? VolumeFit.FITS : VolumeFit.CHOSEN_ELSEWHERE;
    }
    if (claim.avoided != null && claim.avoided.get(node)) {
      return VolumeFit.GIVEN_UP;
    }
    Volume found = find(claim, spec, choice);
    claim.candidate = found;
    if (found != null) {
      found.takenAt = choice;
      return VolumeFit.FITS;
    }
    return mayProvision(claim, spec) ? VolumeFit.FITS : VolumeFit.NOTHING_TO_BIND;
  }

  /** The node that a claim's object says its volume is made for; one that is gone says nothing. */
  private int selectedNode(Claim claim) {
    ClaimSpec spec = claim.spec;
    return spec == null || spec.selectedNode().isEmpty()
        ? Task.NO_NODE
        : nodes.id(spec.selectedNode());
  }

  /** The volume that a claim is to get on a node: one kept for it, else the smallest that fits. */
  private static @Nullable Volume find(Claim claim, NodeSpec node, long choice) {
    if (claim.spec == null || claim.pool == null) {
      return null;
    }
    Volume reserved = reserved(claim);
    if (reserved != null) {
      return reserved.satisfies(claim.spec) && reserved.reaches(node) ? reserved : null;
    }
    return claim.pool.smallest(claim.spec, node, choice);
  }

  private static @Nullable Volume reserved(Claim claim) {
    Volume reserved = claim.reserved;
    return reserved != null
            && reserved.spec != null
            && claim.spec != null
            && reserved.spec.isFor(claim.spec)
        ? reserved
        : null;
  }

  private static boolean mayProvision(Claim claim, NodeSpec node) {
    return reserved(claim) == null && claim.pool != null && claim.pool.provisionsOn(node);
  }

  private static boolean reaches(@Nullable Volume volume, NodeSpec node) {
    return volume != null && volume.reaches(node);
  }

  private void assume(Claim claim, int node) {
    Volume found =
        selectedNode(claim) == Task.NO_NODE ? find(claim, nodes.spec(node), ++choices) : null;
    claim.assumedNode = node;
    claim.assumedVolume = found;
    claim.version++;
    if (found != null) {
      found.assumedFor = claim;
      if (claim.pool != null) {
        claim.pool.version++;
      }
    }
  }

  private boolean limitsChanged(String name, @Nullable AttachLimits changed) {
    AttachLimits before = changed == null ? limits.remove(name) : limits.put(name, changed);
    int node = nodes.id(name);
    if (node == Task.NO_NODE || !mounts() || (changed != null && changed.equals(before))) {
      return false;
    }
    nodes.touch(node);
    return true;
  }

  /** Whether any pod seen so far mounts a claim. */
  private boolean mounts() {
    return !sets.isEmpty();
  }

  private ClaimSet setOf(PodClass podClass) {
    if (!podClass.hasClaims()) {
      return NO_CLAIMS;
    }
    ClaimSet set = sets.get(podClass);
    return set == null ? sets.put(podClass, compile(podClass.shape().claims())) : set;
  }

  /** No pod of a class is left. */
  void classGone(PodClass podClass) {
    ClaimSet set = sets.remove(podClass);
    if (set != null) {
      set.claims.forEach(catalog::unmounted);
    }
  }

  private ClaimSet compile(List<ClaimUse> uses) {
    List<Claim> mounted = new ArrayList<>();
    for (ClaimUse use : uses) {
      Claim claim = catalog.claimOf(use.claim());
      if (!mounted.contains(claim)) {
        claim.mounts++;
        mounted.add(claim);
      }
    }
    return new ClaimSet(mounted);
  }

  private @Nullable NodeClaims onNode(int node) {
    return node < onNodes.length ? onNodes[node] : null;
  }
}
