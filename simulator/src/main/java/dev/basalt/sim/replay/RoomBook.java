package dev.basalt.sim.replay;

import dev.basalt.core.event.NodeAffinity.Expression;
import dev.basalt.core.event.NodeAffinity.Operator;
import dev.basalt.core.event.NodeAffinity.Term;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.sim.check.FairShares;
import dev.basalt.sim.trace.Trace;
import dev.basalt.sim.trace.TraceNode;
import dev.basalt.sim.trace.TraceQueue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The room of nodes and what queues hold of it, by the API server's account: apart from the
 * scheduler, so that what is said about a run does not rest on its own figures.
 */
final class RoomBook {
  /** A capability that does not name a resource. */
  private static final long UNLIMITED = Long.MAX_VALUE;

  private final List<TraceNode> nodes;
  private final List<TraceQueue> queues;
  private final List<String> resources = new ArrayList<>();
  private final Map<String, Integer> nodeNumbers = new HashMap<>();
  private final Map<String, Integer> queueNumbers = new HashMap<>();
  private final long[][] allocatable;
  private final long[][] free;
  private final long[] total;
  private final long[][] held;
  private final long[][] wanted;
  private final long[][] capability;
  private final Map<PodShape, boolean[]> matches = new HashMap<>();

  RoomBook(Trace trace) {
    nodes = trace.nodes();
    queues = trace.queues();
    ResourceSchema schema = new ResourceSchema();
    nodes.forEach(node -> node.allocatable().forEach((name, amount) -> schema.intern(name)));
    trace
        .jobs()
        .forEach(job -> job.shape().requests().forEach((name, amount) -> schema.intern(name)));
    for (int i = 0; i < schema.size(); i++) {
      resources.add(schema.name(i));
    }
    allocatable = new long[nodes.size()][];
    free = new long[nodes.size()][];
    total = new long[resources.size()];
    for (int i = 0; i < nodes.size(); i++) {
      nodeNumbers.put(nodes.get(i).name(), i);
      allocatable[i] = vector(nodes.get(i).allocatable(), 0);
      free[i] = allocatable[i].clone();
      add(total, free[i], 1);
    }
    held = new long[queues.size()][resources.size()];
    wanted = new long[queues.size()][resources.size()];
    capability = new long[queues.size()][];
    for (int i = 0; i < queues.size(); i++) {
      queueNumbers.put(queues.get(i).name(), i);
      capability[i] = vector(queues.get(i).capability(), UNLIMITED);
    }
  }

  /** Every resource of nodes and requests; {@code cpu}, {@code memory} and {@code pods} first. */
  List<String> resources() {
    return resources;
  }

  /** What all nodes have, by resource. */
  long[] total() {
    return total;
  }

  int queue(String name) {
    Integer number = queueNumbers.get(name);
    if (number == null) {
      throw new IllegalArgumentException("queue " + name + " is not in the trace");
    }
    return number;
  }

  /** What a pod asks for by resource, one of {@code pods} included. */
  long[] request(PodShape shape) {
    long[] request = vector(shape.requests(), 0);
    request[ResourceSchema.PODS] = 1;
    return request;
  }

  /** A queue has a pod more that wants room (or one less). */
  void wants(int queue, long[] request, int sign) {
    add(wanted[queue], request, sign);
  }

  /** A pod takes room of a node (or gives it back). */
  void holds(int queue, String nodeName, long[] request, int sign) {
    Integer node = nodeNumbers.get(nodeName);
    if (node != null) {
      add(free[node], request, -sign);
    }
    add(held[queue], request, sign);
  }

  /** What pods hold in sum, by resource. */
  long[] used() {
    long[] used = new long[resources.size()];
    for (long[] of : held) {
      add(used, of, 1);
    }
    return used;
  }

  /** What each queue holds, by resource; a copy. */
  long[][] held() {
    long[][] copy = new long[held.length][];
    for (int queue = 0; queue < held.length; queue++) {
      copy[queue] = held[queue].clone();
    }
    return copy;
  }

