package dev.basalt.webhook.rules;

import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong with an object, in the order in which it was found. Warnings do not refuse the
 * object: they are shown to the user who submits it.
 */
public final class Violations {
  private final List<String> found = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  /** Adds what is wrong. */
  public void add(String message) {
    found.add(message);
  }

  /** Adds what works but is odd. */
  public void warn(String message) {
    warnings.add(message);
  }

  /** Whether the object is acceptable. */
  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** Every violation. */
  public List<String> all() {
    return List.copyOf(found);
  }

  /** Every warning. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** All violations as one text. */
  public String text() {
    return String.join("; ", found);
  }

  @Override
  public String toString() {
    return text();
  }
}
