package dev.basalt.core.event;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A selector of labels, by the rules of the Kubernetes API: every requirement must hold.
 *
 * @param requirements sorted, each once; none: everything matches
 */
public record LabelSelector(List<Requirement> requirements) {
  /** What an empty selector selects. */
  public static final LabelSelector EVERYTHING = new LabelSelector(List.of());

  /** What an absent selector selects. */
  public static final LabelSelector NOTHING =
      new LabelSelector(List.of(new Requirement("", Operator.IN, List.of())));

  public LabelSelector {
    requirements = List.copyOf(new TreeSet<>(requirements));
  }

  /** The operators of label selectors. */
  public enum Operator {
    IN,
    NOT_IN,
    EXISTS,
    DOES_NOT_EXIST
  }

  /**
   * One comparison of a label with values.
   *
   * @param values sorted, each once; none for {@code EXISTS} and {@code DOES_NOT_EXIST}
   */
  public record Requirement(String key, Operator operator, List<String> values)
      implements Comparable<Requirement> {
    private static final Comparator<Requirement> ORDER =
        Comparator.comparing(Requirement::key)
            .thenComparing(Requirement::operator)
            .thenComparing(requirement -> requirement.values().toString());

    public Requirement {
      values = List.copyOf(new TreeSet<>(values));
    }

    boolean matches(Map<String, String> labels) {
      String value = labels.get(key);
      return switch (operator) {
        case IN -> value != null && values.contains(value);
        case NOT_IN -> value == null || !values.contains(value);
        case EXISTS -> value != null;
        case DOES_NOT_EXIST -> value == null;
      };
    }

    @Override
    public int compareTo(Requirement other) {
      return ORDER.compare(this, other);
    }
  }

  /** A selector of everything that has these labels. */
  public static LabelSelector of(Map<String, String> labels) {
    List<Requirement> requirements = new ArrayList<>();
    labels.forEach(
        (key, value) -> requirements.add(new Requirement(key, Operator.IN, List.of(value))));
    return new LabelSelector(requirements);
  }

  /** Whether labels satisfy every requirement. Does not allocate. */
  public boolean matches(Map<String, String> labels) {
    for (int i = 0; i < requirements.size(); i++) {
      if (!requirements.get(i).matches(labels)) {
        return false;
      }
    }
    return true;
  }
}
