package dev.basalt.core.explain;

import dev.basalt.core.model.Wait;
import dev.basalt.core.session.NodeReport;
import dev.basalt.core.session.NodeReport.NearMiss;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What would let a job start, in one sentence; {@code docs/explain.md} says more of each. */
final class Remedies {
  private Remedies() {}

  static String of(Wait wait, @Nullable NodeReport nodes) {
    return switch (wait.reason()) {
      case NOT_ENOUGH_RESOURCES, FRAGMENTED -> room(nodes);
      case NO_NODE_MATCHES ->
          "change the pod's selector, affinity, tolerations or ports, or label or untaint a node";
      case NOT_ENOUGH_TASKS, NOT_ENOUGH_PODS_OF_TASK ->
          "create the pods that are missing, or lower the group's minimum";
      case QUEUE_SHARE ->
          "pods of its queue must end, or the queue must get a larger weight, deserved or"
              + " capability";
      case NAMESPACE_QUOTA ->
          "pods of its namespace must end, or the quota that the message names be raised";
      case EXCEEDS_QUOTA -> "ask for less, or raise the quota that the message names";
      case NOT_ENQUEUED ->
          "work that was let in must end; or lower minResources, or raise the bound that the"
              + " message names";
      case QUEUE_NOT_FOUND -> "create the queue, or name another";
      case QUEUE_CLOSED -> "open the queue, or name another";
      case POD_GROUP_NOT_FOUND ->
          "create the PodGroup, or remove the annotation scheduling.k8s.io/group-name";
      case MISCONFIGURED -> "correct the field that the message names";
      case UNSUPPORTED -> "remove the field that the message names";
      case GATED -> "remove the pods' scheduling gates; whoever set them is to do that";
      case PENDING_BINDINGS -> "nothing is needed: it goes on once these bindings are answered";
      case EVICTIONS -> "nothing is needed: it starts once the pods being evicted are gone";
      case VOLUMES ->
          "create the claim or volume that the message names, or wait until it is bound or free";
      case CLAIM -> "nothing is needed: it goes on once this scheduler or another has claimed it";
      case LENT ->
          "nothing is needed: its zone takes back what it lent at the time that the message names";
      case BACK_OFF -> "nothing is needed: the binding is tried again after a pause";
      case QUEUE_LIMIT ->
          "jobs of its queue must end or their pods be placed, or the annotation that the message names be raised";
      case IN_LINE ->
          "the job before it must start or go, or its queue's dequeueStrategy be traverse";
      case QUEUE_NOT_ALLOWED ->
          "name a queue that takes its namespace, or add that to annotation basalt.dev/namespaces of the queue";
      case RESERVATION ->
          "it starts once the job that the message names has; sooner if it is said to end before that,"
              + " with annotation basalt.dev/running-estimate";
      default -> "see " + wait.reason().code() + " in docs/explain.md";
    };
  }

  private static String room(@Nullable NodeReport nodes) {
    NearMiss nearest = nodes == null ? null : nodes.nearest();
    if (nearest == null) {
      return "add nodes, or wait for pods to end";
    }
    List<String> texts = nearest.shortages().stream().map(NodeReport.Shortage::text).toList();
    return "node "
        + nearest.node()
        + " comes nearest for the next pod ("
        + String.join("; ", texts)
        + "): free that, add nodes, or ask for less";
  }
}
