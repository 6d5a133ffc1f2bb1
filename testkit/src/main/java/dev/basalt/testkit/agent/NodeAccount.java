package dev.basalt.testkit.agent;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What runs on one node by its own account. Not thread-safe. */
final class NodeAccount {
  private Map<String, BigDecimal> allocatable;
  private final Map<String, BigDecimal> used = new HashMap<>();
  private final Map<String, Map<String, BigDecimal>> holders = new HashMap<>();
  private final Set<String> ended = new HashSet<>();

  NodeAccount(Map<String, BigDecimal> allocatable) {
    this.allocatable = Map.copyOf(allocatable);
  }

  /** The node can hold so much from now on. */
  void resize(Map<String, BigDecimal> newAllocatable) {
    allocatable = Map.copyOf(newAllocatable);
  }

  /** Why a pod does not fit, in a kubelet's words. */
  record Refusal(String reason, String message) {}

  /** Takes a pod in, or says why it cannot; a pod that is in already stays as it is. */
  @Nullable Refusal admit(String uid, Map<String, BigDecimal> requests) {
    if (holders.containsKey(uid)) {
      return null;
    }
    for (Map.Entry<String, BigDecimal> asked : new TreeMap<>(requests).entrySet()) {
      String resource = asked.getKey();
      BigDecimal capacity = allocatable.getOrDefault(resource, BigDecimal.ZERO);
      BigDecimal held = used.getOrDefault(resource, BigDecimal.ZERO);
      if (asked.getValue().signum() > 0 && held.add(asked.getValue()).compareTo(capacity) > 0) {
        return new Refusal(
            "OutOf" + resource,
            "Node didn't have enough resource: %s, requested: %s, used: %s, capacity: %s"
                .formatted(
                    resource,
                    asked.getValue().toPlainString(),
                    held.toPlainString(),
                    capacity.toPlainString()));
      }
    }
    holders.put(uid, Map.copyOf(requests));
    requests.forEach((resource, amount) -> used.merge(resource, amount, BigDecimal::add));
    return null;
  }

  /**
   * Gives a pod that is in other amounts if they fit; else it keeps what it has. A kubelet would
   * try again later; this one does not.
   */
  void regrant(String uid, Map<String, BigDecimal> requests) {
    Map<String, BigDecimal> before = holders.get(uid);
    if (before == null || before.equals(requests)) {
      return;
    }
    before.forEach((resource, amount) -> used.merge(resource, amount, BigDecimal::subtract));
    boolean fits =
        requests.entrySet().stream()
            .allMatch(asked ->
                used.getOrDefault(asked.getKey(), BigDecimal.ZERO)
                        .add(asked.getValue())
                        .compareTo(allocatable.getOrDefault(asked.getKey(), BigDecimal.ZERO))
                    <= 0);
    Map<String, BigDecimal> after = fits ? Map.copyOf(requests) : before;
    after.forEach((resource, amount) -> used.merge(resource, amount, BigDecimal::add));
    holders.put(uid, after);
  }

  boolean holds(String uid) {
    return holders.containsKey(uid);
  }

  /** The pod has ended; its room is held until {@link #release}. */
  void end(String uid) {
    if (holders.containsKey(uid)) {
      ended.add(uid);
    }
  }

  void release(String uid) {
    Map<String, BigDecimal> requests = holders.remove(uid);
    ended.remove(uid);
    if (requests != null) {
      requests.forEach((resource, amount) -> used.merge(resource, amount, BigDecimal::subtract));
    }
  }

  /** Pods that hold room although they have ended. */
  int lingering() {
    return ended.size();
  }
}
