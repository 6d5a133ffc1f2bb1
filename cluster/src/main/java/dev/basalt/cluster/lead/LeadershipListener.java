package dev.basalt.cluster.lead;

import java.util.function.Consumer;

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

  /**
   * A listener that only needs to know whether this process leads.
   *
   * @param leads is told so: true once it leads, false once it leads no longer
   */
  static LeadershipListener of(Consumer<Boolean> leads) {
    return new LeadershipListener() {
      @Override
      public void acquired(long epoch) {
        leads.accept(true);
      }

      @Override
      public void lost() {
        leads.accept(false);
      }
    };
  }
}
