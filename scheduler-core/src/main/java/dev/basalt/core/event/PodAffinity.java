package dev.basalt.core.event;

import java.util.List;

/**
 * Which pods a pod wants to be near to, and which to stay away from.
 *
 * @param required pods that must be near: all terms must hold
 * @param preferred pods that had better be near
 * @param requiredApart pods that must not be near: no term may meet one
 * @param preferredApart pods that had better not be near
 */
public record PodAffinity(
    List<Term> required,
    List<Preference> preferred,
    List<Term> requiredApart,
    List<Preference> preferredApart) {
  public static final PodAffinity NONE =
      new PodAffinity(List.of(), List.of(), List.of(), List.of());

  public PodAffinity {
    required = List.copyOf(required);
    preferred = List.copyOf(preferred);
    requiredApart = List.copyOf(requiredApart);
    preferredApart = List.copyOf(preferredApart);
  }

  /**
   * Pods, and what being near to them means.
   *
   * @param topologyKey nodes that have the same value of this label are near to each other
   */
  public record Term(PodSelector pods, String topologyKey) {}

  /** A term with a weight of 1 to 100. */
  public record Preference(int weight, Term term) {}
}
