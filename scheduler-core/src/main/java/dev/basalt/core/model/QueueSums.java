package dev.basalt.core.model;

import dev.basalt.core.resource.ResourceVector;

/** What the tasks of a queue and of all below it come to. */
final class QueueSums {
  final ResourceVector allocated = new ResourceVector();
  final ResourceVector requested = new ResourceVector();
  final ResourceVector inqueue = new ResourceVector();
  final ResourceVector releasing = new ResourceVector();
  final ResourceVector promised = new ResourceVector();

  /** Jobs with a task that holds room or was promised some. */
  int runningJobs;

  /** Tasks without a node, those of jobs in the line included. */
  int pendingPods;

  /** Those of jobs that are set aside for other jobs of their queue. */
  int linedPods;

  /** Adds another's sums, or with sign -1 takes them off. */
  void add(QueueSums other, int sign) {
    allocated.add(other.allocated, sign);
    requested.add(other.requested, sign);
    inqueue.add(other.inqueue, sign);
    releasing.add(other.releasing, sign);
    promised.add(other.promised, sign);
    runningJobs += sign * other.runningJobs;
    pendingPods += sign * other.pendingPods;
    linedPods += sign * other.linedPods;
  }
}
