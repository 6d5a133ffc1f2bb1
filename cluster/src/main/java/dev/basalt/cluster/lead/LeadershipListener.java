package dev.basalt.cluster.lead;

/** Is told when this process may decide. Called on the elector's thread; must return at once. */
public interface LeadershipListener {
  /**
   * This process leads: decisions may be taken from now on.
   *
   * @param epoch the number of the term
   */
  void acquired(long epoch);

  /** This process leads no longer. The elector contends again by itself. */
  void lost();
}
