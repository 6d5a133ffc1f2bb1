package dev.basalt.cluster.convert;

import dev.basalt.core.event.LabelSelector;
import dev.basalt.core.event.LabelSelector.Operator;
import dev.basalt.core.event.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A label selector being read, in any order. Reused; owned by one thread. */
public final class SelectorDraft {
  private final Pools pools;
  private final List<Requirement> requirements = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  /** A draft whose selectors share strings through these pools. */
  public SelectorDraft(Pools pools) {
    this.pools = pools;
  }

  /** A label that must be there, of {@code matchLabels}. */
  public void label(String key, String value) {
    requirements.add(new Requirement(pools.string(key), Operator.IN, List.of(pools.string(value))));
  }

  /** One of {@code matchExpressions}; one that cannot be understood matches nothing. */
  public void expression(String key, String operator, List<String> values) {
    List<String> interned = values.stream().map(pools::string).toList();
    Operator parsed =
        switch (operator) {
          case "In" -> Operator.IN;
          case "NotIn" -> Operator.NOT_IN;
          case "Exists" -> Operator.EXISTS;
          case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
          default -> {
            problems.add(
                "operator \"%s\" of key %s is not known; use In, NotIn, Exists or DoesNotExist"
                    .formatted(operator, key));
            interned = List.of();
            yield Operator.IN;
          }
        };
    boolean compares = parsed == Operator.IN || parsed == Operator.NOT_IN;
    requirements.add(new Requirement(pools.string(key), parsed, compares ? interned : List.of()));
  }

  /** The selector as read; the draft is empty then but for its problems. */
  public LabelSelector take() {
    LabelSelector selector =
        requirements.isEmpty() ? LabelSelector.EVERYTHING : new LabelSelector(requirements);
    requirements.clear();
    return selector;
  }

  /** What was wrong since the last call, null if nothing was: the first by name. */
  @Nullable String takeProblem() {
    String first = problems.stream().sorted().findFirst().orElse(null);
    problems.clear();
    return first;
  }
}
