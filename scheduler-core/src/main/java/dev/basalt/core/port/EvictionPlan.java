package dev.basalt.core.port;

import java.util.List;

/**
 * Which pods leave so that a job can start, and where it is to start then.
 *
 * @param action {@code preempt} (pods of its own queue leave), {@code reclaim} (of others) or
 *     {@code takeback} (pods that borrowed room of its zone)
 * @param job {@code namespace/name} of the job
 * @param queue the job's queue
 * @param victims the pods that leave; empty if room being released is enough
 * @param places the pods of the job and the nodes on which room is promised to them
 */
public record EvictionPlan(
    String action, String job, String queue, List<Victim> victims, List<Place> places) {
  /**
   * A pod that leaves.
   *
   * @param pod {@code namespace/name}
   * @param job {@code namespace/name} of its job
   * @param queue its queue
   * @param node the node it leaves
   * @param priority the priority of its job
   * @param ranMillis for how long it has run: what is lost with it
   */
  public record Victim(
      String pod, String job, String queue, String node, int priority, long ranMillis) {}

  /**
   * A pod and the node on which room is promised to it.
   *
   * @param pod {@code namespace/name}
   * @param node the node's name
   */
  public record Place(String pod, String node) {}

  public EvictionPlan {
    victims = List.copyOf(victims);
    places = List.copyOf(places);
  }
}
