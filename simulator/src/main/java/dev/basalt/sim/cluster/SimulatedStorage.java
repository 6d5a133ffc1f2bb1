package dev.basalt.sim.cluster;

import dev.basalt.core.event.AttachLimits;
import dev.basalt.core.event.ClaimSpec;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.NodeAffinity.Expression;
import dev.basalt.core.event.NodeAffinity.Operator;
import dev.basalt.core.event.NodeAffinity.Term;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.StorageClassSpec;
import dev.basalt.core.event.VolumeSpec;
import dev.basalt.core.port.VolumeChoice;
import dev.basalt.sim.time.Timeline;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Claims, volumes and classes of a simulated cluster, with what the cluster's own controllers do
 * about them: claims are bound to volumes, and provisioners make volumes.
 *
 * <p>Changed on the timeline only.
 */
public final class SimulatedStorage {
  private static final long CONTROLLER_NANOS = Duration.ofMillis(50).toNanos();

  private record StoredClass(StorageClassSpec spec, Provisioning provisioning) {}

  private final SimulatedApiServer server;
  private final Timeline timeline;
  private final Map<String, StoredClass> classes = new LinkedHashMap<>();
  private final Map<String, ClaimSpec> claims = new LinkedHashMap<>();
  private final Map<String, VolumeSpec> volumes = new LinkedHashMap<>();
  private final Map<String, AttachLimits> limits = new LinkedHashMap<>();
  private int uids;
  private int refusedChoices;

  SimulatedStorage(SimulatedApiServer server, Timeline timeline) {
    this.server = server;
    this.timeline = timeline;
  }

  public Collection<ClaimSpec> claims() {
    return claims.values();
  }

  public Collection<VolumeSpec> volumes() {
    return volumes.values();
  }

  /** The claim of that key ({@code namespace/name}), null if there is none. */
  public @Nullable ClaimSpec claim(String key) {
    return claims.get(key);
  }

  public @Nullable VolumeSpec volume(String name) {
    return volumes.get(name);
  }

  /** What a node can attach, null if nothing limits it. */
  public @Nullable AttachLimits limits(String node) {
    return limits.get(node);
  }

  /** Choices of schedulers that could not be carried out. */
  public int refusedChoices() {
    return refusedChoices;
  }

  /** Creates or changes a class. */
  public void putClass(StorageClassSpec spec, Provisioning provisioning) {
    classes.put(spec.name(), new StoredClass(spec, provisioning));
    server
        .store()
        .put(
            ObjectKind.STORAGE_CLASS,
            spec.name(),
            spec.name(),
            new ClusterEvent.StorageClassChanged(spec),
            new ClusterEvent.StorageClassGone(spec.name()));
    claims.keySet().forEach(this::reconcileSoon);
  }

  /** Sets what a node can attach. */
  public void putLimits(AttachLimits limit) {
    limits.put(limit.node(), limit);
    server
        .store()
        .put(
            ObjectKind.ATTACH_LIMITS,
            limit.node(),
            limit.node(),
            new ClusterEvent.AttachLimitsChanged(limit),
            new ClusterEvent.AttachLimitsGone(limit.node()));
  }

  /** Creates a claim under a new UID, or changes the one of that name. */
  public void putClaim(ClaimSpec wanted) {
    ClaimSpec known = claims.get(wanted.key());
    String uid = known == null ? "claim-" + ++uids : known.uid();
    ClaimSpec claim = withUid(wanted, uid);
    store(claim);
    VolumeSpec named = volumes.get(claim.volumeName());
    if (named != null) {
      bind(claim, named);
    }
    reconcileSoon(claim.key());
  }

  /** Creates a volume under a new UID, or changes the one of that name. */
  public void putVolume(VolumeSpec wanted) {
    VolumeSpec known = volumes.get(wanted.name());
    String uid = known == null ? "volume-" + ++uids : known.uid();
    store(withUid(wanted, uid));
    claims.keySet().forEach(this::reconcileSoon);
  }

  /** Deletes a claim at once; its volume is released. */
  public void removeClaim(String key) {
    ClaimSpec claim = claims.remove(key);
    if (claim != null) {
      server.store().remove(ObjectKind.CLAIM, key);
      VolumeSpec volume = volumes.get(claim.volumeName());
      if (volume != null) {
        store(volume.toBuilder().available(false).build());
      }
    }
  }

  /** Deletes a volume at once; a claim that was bound to it is lost. */
  public void removeVolume(String name) {
    VolumeSpec volume = volumes.remove(name);
    if (volume != null) {
      server.store().remove(ObjectKind.VOLUME, name);
      ClaimSpec claim = claims.get(volume.claim());
      if (claim != null && claim.volumeName().equals(name)) {
        store(claim.toBuilder().lost(true).build());
      }
    }
  }

