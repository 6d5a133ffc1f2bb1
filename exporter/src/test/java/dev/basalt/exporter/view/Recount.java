package dev.basalt.exporter.view;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.resource.ResourceList;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts everything anew from plain objects, and writes it down to be compared. */
final class Recount {
  final Map<String, SeenPod> pods = new TreeMap<>();
  final Map<String, SeenGroup> groups = new TreeMap<>();
  final Map<String, SeenJob> jobs = new TreeMap<>();
  final Map<String, SeenNode> nodes = new TreeMap<>();
  final Map<String, SeenQueue> queues = new TreeMap<>();

  private final Map<String, Long> sums = new TreeMap<>();

  /** What the objects add up to. */
  Map<String, Long> naive() {
    sums.clear();
    for (SeenPod pod : pods.values()) {
      if (pod.live()) {
        count(pod);
      }
    }
    for (SeenGroup group : groups.values()) {
      String phase = group.phase().text();
      add("gangs " + group.queue() + " " + phase, 1);
      if (group.waits()) {
        add("pending gangs " + group.queue() + " " + word(group.reason()), 1);
        sums.merge("oldest " + group.queue(), group.createdSeconds(), Math::min);
      }
    }
    jobs.values().forEach(job -> add("jobs " + job.queue() + " " + job.phase(), 1));
    return sums;
  }

  private void count(SeenPod pod) {
    if (pod.node() != null) {
      amounts("node " + pod.node(), pod.requests());
      amounts("namespace " + pod.namespace(), pod.requests());
    }
    if (!pod.job().isEmpty()) {
      amounts("job " + pod.namespace() + "/" + pod.job(), pod.requests());
    }
    if (!pod.ours()) {
      return;
    }
    add("member " + pod.namespace() + "/" + pod.name() + " " + queue(pod) + " " + user(pod), 1);
    if (pod.node() != null) {
      amounts("user " + queue(pod) + " " + user(pod), pod.requests());
    } else if (pod.waits()) {
      add("pending pods " + queue(pod) + " " + word(reason(pod)), 1);
    }
  }

  /** The same as a view has it. */
  static Map<String, Long> of(ClusterView view, Iterable<String> namespaces) {
    Recount seen = new Recount();
    for (QueueSums queue : view.queues()) {
      queue
          .pendingPods()
          .forEach(
              (reason, count) -> seen.add("pending pods " + queue.name() + " " + reason, count));
      queue
          .pendingGangs()
          .forEach(
              (reason, count) -> seen.add("pending gangs " + queue.name() + " " + reason, count));
      queue.jobs().forEach((phase, count) -> seen.add("jobs " + queue.name() + " " + phase, count));
      seen.add("oldest " + queue.name(), queue.waitingSince());
      for (GroupPhase phase : GroupPhase.values()) {
        seen.add("gangs " + queue.name() + " " + phase.text(), queue.gangs(phase));
      }
      for (UserSums user : queue.users()) {
        seen.amounts("user " + queue.name() + " " + user.name(), user.allocated());
      }
    }
    for (NodeSums node : view.nodes()) {
      seen.amounts("node " + node.name(), node.allocated());
    }
    for (JobRecord job : view.jobs()) {
      seen.amounts("job " + job.namespace() + "/" + job.name(), job.requested());
    }
    for (Party party : view.parties()) {
      for (SeenPod pod : party.pods()) {
        seen.add(
            "member "
                + pod.namespace()
                + "/"
                + pod.name()
                + " "
                + party.queue()
                + " "
                + party.user(),
            1);
      }
    }
    for (String namespace : namespaces) {
      seen.amounts("namespace " + namespace, view.quotas().held(namespace));
    }
    return seen.sums;
  }

  private String queue(SeenPod pod) {
    SeenGroup group = group(pod);
    if (group != null) {
      return group.queue();
    }
    return pod.queue() == null ? "default" : pod.queue();
  }

  private String user(SeenPod pod) {
    SeenGroup group = group(pod);
    if (group != null && group.user() != null) {
      return group.user();
    }
    return pod.user() == null ? pod.namespace() : pod.user();
  }

  private String reason(SeenPod pod) {
    SeenGroup group = group(pod);
    if (!pod.reason().equals("Unschedulable") || group == null || group.reason().isEmpty()) {
      return pod.reason();
    }
    return group.reason();
  }

  private @Nullable SeenGroup group(SeenPod pod) {
    return pod.group() == null ? null : groups.get(pod.namespace() + "/" + pod.group());
  }

  private void amounts(String of, ResourceList requests) {
    requests.forEach((resource, amount) -> add(of + " " + resource, amount));
    add(of + " pods", 1);
  }

  private void amounts(String of, Sums amounts) {
    amounts.forEach((resource, amount) -> add(of + " " + resource, amount));
  }

  private void add(String name, long more) {
    if (more != 0) {
      sums.merge(name, more, Long::sum);
    }
  }

  private static String word(String reason) {
    return reason.isEmpty() ? "Unknown" : reason;
  }
}
