package dev.basalt.core.event;

import org.jspecify.annotations.Nullable;

/**
 * A pod's toleration.
 *
 * @param key the taint's key; empty with {@code exists} tolerates every key
 * @param exists operator Exists (any value) rather than Equal
 * @param value the taint's value, read with operator Equal
 * @param effect the effect tolerated, null for every effect
 */
public record Toleration(String key, boolean exists, String value, Taint.@Nullable Effect effect) {

  /** Whether this toleration covers a taint, by the rules of the Kubernetes API. */
  public boolean tolerates(Taint taint) {
    if (effect != null && effect != taint.effect()) {
      return false;
    }
    if (!key.isEmpty() && !key.equals(taint.key())) {
      return false;
    }
    if (key.isEmpty() && !exists) {
      return false;
    }
    return exists || value.equals(taint.value());
  }
}
