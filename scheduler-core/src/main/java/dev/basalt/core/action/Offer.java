package dev.basalt.core.action;

import dev.basalt.core.model.Task;
import java.util.List;

/**
 * What must leave so that a task fits a node. The better offer has the lower highest priority among
 * its victims, then fewer of them, then those that ran for less time in sum, then the lower node.
 *
 * @param node the node
 * @param units what leaves, each a pod or a whole gang
 * @param highestPriority of the jobs that lose pods
 * @param pods how many leave
 * @param ranNanos for how long they ran in sum
 */
record Offer(int node, List<List<Task>> units, int highestPriority, int pods, long ranNanos)
    implements Comparable<Offer> {
  static Offer of(int node, List<List<Task>> units, Victims victims) {
    int highest = Integer.MIN_VALUE;
    int pods = 0;
    long ran = 0;
    for (List<Task> unit : units) {
      for (Task task : unit) {
        highest = Math.max(highest, Victims.jobPriority(task));
        ran += victims.ranNanos(task);
        pods++;
      }
    }
    return new Offer(node, List.copyOf(units), highest, pods, ran);
  }

  @Override
  public int compareTo(Offer other) {
    int order = Integer.compare(highestPriority, other.highestPriority);
    order = order != 0 ? order : Integer.compare(pods, other.pods);
    order = order != 0 ? order : Long.compare(ranNanos, other.ranNanos);
    return order != 0 ? order : Integer.compare(node, other.node);
  }
}
