package dev.basalt.core.model;

import dev.basalt.core.event.ClaimSpec;
import dev.basalt.core.event.NodeAffinity;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.VolumeSpec;
import org.jspecify.annotations.Nullable;

/**
 * A PersistentVolume, or the name of one that is not there. Read by plugins, changed by {@link
 * VolumeBook} only.
 */
public final class Volume {
  private final String name;
  @Nullable VolumeSpec spec;

  /** The claim whose object names it: it is that claim's, whatever it shows itself yet. */
  @Nullable Claim owner;

  /** The claim that its own object names. */
  @Nullable Claim reservedFor;

  /** The claim for which it was decided, with a pod placed that waits for it. */
  @Nullable Claim assumedFor;

  /** The pool that lists it as free; null while none does. */
  @Nullable StoragePool listedIn;

  /** The last choice in which it was taken. */
  long takenAt;

  Volume(String name) {
    this.name = name;
  }

  public String name() {
    return name;
  }

  /** Null while no such volume is known. */
  public @Nullable VolumeSpec spec() {
    return spec;
  }

  /** Whether it can be reached from a node; not if it is not known. */
  public boolean reaches(NodeSpec node) {
    return spec != null && NodeAffinity.matchesAny(spec.nodeAffinity(), node);
  }

  /** Whether a claim may still be bound to it. */
  boolean isFree() {
    return spec != null
        && spec.available()
        && !spec.deleting()
        && spec.claim().isEmpty()
        && owner == null;
  }

  /** Whether it is what a claim asks for; its class is not looked at. */
  boolean satisfies(ClaimSpec claim) {
    if (spec == null
        || spec.block() != claim.block()
        || spec.capacityBytes() < claim.requestedBytes()) {
      return false;
    }
    for (int i = 0; i < claim.accessModes().size(); i++) {
      if (!spec.accessModes().contains(claim.accessModes().get(i))) {
        return false;
      }
    }
    for (int i = 0; i < claim.selector().size(); i++) {
      NodeAffinity.Expression expression = claim.selector().get(i);
      if (!expression.matches(spec.labels().get(expression.key()))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return name;
  }
}
