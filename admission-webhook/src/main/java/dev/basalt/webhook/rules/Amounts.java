package dev.basalt.webhook.rules;

import dev.basalt.core.resource.Quantities;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Compares amounts of resources as the engine counts them. */
final class Amounts {
  private Amounts() {}

  /** An amount in the unit of its resource; null if it is none. */
  static @Nullable Long parsed(String resource, @Nullable Quantity quantity) {
    if (quantity == null) {
      return null;
    }
    try {
      return Quantities.parse(resource, quantity.toString());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Adds a violation for every amount that is no quantity or negative. */
  static boolean legal(
      String path, @Nullable Map<String, Quantity> amounts, Violations violations) {
    boolean legal = true;
    for (Map.Entry<String, Quantity> amount : Given.map(amounts).entrySet()) {
      if (parsed(amount.getKey(), amount.getValue()) == null) {
        legal = false;
        violations.add(
            path
                + "["
                + amount.getKey()
                + "]: \""
                + amount.getValue()
                + "\" must be a quantity, greater than or equal to 0, such as 500m or 2Gi");
      }
    }
    return legal;
  }

  /** Whether both maps name the same amounts, however they are written. */
  static boolean same(Map<String, Quantity> left, Map<String, Quantity> right) {
    return left.keySet().equals(right.keySet())
        && left.entrySet().stream()
            .allMatch(entry -> {
              Quantity other = right.get(entry.getKey());
              Long amount = parsed(entry.getKey(), entry.getValue());
              return Objects.equals(entry.getValue(), other)
                  || (amount != null && amount.equals(parsed(entry.getKey(), other)));
            });
  }

  /** Finds a resource of both maps whose amounts do not stand in a relation; null if all do. */
  static @Nullable String differing(
      @Nullable Map<String, Quantity> left,
      @Nullable Map<String, Quantity> right,
      BiPredicate<Long, Long> relation) {
    for (Map.Entry<String, Quantity> entry : Given.map(left).entrySet()) {
      Long one = parsed(entry.getKey(), entry.getValue());
      Long other = parsed(entry.getKey(), Given.map(right).get(entry.getKey()));
      if (one != null && other != null && !relation.test(one, other)) {
        return entry.getKey();
      }
    }
    return null;
  }
}