  /** What each queue deserves now: weighted max-min shares of what it holds and wants. */
  long[][] deserved() {
    long[][] deserved = new long[queues.size()][resources.size()];
    int[] weights = queues.stream().mapToInt(TraceQueue::weight).toArray();
    for (int resource = 0; resource < resources.size(); resource++) {
      long[] wants = new long[queues.size()];
      for (int queue = 0; queue < wants.length; queue++) {
        wants[queue] = Math.min(wanted[queue][resource], capability[queue][resource]);
      }
      long[] parts = FairShares.split(total[resource], weights, wants);
      for (int queue = 0; queue < wants.length; queue++) {
        deserved[queue][resource] = parts[queue];
      }
    }
    return deserved;
  }

  /** Whether so many pods could be there at once if nothing else were. */
  boolean placeable(PodShape shape, int count, int queue) {
    long[] request = request(shape);
    for (int resource = 0; resource < request.length; resource++) {
      if (request[resource] * count > capability[queue][resource]) {
        return false;
      }
    }
    return fitting(shape, allocatable) >= count;
  }

  /** How many pods of a shape the nodes have room for now. */
  long fittingNow(PodShape shape) {
    return fitting(shape, free);
  }

  /** The free room on nodes that cannot take a pod of a shape, by resource. */
  long[] unusable(PodShape shape) {
    long[] request = request(shape);
    boolean[] matching = matching(shape);
    long[] sum = new long[resources.size()];
    for (int node = 0; node < free.length; node++) {
      if (!matching[node] || pods(request, free[node]) == 0) {
        for (int resource = 0; resource < sum.length; resource++) {
          sum[resource] += Math.max(0, free[node][resource]);
        }
      }
    }
    return sum;
  }

  private long fitting(PodShape shape, long[][] room) {
    long[] request = request(shape);
    boolean[] matching = matching(shape);
    long count = 0;
    for (int node = 0; node < room.length; node++) {
      count += matching[node] ? pods(request, room[node]) : 0;
    }
    return count;
  }

  private static long pods(long[] request, long[] room) {
    long pods = Long.MAX_VALUE;
    for (int resource = 0; resource < request.length; resource++) {
      if (request[resource] > 0) {
        pods = Math.min(pods, Math.max(0, room[resource]) / request[resource]);
      }
    }
    return pods;
  }

  private boolean[] matching(PodShape shape) {
    return matches.computeIfAbsent(
        shape,
        wanted -> {
          boolean[] matching = new boolean[nodes.size()];
          for (int node = 0; node < matching.length; node++) {
            matching[node] = matches(wanted, nodes.get(node).labels());
          }
          return matching;
        });
  }

  /** Node selectors, and required affinity in the one form that traces have. */
  private static boolean matches(PodShape shape, Map<String, String> labels) {
    if (!labels.entrySet().containsAll(shape.nodeSelector().entrySet())) {
      return false;
    }
    List<Term> terms = shape.affinity().required();
    return terms.isEmpty()
        || terms.stream()
            .anyMatch(term ->
                term.expressions().stream().allMatch(expression -> holds(expression, labels)));
  }

  private static boolean holds(Expression expression, Map<String, String> labels) {
    if (expression.operator() != Operator.IN) {
      throw new IllegalArgumentException("traces know no " + expression.operator());
    }
    return expression.values().contains(labels.get(expression.key()));
  }

  private long[] vector(ResourceList amounts, long absent) {
    long[] vector = new long[resources.size()];
    for (int resource = 0; resource < vector.length; resource++) {
      String name = resources.get(resource);
      vector[resource] = amounts.has(name) ? amounts.get(name) : absent;
    }
    return vector;
  }

  private static void add(long[] sum, long[] amounts, int sign) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += sign * amounts[i];
    }
  }
}
