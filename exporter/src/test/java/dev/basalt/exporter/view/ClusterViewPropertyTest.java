package dev.basalt.exporter.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.properties.Property;
import dev.basalt.properties.Source;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClusterViewPropertyTest {
  private static final List<String> NAMESPACES = List.of("a", "b");
  private static final List<String> QUEUES = List.of("default", "q", "r");
  private static final List<String> REASONS =
      List.of("", "NotEnoughResources", "WaitingForGang", "Unschedulable");

  private static final List<ResourceList> REQUESTS =
      List.of(
          ResourceList.EMPTY,
          ResourceList.parse(Map.of("cpu", "500m", "memory", "1Gi")),
          ResourceList.parse(Map.of("cpu", "2", "nvidia.com/gpu", "1")));

  private static final Happenings NOTHING = new Heard();

  /** One way to hand a change of a pod on. */
  private interface PodChange {
    void tell(ClusterView view, @Nullable SeenPod before, @Nullable SeenPod after);
  }

  @Test
  void sumsThatFollowChangesEqualACountOfAllObjects() {
    Property.named("the sums of a view are those of its objects")
        .tries(300)
        .check(source -> run(source, ClusterView::podChanged));
  }

  @Test
  void aPodThatIsNotTakenOffItsOldPlaceIsNoticed() {
    assertThatThrownBy(() ->
            Property.named("a pod counted twice")
                .tries(50)
                .check(source ->
                    run(
                        source,
                        (view, before, after) ->
                            view.podChanged(after == null ? before : null, after))))
        .isInstanceOf(AssertionError.class);
  }

  private static void run(Source source, PodChange change) {
    ClusterView view = new ClusterView(() -> 1_000, NOTHING);
    Recount plain = new Recount();
    int events = source.between(1, 60);
    for (int i = 0; i < events; i++) {
      switch (source.between(0, 9)) {
        case 0, 1 -> group(source, view, plain);
        case 2 -> job(source, view, plain);
        case 3 -> node(source, view, plain);
        default -> pod(source, view, plain, change);
      }
      assertThat(Recount.of(view, NAMESPACES)).isEqualTo(plain.naive());
    }
    plain.pods.values().forEach(pod -> view.podChanged(pod, null));
    plain.groups.values().forEach(group -> view.groupChanged(group, null));
    plain.jobs.values().forEach(job -> view.jobChanged(job, null));
    plain.nodes.keySet().forEach(node -> view.nodeChanged(node, null));
    assertThat(view.parties()).isEmpty();
    assertThat(view.queues()).isEmpty();
    assertThat(view.jobs()).isEmpty();
    assertThat(view.nodes()).isEmpty();
  }

  private static void pod(Source source, ClusterView view, Recount plain, PodChange change) {
    String namespace = source.pick(NAMESPACES);
    String name = "pod-" + source.between(0, 9);
    SeenPod before = plain.pods.get(namespace + "/" + name);
    SeenPod after = source.chance(20) ? null : pod(source, namespace, name);
    if (after != null && !after.equals(before)) {
      plain.pods.put(namespace + "/" + name, after);
      change.tell(view, before, after);
    } else if (after == null && before != null) {
      plain.pods.remove(namespace + "/" + name);
      change.tell(view, before, null);
    }
  }

  /** All pods of a group agree on queue and user, as those of one job do. */
  private static SeenPod pod(Source source, String namespace, String name) {
    String group = source.chance(60) ? "group-" + source.between(0, 2) : null;
    boolean bound = source.chance(50);
    PodPhase phase =
        bound
            ? source.pick(List.of(PodPhase.RUNNING, PodPhase.SUCCEEDED, PodPhase.FAILED))
            : PodPhase.PENDING;
    return new SeenPod(
        new SeenPod.Facts(
            namespace,
            name,
            source.chance(80),
            source.chance(70) ? "job-" + source.between(0, 1) : "",
            "task",
            bound ? "node-" + source.between(0, 2) : null,
            group,
            group == null ? source.pick(QUEUES) : "q",
            group == null ? source.pick(List.of("u", "v")) : "w",
            phase,
            source.chance(10),
            10,
            bound ? 20 : 0,
            bound ? "" : source.pick(REASONS),
            source.pick(REQUESTS)));
  }

  private static void group(Source source, ClusterView view, Recount plain) {
    String namespace = source.pick(NAMESPACES);
    String name = "group-" + source.between(0, 2);
    String key = namespace + "/" + name;
    SeenGroup before = plain.groups.get(key);
    if (source.chance(20)) {
      plain.groups.remove(key);
      view.groupChanged(before, null);
      return;
    }
    SeenGroup after =
        new SeenGroup(
            namespace,
            name,
            source.pick(QUEUES),
            source.chance(50) ? "u" : null,
            source.between(0, 3),
            source.between(1, 50),
            source.pick(List.of(GroupPhase.values())),
            source.pick(REASONS));
    plain.groups.put(key, after);
    view.groupChanged(before, after);
  }

  private static void job(Source source, ClusterView view, Recount plain) {
    String namespace = source.pick(NAMESPACES);
    String name = "job-" + source.between(0, 1);
    String key = namespace + "/" + name;
    SeenJob before = plain.jobs.get(key);
    if (source.chance(30)) {
      plain.jobs.remove(key);
      view.jobChanged(before, null);
      return;
    }
    SeenJob after =
        Seen.job(namespace, name, source.pick(QUEUES), source.pick(List.of("Pending", "Failed")));
    plain.jobs.put(key, after);
    view.jobChanged(before, after);
  }

  private static void node(Source source, ClusterView view, Recount plain) {
    String name = "node-" + source.between(0, 2);
    if (source.chance(30)) {
      plain.nodes.remove(name);
      view.nodeChanged(name, null);
      return;
    }
    SeenNode after = new SeenNode(name, new TreeMap<>(), ResourceList.EMPTY, true);
    plain.nodes.put(name, after);
    view.nodeChanged(name, after);
  }
}
