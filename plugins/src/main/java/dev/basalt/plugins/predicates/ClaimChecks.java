package dev.basalt.plugins.predicates;

import dev.basalt.core.event.ClaimSpec;
import dev.basalt.core.event.ClaimUse;
import dev.basalt.core.event.VolumeSpec;
import dev.basalt.core.model.Claim;
import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Volume;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.spi.SessionView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What speaks against a pod by its claims before any node is looked at: a claim that is missing,
 * going, lost, not bound though it should be, or in use by the one pod that may.
 */
final class ClaimChecks {
  private @Nullable NodeTable nodes;

  /** Reads the claims of a session's cluster from here on. */
  void sessionOpened(SessionView session) {
    nodes = session.nodes();
  }

  /** Null if the claims of a task are in order, else why it waits. */
  @Nullable Wait check(Task task) {
    if (nodes == null || !task.podClass().hasClaims()) {
      return null;
    }
    List<Claim> claims = nodes.volumes().claims(task.podClass());
    for (int i = 0; i < claims.size(); i++) {
      String why = obstacle(claims.get(i), task);
      if (why != null) {
        return new Wait(WaitReason.VOLUMES, task + ": " + why);
      }
    }
    return null;
  }

  private static @Nullable String obstacle(Claim claim, Task task) {
    ClaimSpec spec = claim.spec();
    String owner = owner(claim, task);
    if (spec == null) {
      return owner == null
          ? named(claim) + " not found; create it"
          : named(claim) + " not found; it is made for the pod's ephemeral volume in a moment";
    }
    if (owner != null && !owner.equals(spec.ownerUid())) {
      return named(claim)
          + " was not created for the pod's ephemeral volume; delete or rename the claim";
    }
    if (spec.deleting()) {
      return named(claim) + " is being deleted; create it anew once it is gone";
    }
    if (spec.lost()) {
      return named(claim)
          + " lost its persistentvolume \""
          + spec.volumeName()
          + "\"; delete the claim and create another";
    }
    if (spec.bound()) {
      return unusable(claim, spec);
    }
    return claim.waitsForPod() ? inUse(claim, spec) : unbound(claim, spec);
  }

  private static @Nullable String unusable(Claim claim, ClaimSpec spec) {
    Volume volume = claim.volume();
    VolumeSpec found = volume == null ? null : volume.spec();
    return found == null
        ? "persistentvolume \"" + spec.volumeName() + "\" of " + named(claim) + " not found"
        : inUse(claim, spec);
  }

  private static @Nullable String inUse(Claim claim, ClaimSpec spec) {
    return spec.exclusive() && claim.users() > 0
        ? named(claim)
            + " has access mode ReadWriteOncePod and is in use by another pod; wait for that to end"
        : null;
  }

  private static String unbound(Claim claim, ClaimSpec spec) {
    String why = "pod has unbound immediate PersistentVolumeClaims: " + named(claim);
    if (!spec.volumeName().isEmpty()) {
      return why + " waits for persistentvolume \"" + spec.volumeName() + "\"";
    }
    if (!spec.storageClass().isEmpty() && claim.storageClass() == null) {
      return why + "; storageclass \"" + spec.storageClass() + "\" not found; create it";
    }
    return why
        + "; its provisioner makes a volume, or create one; class \""
        + spec.storageClass()
        + "\"";
  }

  /** The UID that must own a claim, null if nobody must. */
  private static @Nullable String owner(Claim claim, Task task) {
    List<ClaimUse> uses = task.podClass().shape().claims();
    for (int i = 0; i < uses.size(); i++) {
      if (uses.get(i).podUid() != null && uses.get(i).claim().equals(claim.key())) {
        return uses.get(i).podUid();
      }
    }
    return null;
  }

  private static String named(Claim claim) {
    return "persistentvolumeclaim \"" + claim.key().substring(claim.key().indexOf('/') + 1) + "\"";
  }
}
