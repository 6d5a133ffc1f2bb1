package dev.basalt.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.NamespaceSpec;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.event.ResourceQuotaSpec;
import dev.basalt.core.event.ResourceQuotaSpec.Scope;
import dev.basalt.core.event.UserSource;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.core.testing.Sample;
import dev.basalt.core.testing.Sample.PodBuilder;
import dev.basalt.properties.Property;
import dev.basalt.properties.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The ledger's sums against a recount of all tasks, while random events and decisions go on; and
 * that the recount would notice.
 */
class LedgerTest {
  @Test
  void everySumIsWhatItsTasksComeToAfterAnyEventsAndDecisions() {
    Property.named("ledger against a recount")
        .tries(400)
        .check(source -> {
          RandomCluster cluster = new RandomCluster(source);
          int steps = source.size(5, 250);
          for (int step = 0; step < steps; step++) {
            cluster.step();
            Recount.check(cluster.state);
          }
          cluster.removeEverything();
          Recount.check(cluster.state);
          for (QueueUser user : cluster.state.users().all()) {
            assertThat(user.jobs()).as("jobs of %s", user).isZero();
            assertThat(user.held().isZero() && user.promised().isZero()).isTrue();
          }
          assertThat(cluster.state.tasks()).isEmpty();
          assertThat(cluster.state.jobs().all()).as("nothing is left behind").isEmpty();
          for (int dimension = 0; dimension < cluster.state.schema().size(); dimension++) {
            assertThat(cluster.state.nodes().totalUsed().get(dimension)).isZero();
          }
        });
  }

  @Test
  void theRecountNoticesAChangeBehindTheLedgersBack() {
    ClusterState state = new ClusterState(Set.of("basalt"), "default", 0);
    state.reports().nodeChanged(Sample.node("n1", "cpu=4"));
    state.reports().podChanged(Sample.pod("p").on("n1").running().spec(), 0);
    Recount.check(state);
    Task task = state.tasks().iterator().next();

    state
        .reports()
        .resourceQuotaChanged(
            ResourceQuotaSpec.builder("q-uid", Sample.NAMESPACE, "q")
                .hard(ResourceList.parse(Map.of("pods", "4")))
                .build());
    Recount.check(state);
    NativeQuota quota = task.namespace().resourceQuotas().getFirst();
    quota.count(task, false, 0);
    assertThatThrownBy(() -> Recount.check(state)).isInstanceOf(AssertionError.class);
    quota.count(task, true, 0);
    Recount.check(state);

    task.status = TaskStatus.PENDING;
    assertThatThrownBy(() -> Recount.check(state)).isInstanceOf(AssertionError.class);

    task.status = TaskStatus.RUNNING;
    task.hold = Task.Hold.RELEASING;
    assertThatThrownBy(() -> Recount.check(state)).isInstanceOf(AssertionError.class);
  }

  @Test
  void theRecountNoticesSumsThatDidNotReachTheQueueAround() {
    ClusterState state = new ClusterState(Set.of("basalt"), "default", 0);
    state.reports().queueChanged(Sample.queue("dept"));
    state.reports().queueChanged(Sample.queue("team").toBuilder().parent("dept").build());
    state.reports().nodeChanged(Sample.node("n1", "cpu=4"));
    state.reports().podChanged(Sample.pod("p").in("team").on("n1").running().spec(), 0);
    Recount.check(state);
    Queue dept = state.queues().stream().filter(q -> q.name().equals("dept")).findFirst().get();

    dept.runningJobs--;
    assertThatThrownBy(() -> Recount.check(state)).isInstanceOf(AssertionError.class);

    dept.runningJobs++;
    dept.allocated().add(0, -1);
    assertThatThrownBy(() -> Recount.check(state)).isInstanceOf(AssertionError.class);
  }

  private static final UserSource[] USERS_FROM = {UserSource.NAMESPACE, UserSource.USER_ANNOTATION};

  /** A cluster to which anything may happen, and a scheduler that does anything it may. */
  private static final class RandomCluster {
    final ClusterState state;
    private final Source source;
    private final boolean zoned;
    private final TreeMap<String, PodBuilder> pods = new TreeMap<>();
    private final List<String> unanswered = new ArrayList<>();
    private final List<Task> tried = new ArrayList<>();
    private long now;
    private int names;

    RandomCluster(Source source) {
      this.source = source;
      zoned = source.chance(50);
      ZoneScope scope =
          zoned && source.chance(70) ? new ZoneScope(Set.of("a"), "me") : ZoneScope.ALL;
      state = new ClusterState(Set.of("basalt"), "default", 1000, scope);
    }

