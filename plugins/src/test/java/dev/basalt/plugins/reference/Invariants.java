package dev.basalt.plugins.reference;

import dev.basalt.plugins.reference.NaivePod.Standing;
import java.util.HashSet;
import java.util.Set;

/** What must hold of every decision, whatever the policy. */
final class Invariants {
  private final NaiveCluster cluster;
  private final Set<NaiveJob> halfStartedBefore = new HashSet<>();

  Invariants(NaiveCluster cluster) {
    this.cluster = cluster;
  }

  /** Takes note of the gangs that may be bound in part, because they are already. */
  void remember() {
    halfStartedBefore.clear();
    for (NaiveJob job : cluster.jobs.values()) {
      job.observe();
      if (job.started || job.onNodes() > 0) {
        halfStartedBefore.add(job);
      }
    }
  }

  /** Takes a decision of the engine over, if it may be taken. */
  void apply(String binding) {
    String[] parts = binding.split(">");
    NaivePod pod = cluster.pods.get(parts[0]);
    NaiveNode node = cluster.nodes.get(parts[1]);
    if (pod == null || node == null || pod.standing != Standing.PENDING || pod.gated) {
      throw new AssertionError(binding + ": not a pod that waits, or not a node");
    }
    NaiveJob job = cluster.jobOf(pod);
    if (job == null || !job.known || !cluster.queues.containsKey(job.queue)) {
      throw new AssertionError(binding + ": its group or queue does not exist");
    }
    String objection = cluster.objection(pod, node);
    if (objection != null) {
      throw new AssertionError(binding + ": " + objection);
    }
    String beyond = cluster.quotaObjection(pod);
    if (beyond != null) {
      throw new AssertionError(binding + ": " + beyond);
    }
    cluster.place(pod, node, Standing.BINDING);
    pod.unanswered = true;
  }

  /** No gang that was whole or unbound before has become torn. */
  void checkGangs() {
    for (NaiveJob job : cluster.jobs.values()) {
      boolean torn = !job.bare && job.onNodes() > 0 && job.ready() < job.minMember;
      if (torn && !job.started && !halfStartedBefore.contains(job)) {
        throw new AssertionError(
            job + ": " + job.ready() + " of the " + job.minMember + " pods it needs are bound");
      }
    }
  }
}
