package dev.basalt.core.event;

import org.jspecify.annotations.Nullable;

/**
 * A PersistentVolumeClaim that a pod mounts.
 *
 * @param claim {@code namespace/name}
 * @param podUid the pod that must own the claim, as it was made for it alone (an ephemeral volume);
 *     null for a claim that stands by itself
 */
public record ClaimUse(String claim, @Nullable String podUid) {
  /** The claim's name without its namespace. */
  public String name() {
    return claim.substring(claim.indexOf('/') + 1);
  }
}
