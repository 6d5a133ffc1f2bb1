package dev.basalt.app.stories;

import dev.basalt.sim.workload.Gang;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Where a story's namespaces are: those that it names under their names, the one that it does not
 * name in one that no other story has. Thread-safe.
 */
final class Namespaces {
  private final String own;
  private final Set<String> used = new LinkedHashSet<>();

  Namespaces(String own) {
    this.own = own;
  }

  /** The namespace on the API server. */
  synchronized String real(String told) {
    String real = told.equals(Gang.NAMESPACE) ? own : told;
    used.add(real);
    return real;
  }

  /** The namespace in the story. */
  String told(String real) {
    return real.equals(own) ? Gang.NAMESPACE : real;
  }

  /** A message in the words of the story. */
  String retold(String message) {
    return message.replace(own, Gang.NAMESPACE);
  }

  /** Whether the story has used it. */
  synchronized boolean covers(String real) {
    return used.contains(real);
  }

  /** All that the story has used, by their names on the API server. */
  synchronized Set<String> used() {
    return Set.copyOf(used);
  }
}
