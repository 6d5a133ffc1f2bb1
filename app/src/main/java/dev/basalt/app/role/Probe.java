package dev.basalt.app.role;

import java.util.List;

/**
 * The answer to a probe.
 *
 * @param ok 200 if true, else 503
 * @param text one line for each thing looked at
 */
public record Probe(boolean ok, String text) {
  private static final Probe FINE = new Probe(true, "ok\n");

  /** Nothing to complain of. */
  public static Probe fine() {
    return FINE;
  }

  /** What there is to complain of, a line each; fine if there is nothing. */
  public static Probe of(List<String> complaints) {
    return complaints.isEmpty() ? FINE : new Probe(false, String.join("\n", complaints) + "\n");
  }

  /** A single complaint. */
  public static Probe of(String complaint) {
    return of(List.of(complaint));
  }
}
