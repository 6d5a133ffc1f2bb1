package dev.basalt.core.action;

import dev.basalt.core.model.Job;
import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.TaskStatus;
import dev.basalt.core.resource.Request;
import dev.basalt.core.session.Session;
import dev.basalt.core.session.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The offers of all nodes to pods of one class of one job. Each is worked out by trying it in the
 * statement, so that the policy judges every victim with those before it gone.
 *
 * <p>Cost: the pods of every node once; then, for each further pod of the job, the node chosen and
 * those whose offer went stale.
 */
final class Offers {
  private final Session session;
  private final Statement statement;
  private final Victims victims;
  private final boolean insteadOf;
  private @Nullable Offer[] byNode = new @Nullable Offer[0];
  private boolean surveyed;

  /**
   * Offers yet to be worked out.
   *
   * @param insteadOf whether the victims must hold as much as the task asks for, even on a node
   *     with room: the queue may have no more than it has
   */
  Offers(Session session, Statement statement, Victims victims, boolean insteadOf) {
    this.session = session;
    this.statement = statement;
    this.victims = victims;
    this.insteadOf = insteadOf;
  }

  /** The best offer now, null if no node has one. */
  @Nullable Offer best(Task task, Job job) {
    if (!surveyed) {
      surveyed = true;
      byNode = new @Nullable Offer[session.nodes().size()];
      for (int node = 0; node < byNode.length; node++) {
        byNode[node] = offer(node, task, job);
      }
    }
    while (true) {
      Offer best = null;
      for (Offer offer : byNode) {
        best = offer != null && (best == null || offer.compareTo(best) < 0) ? offer : best;
      }
      if (best == null) {
        return null;
      }
      Offer anew = offer(best.node(), task, job);
      byNode[best.node()] = anew;
      if (anew != null && anew.compareTo(best) <= 0) {
        return anew;
      }
    }
  }

  private @Nullable Offer offer(int node, Task task, Job job) {
    NodeTable nodes = session.nodes();
    if (!nodes.exists(node) || !session.accepts(task.podClass(), node)) {
      return null;
    }
    List<Task> candidates = new ArrayList<>();
    for (Task other : nodes.tasksOn(node)) {
      if (victims.isCandidate(other, job)) {
        candidates.add(other);
      }
    }
    if (!couldFit(task.request(), node, candidates)) {
      return null;
    }
    candidates.sort(victims.cheapestFirst);
    int before = statement.size();
    List<List<Task>> units = new ArrayList<>();
    long[] lacking = lacking(task.request(), node);
    take(task, node, candidates, false, units, lacking);
    take(task, node, candidates, true, units, lacking);
    boolean fits = covered(lacking);
    if (fits) {
      spareWhatIsNotNeeded(task.request(), node, units, lacking);
    }
    statement.discardTo(before);
    return fits && !units.isEmpty() ? Offer.of(node, units, victims) : null;
  }

  /** Evicts the cheapest until the task fits. */
  private void take(
      Task task,
      int node,
      List<Task> candidates,
      boolean whole,
      List<List<Task>> units,
      long[] lacking) {
    for (int i = 0; i < candidates.size() && !covered(lacking); i++) {
      Task candidate = candidates.get(i);
      if (candidate.status() == TaskStatus.RELEASING) {
        continue;
      }
      List<Task> unit = victims.unit(task, candidate, whole);
      if (unit == null) {
        continue;
      }
      for (Task victim : unit) {
        statement.evict(victim, "", "");
      }
      units.add(unit);
      add(task.request(), node, unit, -1, lacking);
    }
  }

  /** The dearest first: a later one may have made an earlier one needless. */
  private static void spareWhatIsNotNeeded(
      Request request, int node, List<List<Task>> units, long[] lacking) {
    for (int i = units.size() - 1; i >= 0; i--) {
      add(request, node, units.get(i), 1, lacking);
      if (covered(lacking)) {
        units.remove(i);
      } else {
        add(request, node, units.get(i), -1, lacking);
      }
    }
  }

  /**
   * What a request lacks on a node in each of its dimensions; 0 and below where it lacks nothing.
   */
  private long[] lacking(Request request, int node) {
    long[] lacking = new long[request.size()];
    for (int i = 0; i < lacking.length; i++) {
      long free = session.nodes().futureIdle(request.dimension(i), node);
      lacking[i] = request.amount(i) - (insteadOf ? Math.min(0, free) : free);
    }
    return lacking;
  }

  private static void add(Request request, int node, List<Task> unit, int sign, long[] lacking) {
    for (Task victim : unit) {
      if (victim.node() == node) {
        for (int i = 0; i < lacking.length; i++) {
          lacking[i] += sign * victim.request().amountOf(request.dimension(i));
        }
      }
    }
  }

  private static boolean covered(long[] lacking) {
    for (long amount : lacking) {
      if (amount > 0) {
        return false;
      }
    }
    return true;
  }

  private boolean couldFit(Request request, int node, List<Task> candidates) {
    if (candidates.isEmpty()) {
      return false;
    }
    long[] lacking = lacking(request, node);
    add(request, node, candidates, -1, lacking);
    return covered(lacking);
  }
}