  /** Writes what a scheduler chose for a claim, by the rules under which the real one may. */
  Reply choose(VolumeChoice choice) {
    ClaimSpec claim = claims.get(choice.key());
    if (claim == null || !claim.uid().equals(choice.claimUid())) {
      return refused(Reply.notFound("NotFound", "the claim is gone"));
    }
    if (claim.bound()) {
      return Reply.OK;
    }
    String name = choice.volume();
    if (name == null) {
      if (!claim.selectedNode().equals(choice.nodeName())) {
        store(claim.toBuilder().selectedNode(choice.nodeName()).build());
        reconcileSoon(claim.key());
      }
      return Reply.OK;
    }
    VolumeSpec volume = volumes.get(name);
    if (volume == null || !(volume.claim().isEmpty() || volume.isFor(claim))) {
      return refused(Reply.notFound("Conflict", "volume " + name + " is gone or taken"));
    }
    store(volume.toBuilder().claim(claim.key()).claimUid(claim.uid()).build());
    reconcileSoon(claim.key());
    return Reply.OK;
  }

  private Reply refused(Reply reply) {
    refusedChoices++;
    return reply;
  }

  private void reconcileSoon(String key) {
    timeline.after(CONTROLLER_NANOS, () -> server.whenUp(() -> reconcile(key)));
  }

  private void reconcile(String key) {
    ClaimSpec claim = claims.get(key);
    if (claim == null || claim.bound() || claim.deleting()) {
      return;
    }
    VolumeSpec volume = volumeFor(claim);
    StoredClass storageClass = classes.get(claim.storageClass());
    if (volume != null) {
      bind(claim, volume);
    } else if (storageClass != null
        && storageClass.spec().provisions()
        && !(storageClass.spec().waits() && claim.selectedNode().isEmpty())) {
      provision(claim, storageClass);
    }
  }

  /** A volume kept for a claim; for one that binds at once, any that is large enough. */
  private @Nullable VolumeSpec volumeFor(ClaimSpec claim) {
    StoredClass storageClass = classes.get(claim.storageClass());
    boolean waits = storageClass != null && storageClass.spec().waits();
    for (VolumeSpec volume : volumes.values()) {
      if (volume.isFor(claim)) {
        return volume;
      }
    }
    if (waits || !claim.volumeName().isEmpty()) {
      return null;
    }
    return volumes.values().stream()
        .filter(volume ->
            volume.claim().isEmpty()
                && volume.available()
                && volume.storageClass().equals(claim.storageClass())
                && volume.capacityBytes() >= claim.requestedBytes()
                && volume.accessModes().containsAll(claim.accessModes()))
        .min(Comparator.comparingLong(VolumeSpec::capacityBytes))
        .orElse(null);
  }

  private void bind(ClaimSpec claim, VolumeSpec volume) {
    store(volume.toBuilder().claim(claim.key()).claimUid(claim.uid()).available(false).build());
    store(claim.toBuilder().volumeName(volume.name()).bound(true).build());
  }

  private void provision(ClaimSpec claim, StoredClass storageClass) {
    Provisioning how = storageClass.provisioning();
    if (how.stuck()) {
      return;
    }
    String node = claim.selectedNode();
    timeline.after(
        how.delay().toNanos(),
        () ->
            server.whenUp(() -> {
              ClaimSpec now = claims.get(claim.key());
              if (now == null || now.bound() || !now.selectedNode().equals(node)) {
                return;
              }
              if (how.failsOn().contains(node)) {
                store(now.toBuilder().selectedNode("").build());
              } else {
                bind(now, made(now, storageClass.spec(), how.topologyKey()));
              }
            }));
  }

  private VolumeSpec made(ClaimSpec claim, StorageClassSpec storageClass, String topologyKey) {
    NodeSpec node = server.node(claim.selectedNode());
    String value = node == null ? null : node.labels().get(topologyKey);
    List<Term> affinity =
        value == null
            ? List.of()
            : List.of(
                new Term(
                    List.of(new Expression(topologyKey, Operator.IN, List.of(value))), List.of()));
    VolumeSpec volume =
        VolumeSpec.builder("volume-" + ++uids, "pvc-" + claim.uid())
            .storageClass(storageClass.name())
            .capacityBytes(claim.requestedBytes())
            .accessModes(claim.accessModes())
            .nodeAffinity(affinity)
            .driver(storageClass.provisioner())
            .build();
    volumes.put(volume.name(), volume);
    return volume;
  }

  private void store(ClaimSpec claim) {
    claims.put(claim.key(), claim);
    server
        .store()
        .put(
            ObjectKind.CLAIM,
            claim.key(),
            claim.uid(),
            new ClusterEvent.ClaimChanged(claim),
            new ClusterEvent.ClaimGone(claim.namespace(), claim.name(), claim.uid()));
  }

  private void store(VolumeSpec volume) {
    volumes.put(volume.name(), volume);
    server
        .store()
        .put(
            ObjectKind.VOLUME,
            volume.name(),
            volume.uid(),
            new ClusterEvent.VolumeChanged(volume),
            new ClusterEvent.VolumeGone(volume.name(), volume.uid()));
  }

  private static ClaimSpec withUid(ClaimSpec claim, String uid) {
    return claim.toBuilder().uid(uid).build();
  }

  private static VolumeSpec withUid(VolumeSpec volume, String uid) {
    return volume.toBuilder().uid(uid).build();
  }
}
