package dev.basalt.core.port;

/**
 * Tells those who own nodes for a scheduler of some zones what they wait for, and asks them to
 * claim gangs. Called on the engine's thread; must return at once.
 */
public interface Ownership {
  /** The engine places pods on a node from now on. */
  void opened(String node, String uid);

  /** The engine sends no binding to a node any more, and none is on its way. */
  void drained(String node, String uid);

  /**
   * Claims a PodGroup, unless another scheduler has. Asked again as long as its object does not
   * show who owns it. Of this and {@link #unclaim} the last one asked of a group counts.
   */
  void claim(String namespace, String name, String uid);

  /** Gives a claimed PodGroup back, if it still is this scheduler's. */
  void unclaim(String namespace, String name, String uid);

  /** For a scheduler of all zones, which owns nothing. */
  static Ownership none() {
    return new Ownership() {
      @Override
      public void opened(String node, String uid) {}

      @Override
      public void drained(String node, String uid) {}

      @Override
      public void claim(String namespace, String name, String uid) {}

      @Override
      public void unclaim(String namespace, String name, String uid) {}
    };
  }
}