    void step() {
      now += source.between(0, 700);
      switch (source.between(0, 20)) {
        case 0, 1 -> state.reports().nodeChanged(node());
        case 2 -> nodeGone();
        case 3, 4, 5 -> newPod();
        case 6 -> changePod(PodBuilder::running, this::bound);
        case 7 ->
            changePod(
                pod -> pod.ended(source.pick(PodPhase.SUCCEEDED, PodPhase.FAILED)), pod -> true);
        case 8 -> changePod(PodBuilder::deleting, pod -> true);
        case 9 -> podGone();
        case 10 -> rewritePod();
        case 11 -> group();
        case 12 -> state.reports().releaseDue(now);
        case 13, 14 -> decide();
        case 15 -> answer();
        case 16 -> evict();
        case 17 -> resourceQuota();
        case 18 -> state.followUsers(source.pick(USERS_FROM), source.pick(0L, 1000L));
        case 19 -> grant();
        default -> phaseOrQueue();
      }
    }

    private void resourceQuota() {
      String name = source.pick("a", "b");
      if (source.chance(20)) {
        state.reports().resourceQuotaGone(Sample.NAMESPACE, name, name + "-uid");
        return;
      }
      state
          .reports()
          .resourceQuotaChanged(
              ResourceQuotaSpec.builder(name + "-uid", Sample.NAMESPACE, name)
                  .hard(
                      ResourceList.parse(
                          Map.of("cpu", source.pick("4", "9"), "pods", source.pick("3", "8"))))
                  .scopes(source.chance(30) ? List.of(new Scope.NotBestEffort()) : List.of())
                  .build());
    }

    void removeEverything() {
      while (!unanswered.isEmpty()) {
        answer();
      }
      List.copyOf(pods.keySet()).forEach(name -> state.reports().podGone(name + "-uid", now));
      for (int i = 0; i < 4; i++) {
        state.reports().groupGone(Sample.NAMESPACE, "g" + i, "g" + i + "-uid");
      }
      state.reports().releaseDue(Long.MAX_VALUE);
    }

    private NodeSpec node() {
      NodeSpec node =
          Sample.node(
              "n" + source.between(0, 5),
              "cpu="
                  + source.between(1, 16)
                  + (source.chance(30) ? " gpu=" + source.between(1, 4) : ""));
      if (zoned) {
        node =
            node.toBuilder()
                .labels(Map.of(NodeSpec.ZONE, zone()))
                .owner(source.chance(30) ? null : source.pick("me", "they"))
                .build();
      }
      return source.chance(15) ? Sample.recreated(node, "uid" + names++) : node;
    }

    private String zone() {
      return source.pick("a", "b");
    }

    private @Nullable String zoneIfAny() {
      return zoned && source.chance(40) ? zone() : null;
    }

    private void grant() {
      int node = state.nodes().id("n" + source.between(0, 5));
      if (zoned && node != Task.NO_NODE) {
        state.reports().nodeGranted(node, source.chance(70));
      }
      if (zoned && source.chance(20)) {
        state.reports().ownersExpired(source.chance(50) ? Set.of("they") : Set.of());
      }
    }

    private void nodeGone() {
      int node = state.nodes().id("n" + source.between(0, 5));
      if (node != Task.NO_NODE) {
        state.reports().nodeGone(state.nodes().name(node), state.nodes().spec(node).uid());
      }
    }

    private void newPod() {
      String name = "p" + names++;
      PodBuilder pod = Sample.pod(name).asking(amounts()).role(source.pick("", "a", "b"));
      pod.priority(source.between(0, 3)).grace(source.pick(0L, 1L, Long.MAX_VALUE));
      if (source.chance(50)) {
        pod.of("g" + source.between(0, 3));
      }
      if (source.chance(30)) {
        pod.in(source.pick("default", "q1", "q2"));
      }
      if (source.chance(50)) {
        pod.by(source.pick("ann", "bob"));
      }
      if (source.chance(25)) {
        pod.foreign();
      }
      if (source.chance(20)) {
        pod.on("n" + source.between(0, 5));
      }
      if (source.chance(5)) {
        pod.ended(PodPhase.SUCCEEDED);
      }
      if (source.chance(10)) {
        pod.shaped(Sample.withPort("cpu=1", 80));
      }
      if (source.chance(20)) {
        pod.shaped(pod.spec().shape().toBuilder().zone(zoneIfAny()).build());
      }
      pods.put(name, pod);
      state.reports().podChanged(pod.spec(), now);
    }

    private String amounts() {
      return source.pick("", "cpu=1", "cpu=2 memory=1Gi", "gpu=1", "cpu=3 gpu=2 memory=1");
    }

    private boolean bound(PodBuilder pod) {
      return pod.spec().nodeName() != null;
    }

    private void changePod(
        java.util.function.Consumer<PodBuilder> change, Predicate<PodBuilder> on) {
      List<PodBuilder> candidates =
          pods.values().stream().filter(pod -> !pod.spec().phase().terminal()).filter(on).toList();
      if (!candidates.isEmpty()) {
        PodBuilder pod = source.pick(candidates);
        change.accept(pod);
        if (pod.spec().phase() == PodPhase.FAILED && source.chance(20)) {
          pod.because("OutOfcpu");
        }
        state.reports().podChanged(pod.spec(), now);
      }
    }

