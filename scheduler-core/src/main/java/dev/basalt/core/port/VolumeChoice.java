package dev.basalt.core.port;

import org.jspecify.annotations.Nullable;

/**
 * What was decided for a claim, to be written before the pods that mount it are bound.
 *
 * @param namespace the claim's namespace
 * @param claim the claim's name
 * @param claimUid the UID the claim must still have
 * @param nodeName the node that the pods go to
 * @param volume the volume that the claim is to get; null where one is to be made for the node
 */
public record VolumeChoice(
    String namespace, String claim, String claimUid, String nodeName, @Nullable String volume) {
  /** {@code namespace/name} of the claim. */
  public String key() {
    return namespace + "/" + claim;
  }
}
