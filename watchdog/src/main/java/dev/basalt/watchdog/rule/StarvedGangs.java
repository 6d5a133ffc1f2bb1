package dev.basalt.watchdog.rule;

import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.watchdog.view.GroupSight;
import dev.basalt.watchdog.view.PodSight;
import dev.basalt.watchdog.view.QueueSight;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Gangs that wait although they would fit into what their queue deserves, and into what is free in
 * sum. Not those that wait for something that their owner or an operator has to mend: a quota,
 * labels, a volume.
 */
final class StarvedGangs implements Check {
  private static final Set<String> OURS_TO_MEND =
      Stream.of(
              WaitReason.NOT_ENOUGH_RESOURCES,
              WaitReason.FRAGMENTED,
              WaitReason.NOT_ENQUEUED,
              WaitReason.QUEUE_SHARE,
              WaitReason.GANG,
              WaitReason.RESERVATION,
              WaitReason.PENDING_BINDINGS,
              WaitReason.EVICTIONS,
              WaitReason.CLAIM,
              WaitReason.LENT,
              WaitReason.BACK_OFF)
          .map(WaitReason::code)
          .collect(Collectors.toUnmodifiableSet());

  @Override
  public void look(Rule rule, Look look, Consumer<Finding> found) {
    Shares shares = new Shares(look);
    for (GroupSight group : look.view().groups()) {
      if (!group.waits() || !OURS_TO_MEND.contains(group.waiting().reason())) {
        continue;
      }
      ResourceList needs = needs(group, look);
      QueueSight queue = look.view().queue(group.queue());
      if (needs.isEmpty() || queue == null || !fits(needs, ResourceList.EMPTY, look.free())) {
        continue;
      }
      ResourceList deserved = shares.deserved(queue);
      if (fits(needs, queue.allocated(), deserved)) {
        found.accept(starves(group, queue, needs, deserved, look));
      }
    }
  }

  /** Whether all that is needed fits beside what is held. What is not named is not there. */
  private static boolean fits(ResourceList needs, ResourceList held, ResourceList most) {
    for (int i = 0; i < needs.size(); i++) {
      String name = needs.name(i);
      if (!name.equals("pods") && held.get(name) + needs.amount(i) > most.get(name)) {
        return false;
      }
    }
    return true;
  }

  /** What its minimum needs: what it says, or else that of its largest pods. */
  private static ResourceList needs(GroupSight group, Look look) {
    if (!group.minResources().isEmpty()) {
      Map<String, Long> needs = new HashMap<>();
      group
          .minResources()
          .forEach((name, amount) -> {
            String plain = name.startsWith("requests.") ? name.substring(9) : name;
            if (!plain.startsWith("limits.") && !plain.startsWith("count/")) {
              needs.put(plain, amount);
            }
          });
      return ResourceList.of(needs);
    }
    List<PodSight> pods =
        group.job().isEmpty()
            ? look.view().podsOfGroup(group.key())
            : look.view()
                .podsOf(
                    new ObjectKey(
                        group.key().namespace(), group.job()));
    ResourceList most = ResourceList.EMPTY;
    for (PodSight pod : pods) {
      most = most.max(pod.requests());
    }
    Map<String, Long> needs = most.toMap();
    needs.replaceAll((name, amount) -> amount * Math.max(1, group.minMember()));
    return ResourceList.of(needs);
  }

  private static Finding starves(
      GroupSight group, QueueSight queue, ResourceList needs, ResourceList deserved, Look look) {
    String name = group.job().isEmpty() ? group.key().name() : group.job();
    return new Finding(
        group.key().toString(),
        group.uid(),
        new TreeMap<>(
            Map.of(
                "namespace",
                group.key().namespace(),
                "job_name",
                name,
                "queue",
                group.queue(),
                "user",
                group.user(),
                "reason",
                group.waiting().reason())),
        Map.of(
            "message",
            group.waiting().message(),
            "min_member",
            Integer.toString(group.minMember()),
            "needs",
            Texts.amounts(needs, needs),
            "allocated",
            Texts.amounts(queue.allocated(), needs),
            "deserved",
            Texts.amounts(deserved, needs),
            "free",
            Texts.amounts(look.free(), needs)),
        0,
        true);
  }
}