    private void podGone() {
      if (!pods.isEmpty()) {
        String name = source.pick(List.copyOf(pods.keySet()));
        pods.remove(name);
        state.reports().podGone(name + "-uid", now);
      }
    }

    /** What a person may change on a pod that lives. */
    private void rewritePod() {
      changePod(
          pod -> {
            switch (source.between(0, 4)) {
              case 3 -> pod.by(source.pick("ann", "bob"));
              case 0 -> pod.asking(amounts());
              case 1 -> pod.of("g" + source.between(0, 3));
              case 2 -> pod.role(source.pick("", "a", "b"));
              default -> pod.in(source.pick("default", "q1", "q2"));
            }
          },
          pod -> true);
    }

    private void group() {
      String name = "g" + source.between(0, 3);
      if (source.chance(30)) {
        state.reports().groupGone(Sample.NAMESPACE, name, name + "-uid");
      } else {
        state
            .reports()
            .groupChanged(
                Sample.group(
                        name,
                        source.between(0, 4),
                        source.pick("default", "q1", "q2"),
                        source.pick("", "cpu=4", "cpu=2 gpu=9"),
                        source.pick(GroupPhase.values()),
                        null)
                    .toBuilder()
                    .user(source.chance(30) ? null : source.pick("ann", "cleo"))
                    .zone(zoneIfAny())
                    .owner(zoned && source.chance(30) ? source.pick("me", "they") : null)
                    .build());
      }
    }

    private void phaseOrQueue() {
      List<Job> jobs = List.copyOf(state.jobs().all());
      if (source.chance(20)) {
        state
            .reports()
            .namespaceChanged(
                NamespaceSpec.builder(Sample.NAMESPACE, "uid")
                    .quota(source.chance(70) ? Sample.amounts("cpu=" + source.between(0, 4)) : null)
                    .build());
      } else if (source.chance(30)) {
        queueChanged();
      } else if (!jobs.isEmpty() && source.chance(30)) {
        state.lines().park(source.pick(jobs));
      } else if (!jobs.isEmpty()) {
        state.phase(source.pick(jobs), source.pick(GroupPhase.values()));
      }
    }

    /** Queues come, go, and are put under each other, in circles too. */
    private void queueChanged() {
      String name = source.pick("default", "q1", "q2", "q3");
      if (source.chance(15)) {
        state.reports().queueGone(name);
      } else {
        String parent = source.pick("", "root", "default", "q1", "q2", "q3", "nowhere");
        state
            .reports()
            .queueChanged(Sample.queue(name).toBuilder().parent(parent).zone(zoneIfAny()).build());
      }
    }

    /** One statement: places or promises some tasks, then sends or takes back all of it. */
    private void decide() {
      List<Integer> there = new ArrayList<>();
      for (int node = 0; node < state.nodes().size(); node++) {
        if (state.nodes().exists(node)) {
          there.add(node);
        }
      }
      for (Job job : state.jobs().all()) {
        state.lines().leave(job);
        job.pending().sort((a, b) -> a.uid().compareTo(b.uid()));
        for (int slot = job.pending().begin(); slot < job.pending().end(); slot++) {
          Task task = job.pending().at(slot);
          if (task != null && !there.isEmpty() && source.chance(50)) {
            if (source.chance(80)) {
              state.place(task, source.pick(there));
            } else {
              state.pipeline(task, source.pick(there));
            }
            tried.add(task);
          }
        }
      }
      Recount.check(state);
      boolean commit = source.chance(70);
      for (Task task : tried.reversed()) {
        if (commit && task.status() == TaskStatus.ALLOCATED) {
          state.bindingSent(task, now);
          unanswered.add(task.uid());
        } else {
          state.unplace(task);
        }
      }
      tried.clear();
    }

    private void answer() {
      if (unanswered.isEmpty()) {
        return;
      }
      String uid = unanswered.remove(source.between(0, unanswered.size() - 1));
      Task task = state.task(uid);
      PodBuilder pod = pods.get(uid.substring(0, uid.length() - "-uid".length()));
      if (source.chance(50) && (pod == null || pod.spec().nodeName() == null)) {
        state.reports().bindingRefused(uid, now);
      } else {
        if (pod != null && task != null && task.node() != Task.NO_NODE && source.chance(70)) {
          pod.on(state.nodes().name(task.node()));
          state.reports().podChanged(pod.spec(), now);
        }
        state.reports().bindingConfirmed(uid);
      }
    }

    private void evict() {
      List<Task> bound =
          state.tasks().stream()
              .filter(task -> task.job() != null && !task.bindingOpen())
              .filter(task -> task.status().bound() && task.status() != TaskStatus.RELEASING)
              .sorted((a, b) -> a.uid().compareTo(b.uid()))
              .toList();
      if (!bound.isEmpty()) {
        Task task = source.pick(bound);
        state.evict(task);
        Recount.check(state);
        if (source.chance(50)) {
          state.undoEviction(task);
        }
      }
    }
  }
}
