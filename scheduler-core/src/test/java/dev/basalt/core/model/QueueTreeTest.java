package dev.basalt.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.testing.Sample;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QueueTreeTest {
  private final ClusterState state = new ClusterState(Set.of("basalt"), "default", 0);

  @Test
  void queuesLieInTheirParentsToAnyDepth() {
    put("a", "");
    put("b", "a");
    put("c", "b");
    assertThat(queue("c").parent()).isSameAs(queue("b"));
    assertThat(queue("c").depth()).isEqualTo(2);
    assertThat(queue("a").children()).containsExactly(queue("b"));
    assertThat(queue("c").takesJobs()).isTrue();
    assertThat(queue("b").takesJobs()).isFalse();
    assertThat(queue("b").usable()).isTrue();
  }

  @Test
  void theParentMayComeLaterAndGo() {
    put("b", "a");
    assertThat(queue("b").problem())
        .isEqualTo("spec.parent: queue a does not exist; create it, name another, or leave it out");
    put("a", "root");
    assertThat(queue("b").problem()).isNull();
    assertThat(queue("b").depth()).isEqualTo(1);
    state.reports().queueGone("a");
    assertThat(queue("b").problem()).contains("does not exist");
    assertThat(queue("b").parent()).isNull();
  }

  @Test
  void aCircleIsTheFaultOfThoseInItAndHoldsForThoseBelow() {
    put("a", "b");
    put("b", "a");
    put("c", "b");
    put("self", "self");
    put("fine", "");
    assertThat(queue("a").problem()).contains("queue a would lie within itself (b lies below it)");
    assertThat(queue("b").problem()).contains("queue b would lie within itself");
    assertThat(queue("c").problem()).startsWith("its parent b: spec.parent: queue b would lie");
    assertThat(queue("self").problem()).contains("queue self would lie within itself");
    assertThat(queue("fine").problem()).isNull();
    put("a", "");
    assertThat(List.of(queue("a"), queue("b"), queue("c"))).allMatch(Queue::usable);
    assertThat(queue("c").depth()).isEqualTo(2);
  }

  @Test
  void whatIsWrongWithAQueueHoldsForAllInItAndForNoOther() {
    put("dept", "");
    put("team", "dept");
    put("other", "");
    state
        .reports()
        .queueChanged(Sample.queue("dept").toBuilder().problem("spec.weight: bad").build());
    assertThat(queue("team").problem()).isEqualTo("its parent dept: spec.weight: bad");
    assertThat(queue("team").takesJobs()).isFalse();
    assertThat(queue("other").takesJobs()).isTrue();
  }

  @Test
  void theRootStandsForTheClusterAndTakesNoJobs() {
    put("root", "");
    put("a", "root");
    assertThat(queue("a").parent()).isNull();
    assertThat(queue("root").takesJobs()).isFalse();
    assertThat(queue("root").barred())
        .hasToString(
            "Wait[reason=MISCONFIGURED, message=queue root stands for the whole cluster and takes no"
                + " jobs; name another queue]");
  }

  @Test
  void amountsThatContradictEachOtherAreNamed() {
    assertThat(
            problem(
                Sample.queue("q").toBuilder()
                    .guarantee(Sample.amounts("cpu=4"))
                    .deserved(Sample.amounts("cpu=2"))))
        .isEqualTo(
            "spec.guarantee.resource.cpu: 4 is more than spec.deserved.cpu of 2; lower the one or raise the other");
    assertThat(
            problem(
                Sample.queue("q").toBuilder()
                    .deserved(Sample.amounts("memory=4Gi"))
                    .capability(Sample.amounts("memory=2Gi"))))
        .isEqualTo(
            "spec.deserved.memory: 4Gi is more than spec.capability.memory of 2Gi; lower the one or raise the other");
    assertThat(
            problem(
                Sample.queue("q").toBuilder()
                    .guarantee(Sample.amounts("cpu=4"))
                    .deserved(Sample.amounts("memory=2Gi"))
                    .capability(Sample.amounts("gpu=1"))))
        .isNull();
  }

  @Test
  void ofSiblingsThatAreGuaranteedMoreThanTheirParentTheYoungestIsAtFault() {
    state
        .reports()
        .queueChanged(Sample.queue("dept").toBuilder().guarantee(Sample.amounts("cpu=6")).build());
    guaranteed("young", 30, 4);
    guaranteed("old", 10, 3);
    guaranteed("middle", 20, 3);
    assertThat(queue("old").problem()).isNull();
    assertThat(queue("middle").problem()).isNull();
    assertThat(queue("young").problem())
        .isEqualTo(
            "spec.guarantee.resource.cpu: 4 is more than the 0 that older queues leave of what is guaranteed to their parent dept; lower it, or raise that of dept");
    state.reports().queueGone("middle");
    state.reports().queueGone("old");
    assertThat(queue("young").problem()).isNull();
  }

  @Test
  void jobsOfAQueueThatIsJudgedAnewAreLookedAtAgain() {
    put("dept", "");
    state.reports().podChanged(Sample.pod("p").in("dept").spec(), 0);
    Job job = state.jobs().all().iterator().next();
    state.park(job, Long.MAX_VALUE);
    put("team", "dept");
    assertThat(job.parked()).isFalse();
  }

  @Test
  void limitsAndListsHoldForAllInAQueue() {
    put("dept", "");
    put("team", "dept");
    assertThat(queue("team").regulated()).isFalse();
    state
        .reports()
        .queueChanged(
            Sample.queue("dept").toBuilder().maxRunningJobs(2).namespaces(List.of("x-*")).build());
    assertThat(queue("team").regulated()).isTrue();
    assertThat(state.lines().regulatedQueues()).containsExactly(queue("dept"), queue("team"));
    assertThat(queue("team").refuses("y")).isSameAs(queue("dept"));
    assertThat(queue("team").refuses("x-1")).isNull();
  }

  private @Nullable String problem(QueueSpec.Builder spec) {
    state.reports().queueChanged(spec.build());
    return queue("q").problem();
  }

  private void guaranteed(String name, long created, int cpu) {
    state
        .reports()
        .queueChanged(
            Sample.queue(name).toBuilder()
                .parent("dept")
                .createdMillis(created)
                .guarantee(Sample.amounts("cpu=" + cpu))
                .build());
  }

  private void put(String name, String parent) {
    state.reports().queueChanged(Sample.queue(name).toBuilder().parent(parent).build());
  }

  private Queue queue(String name) {
    return state.queues().stream().filter(q -> q.name().equals(name)).findFirst().orElseThrow();
  }
}
