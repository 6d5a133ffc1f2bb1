package dev.basalt.controllers.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.PodGroupPhase;
import dev.basalt.controllers.group.GroupPlan.Group;
import dev.basalt.controllers.group.GroupRecord.Made;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.core.resource.ResourceList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GroupPlanTest {
  private static final Owner SET = new Owner("apps/v1", "ReplicaSet", "web-1", "u1");
  private static final String BASE = "podgroup-u1";
  private static final ResourceList SMALL = ResourceList.of(Map.of("cpu", 500L));
  private static final ResourceList LARGE = ResourceList.of(Map.of("cpu", 2000L));

  private final Map<String, GroupRecord> there = new HashMap<>();
  private @Nullable Workload workload;
  private Wishes owner = Wishes.NONE;
  private String namespaceQueue = "";

  @Test
  void thePodsOfAnOwnerShareAGroupOfOneAtATime() {
    Group group = only(pod("a", Map.of(), SMALL), pod("b", Map.of(), SMALL));

    assertThat(group.name()).isEqualTo(BASE);
    assertThat(group.queue()).isEqualTo("default");
    assertThat(group.made().minMember()).isEqualTo(1);
    assertThat(group.made().minResources()).isEqualTo(SMALL);
    assertThat(group.pods()).hasSize(2);
  }

  @Test
  void aGangIsAskedForOnThePodOrItsOwner() {
    owner = wishes(Map.of(VolcanoNames.GROUP_MIN_MEMBER, "3"));
    assertThat(only(pod("a", Map.of(), SMALL)).made().minMember()).isEqualTo(3);

    Group own = only(pod("a", Map.of(VolcanoNames.GROUP_MIN_MEMBER, "2"), SMALL));
    assertThat(own.made().minMember()).isEqualTo(2);
    // The pods to come are taken to be as the last one there is.
    assertThat(own.made().minResources()).isEqualTo(ResourceList.of(Map.of("cpu", 1000L)));
  }

  @Test
  void aGangIsNeverLargerThanWhatItsOwnerWants() {
    owner = wishes(Map.of(VolcanoNames.GROUP_MIN_MEMBER, "4"));
    // A rolling update begins with a set of one.
    workload = workload(1, false);
    assertThat(only(pod("a", Map.of(), SMALL)).made().minMember()).isEqualTo(1);
    workload = workload(9, false);
    assertThat(only(pod("a", Map.of(), SMALL)).made().minMember()).isEqualTo(4);
  }

  @Test
  void podsThatAreMadeOneByOneCannotStartTogether() {
    owner = wishes(Map.of(VolcanoNames.GROUP_MIN_MEMBER, "4"));
    workload = workload(4, true);

    GroupPlan plan = plan(pod("a", Map.of(), SMALL));

    assertThat(plan.groups().getFirst().made().minMember()).isEqualTo(1);
    assertThat(plan.complaints())
        .singleElement()
        .satisfies(one -> assertThat(one.message()).contains("podManagementPolicy: Parallel"));
  }

  @Test
  void theQueueIsThePodsElseTheOwnersElseTheNamespaces() {
    namespaceQueue = "space";
    assertThat(only(pod("a", Map.of(), SMALL)).queue()).isEqualTo("space");
    owner = wishes(Map.of(VolcanoNames.QUEUE_NAME, "flow"));
    assertThat(only(pod("a", Map.of(), SMALL)).queue()).isEqualTo("flow");
    assertThat(only(queued("a", "own")).queue()).isEqualTo("own");
    // As admission writes it on pods that name none.
    assertThat(only(queued("a", "space")).queue()).isEqualTo("flow");
  }

  @Test
  void aPodCountsInTheQueueThatItNames() {
    GroupPlan plan = plan(queued("a", "q1"), queued("b", "q2"), queued("c", "q1"));

    assertThat(plan.groups())
        .extracting(Group::name, Group::queue, group -> group.pods().size())
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(BASE, "q1", 2),
            org.assertj.core.groups.Tuple.tuple(BASE + "-q2", "q2", 1));
    assertThat(plan.complaints()).isEmpty();
  }

  @Test
  void aGangOverTwoQueuesIsToldThatItIsNone() {
    owner = wishes(Map.of(VolcanoNames.GROUP_MIN_MEMBER, "2"));

    GroupPlan plan = plan(queued("a", "q1"), queued("b", "q2"));

    assertThat(plan.complaints())
        .singleElement()
        .satisfies(one -> {
          assertThat(one.reason()).isEqualTo("QueueConflict");
          assertThat(one.pod().key().name()).isEqualTo("b");
        });
  }

  @Test
  void aGroupKeepsItsQueueWhileAPodNamesItAndFollowsThemAllOtherwise() {
    there(BASE, "q2", made(1, SMALL));
    assertThat(byName(plan(queued("a", "q1"), queued("b", "q2")), BASE).queue()).isEqualTo("q2");
    Group moved = byName(plan(queued("a", "q1")), BASE);
    assertThat(moved.queue()).isEqualTo("q1");
    assertThat(moved.differs(Objects.requireNonNull(there.get(BASE)))).isTrue();
  }

  @Test
  void whatIsNeededFollowsThePodsThatLive() {
    there(BASE, "default", made(1, SMALL));
    MemberPod done = ended(pod("a", Map.of(), SMALL));

    Group next = only(done, pod("b", Map.of(), LARGE));
    assertThat(next.made().minResources()).isEqualTo(LARGE);
    assertThat(next.pods()).hasSize(1);

    // Between the steps of a workflow nothing is promised to it.
    assertThat(only(done).made().minResources()).isNull();
    assertThat(byName(plan(), BASE).made().minResources()).isNull();
  }

  @Test
  void aMemberOfAGangThatEndedEarlyStillCounts() {
    MemberPod done = ended(pod("a", Map.of(), SMALL));
    owner = wishes(Map.of(VolcanoNames.GROUP_MIN_MEMBER, "2"));
    assertThat(only(done, pod("b", Map.of(), SMALL)).members()).hasSize(2);
    there(BASE, "default", made(2, SMALL));
    assertThat(only(done).members()).hasSize(1);

    owner = Wishes.NONE;
    there(BASE, "default", made(1, SMALL));
    assertThat(only(done, pod("b", Map.of(), SMALL)).members()).hasSize(1);
  }

  @Test
  void aGroupGoesWithAWorkloadThatWantsNothing() {
    there(BASE, "default", made(1, SMALL));
    workload = workload(0, false);
    assertThat(plan().obsolete()).hasSize(1);
    assertThat(plan(pod("a", Map.of(), SMALL)).obsolete()).isEmpty();
    workload = workload(1, false);
    assertThat(plan().obsolete()).isEmpty();
  }

  @Test
  void whatWasSetApartGoesWithItsLastPod() {
    there(BASE, "q1", made(1, SMALL));
    there(BASE + "-q2", "q2", made(1, SMALL));

    assertThat(plan(queued("a", "q1")).obsolete())
        .singleElement()
        .satisfies(old -> assertThat(old.key().name()).isEqualTo(BASE + "-q2"));
  }

  @Test
  void theStepsOfAWorkflowAreSetApartWhereThatIsAskedFor() {
    Map<String, String> byStep = Map.of(BasaltNames.GROUP_BY, "step");
    MemberPod first = stepped("a", byStep, "flow[0].load");
    MemberPod second = stepped("b", byStep, "flow[1].fan");
    MemberPod third = stepped("c", byStep, "flow[1].fan");

    assertThat(plan(first, second, third).groups())
        .hasSize(2)
        .allSatisfy(group -> assertThat(group.name()).startsWith(BASE + "-"));
    assertThat(plan(stepped("a", Map.of(), "x"), stepped("b", Map.of(), "y")).groups()).hasSize(1);
  }

  @Test
  void whoseItIsComesFromWhatAdmissionWroteOnAllPods() {
    owner = wishes(Map.of(BasaltNames.USER, "mallory"));
    MemberPod alice = of(pod("a", Map.of(), SMALL), "alice");

    assertThat(only(alice, of(pod("b", Map.of(), SMALL), "alice")).made().user())
        .isEqualTo("alice");
    assertThat(only(alice, of(pod("b", Map.of(), SMALL), "bob")).made().user()).isEmpty();
    assertThat(only(pod("a", Map.of(), SMALL)).made())
        .satisfies(made -> {
          assertThat(made.user()).isEmpty();
          assertThat(made.annotations()).doesNotContainKey(BasaltNames.USER);
        });
  }

  @Test
  void marksAreTakenOverAndStay() {
    owner = wishes(Map.of(VolcanoNames.SLA_WAITING_TIME, "1h", "team", "red"));
    Group group = only(pod("a", Map.of(VolcanoNames.PREEMPTABLE, "false"), SMALL));
    assertThat(group.made().annotations())
        .containsOnly(
            Map.entry(VolcanoNames.SLA_WAITING_TIME, "1h"),
            Map.entry(VolcanoNames.PREEMPTABLE, "false"));

    there(BASE, "default", group.made());
    owner = Wishes.NONE;
    assertThat(only(pod("b", Map.of(), SMALL)).made().annotations())
        .containsKey(VolcanoNames.SLA_WAITING_TIME);
  }

  @Test
  void whatCannotBeReadIsToldAndTheRestGoesOn() {
    owner =
        wishes(
            Map.of(
                VolcanoNames.GROUP_MIN_MEMBER, "many", VolcanoNames.GROUP_MIN_RESOURCES, "cpu=2"));

    GroupPlan plan = plan(pod("a", Map.of(), SMALL));

    assertThat(plan.groups().getFirst().made().minMember()).isEqualTo(1);
    assertThat(plan.groups().getFirst().made().minResources()).isEqualTo(SMALL);
    assertThat(plan.complaints()).hasSize(2);
  }

  @Test
  void whatIsNeededMayBeSaid() {
    owner = wishes(Map.of(VolcanoNames.GROUP_MIN_RESOURCES, "{\"cpu\": \"3\"}"));
    assertThat(only(pod("a", Map.of(), SMALL)).made().minResources())
        .isEqualTo(ResourceList.of(Map.of("cpu", 3000L)));
  }

  private GroupPlan plan(MemberPod... pods) {
    return GroupPlan.of(
        new GroupPlan.Sight(SET, workload, owner, namespaceQueue, List.of(pods), there));
  }

  private Group only(MemberPod... pods) {
    GroupPlan plan = plan(pods);
    assertThat(plan.groups()).hasSize(1);
    return plan.groups().getFirst();
  }

  private static Group byName(GroupPlan plan, String name) {
    return plan.groups().stream()
        .filter(group -> group.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private void there(String name, String queue, Made made) {
    there.put(
        name,
        new GroupRecord(
            new ObjectKey("ns", name),
            "g-" + name,
            SET,
            true,
            queue,
            PodGroupPhase.RUNNING,
            0,
            false,
            made));
  }

  private static Made made(int minMember, ResourceList resources) {
    return new Made(minMember, resources, "", Map.of(), Map.of(), "");
  }

  private static Workload workload(int wanted, boolean oneByOne) {
    return new Workload(new ObjectKey("ns", "web-1"), "u1", Wishes.NONE, wanted, oneByOne);
  }

  private static Wishes wishes(Map<String, String> annotations) {
    return Wishes.of(annotations, Map.of());
  }

  private static MemberPod queued(String name, String queue) {
    return pod(name, Map.of(VolcanoNames.QUEUE_NAME, queue), SMALL);
  }

  private static MemberPod pod(String name, Map<String, String> annotations, ResourceList needs) {
    return member(name, annotations, needs, "", "", false);
  }

  private static MemberPod stepped(String name, Map<String, String> annotations, String step) {
    return member(name, annotations, SMALL, step, "", false);
  }

  private static MemberPod of(MemberPod pod, String user) {
    return member(pod.key().name(), Map.of(), pod.requests(), "", user, false);
  }

  private static MemberPod ended(MemberPod pod) {
    return member(pod.key().name(), Map.of(), pod.requests(), "", "", true);
  }

  private static MemberPod member(
      String name,
      Map<String, String> annotations,
      ResourceList needs,
      String step,
      String user,
      boolean ended) {
    return new MemberPod(
        new ObjectKey("ns", name),
        "p-" + name,
        SET,
        "",
        wishes(annotations),
        step,
        needs,
        "",
        user,
        ended,
        false,
        name.charAt(0));
  }
}
