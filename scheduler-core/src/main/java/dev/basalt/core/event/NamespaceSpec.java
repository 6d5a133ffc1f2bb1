package dev.basalt.core.event;

import dev.basalt.core.resource.ResourceList;
import org.jspecify.annotations.Nullable;

/**
 * A Namespace as far as scheduling reads it: what its annotations say.
 *
 * @param name the namespace's name
 * @param uid the namespace's UID
 * @param quota the most that its pods may hold in sum, by resource, {@code pods} included; a
 *     resource not named is not limited; null without a quota
 * @param quotaProblem why the quota cannot be read (field and remedy), null if it can or there is
 *     none
 * @param fairShareWeight its weight among the users of a queue, above 0; 1 if it is not stated or
 *     cannot be read
 * @param weightProblem why the weight cannot be read (field and remedy), null if it can
 */
public record NamespaceSpec(
    String name,
    String uid,
    @Nullable ResourceList quota,
    @Nullable String quotaProblem,
    double fairShareWeight,
    @Nullable String weightProblem) {

  /** A namespace whose annotations say nothing. */
  public static NamespaceSpec plain(String name, String uid) {
    return new NamespaceSpec(name, uid, null, null, 1, null);
  }
}
