package dev.basalt.sim.trace;

import java.util.Comparator;
import java.util.List;

/**
 * Everything that a simulation is fed with.
 *
 * @param title what it is, for reports
 * @param nodes the cluster
 * @param queues every queue that a job names
 * @param jobs earliest first
 * @param notices what a reader of the report should know about the input
 */
public record Trace(
    String title,
    List<TraceNode> nodes,
    List<TraceQueue> queues,
    List<TraceJob> jobs,
    List<String> notices) {

  public Trace {
    nodes = List.copyOf(nodes);
    queues = List.copyOf(queues);
    jobs = jobs.stream().sorted(Comparator.comparingLong(TraceJob::submitNanos)).toList();
    notices = List.copyOf(notices);
  }

  /** Pods of all jobs. */
  public long pods() {
    return jobs.stream().mapToLong(TraceJob::pods).sum();
  }

  /** When the last job is submitted, nanoseconds from the trace's start. */
  public long lastSubmitNanos() {
    return jobs.isEmpty() ? 0 : jobs.getLast().submitNanos();
  }

  /** The same on other nodes. */
  public Trace withNodes(List<TraceNode> newNodes) {
    return new Trace(title, newNodes, queues, jobs, notices);
  }

  /** The same with other queues. */
  public Trace withQueues(List<TraceQueue> newQueues) {
    return new Trace(title, nodes, newQueues, jobs, notices);
  }
}
