package dev.basalt.core.zone;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is wished of PodGroups' owners: one request for each group at a time, and the last wish
 * wins. So no request to give a group back is under way when it is claimed again.
 */
public final class GroupClaims {
  /**
   * A wish.
   *
   * @param claims whether the group is to be ours, else it is to be given back
   */
  public record Wish(String namespace, String name, String uid, boolean claims) {}

  private final Map<String, Wish> wishes = new HashMap<>();
  private final Set<String> underWay = new HashSet<>();

  /** Something is wished; returns what is to be sent now, null if a request is under way. */
  public @Nullable Wish wish(Wish wish) {
    wishes.put(wish.uid(), wish);
    return underWay.add(wish.uid()) ? wish : null;
  }

  /**
   * A request was answered.
   *
   * @param definite whether it is known what came of it, even if that is a refusal
   * @return what is to be sent next, null if nothing is
   */
  public @Nullable Wish answered(Wish sent, boolean definite) {
    Wish last = wishes.get(sent.uid());
    if (last == null || (definite && last.claims() == sent.claims())) {
      wishes.remove(sent.uid());
      underWay.remove(sent.uid());
      return null;
    }
    return last;
  }
}
