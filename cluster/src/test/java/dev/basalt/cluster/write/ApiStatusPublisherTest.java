package dev.basalt.cluster.write;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.port.Binding;
import dev.basalt.core.port.StatusUpdate.GroupCondition;
import dev.basalt.core.port.StatusUpdate.GroupEvent;
import dev.basalt.core.port.StatusUpdate.GroupStatus;
import dev.basalt.core.port.StatusUpdate.ObjectProblem;
import dev.basalt.core.port.StatusUpdate.PodWaiting;
import dev.basalt.core.port.StatusUpdate.QueueStatus;
import dev.basalt.core.resource.ResourceList;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ApiStatusPublisherTest {
  private static final String GROUP = ApiPaths.podGroup("ns", "g");
  private static final String QUEUE = ApiPaths.queue("q");
  private static final String POD = ApiPaths.pod("ns", "p");
  private static final Duration SOON = Duration.ofSeconds(2);

  private final VirtualTime time = new VirtualTime();
  private final FakeObjects api = new FakeObjects(time);
  private final SwitchFence fence = new SwitchFence();
  private final ApiStatusPublisher publisher =
      new ApiStatusPublisher(api, time, time, fence, StatusSettings.standard("basalt"));

  @Test
  void writesPhaseCountsAndConditionWithoutTouchingTheSpec() {
    ObjectNode group = api.add(GROUP, "u");
    group.putObject("spec").put("minMember", 7);
    publisher.publish(group(GroupPhase.INQUEUE, 1, unschedulable("short of 3 cpu", "s1")));
    time.pass(SOON);
    JsonNode status = api.status(GROUP);
    assertThat(status.path("phase").asText()).isEqualTo("Inqueue");
    assertThat(status.path("running").asInt()).isEqualTo(1);
    JsonNode condition = status.path("conditions").path(0);
    assertThat(condition.path("type").asText()).isEqualTo("Unschedulable");
    assertThat(condition.path("status").asText()).isEqualTo("True");
    assertThat(condition.path("transitionID").asText()).isEqualTo("s1");
    assertThat(condition.path("reason").asText()).isEqualTo("NotEnoughResources");
    assertThat(condition.path("message").asText()).isEqualTo("short of 3 cpu");
    assertThat(group.path("spec").path("minMember").asInt()).isEqualTo(7);
    assertThat(api.seen)
        .noneMatch(request -> new String(request.body(), StandardCharsets.UTF_8).contains("spec"));
  }

  @Test
  void wordsOfOneMomentBecomeOneWriteThatKeepsTheCondition() {
    api.add(GROUP, "u");
    publisher.publish(group(GroupPhase.INQUEUE, 1, unschedulable("short", "s1")));
    for (int running = 2; running <= 50; running++) {
      publisher.publish(group(GroupPhase.RUNNING, running, null));
    }
    time.pass(SOON);
    assertThat(api.count("PATCH")).isEqualTo(1);
    assertThat(api.status(GROUP).path("running").asInt()).isEqualTo(50);
    assertThat(api.status(GROUP).path("conditions")).hasSize(1);
  }

  @Test
  void keepsForeignConditionsAndTurnsTheOppositeFalse() {
    ObjectNode status = api.add(GROUP, "u").putObject("status");
    var list = status.putArray("conditions");
    list.addObject().put("type", "Custom").put("status", "True").put("reason", "Mine");
    list.addObject()
        .put("type", "Unschedulable")
        .put("status", "True")
        .put("lastTransitionTime", "t0");
    publisher.publish(
        group(GroupPhase.RUNNING, 3, new GroupCondition(true, "Scheduled", "all bound", "s2")));
    time.pass(SOON);
    JsonNode conditions = api.status(GROUP).path("conditions");
    assertThat(conditions).hasSize(3);
    assertThat(conditions.path(0).path("reason").asText()).isEqualTo("Mine");
    assertThat(conditions.path(1).path("status").asText()).isEqualTo("False");
    assertThat(conditions.path(1).path("lastTransitionTime").asText()).isNotEqualTo("t0");
    assertThat(conditions.path(2).path("type").asText()).isEqualTo("Scheduled");
  }

  @Test
  void transitionTimeChangesOnlyWithTheStatus() {
    api.add(GROUP, "u");
    publisher.publish(group(GroupPhase.INQUEUE, 0, unschedulable("short of 3", "s1")));
    time.pass(SOON);
    String first = api.status(GROUP).path("conditions").path(0).path("lastTransitionTime").asText();
    time.pass(Duration.ofMinutes(1));
    publisher.publish(group(GroupPhase.INQUEUE, 0, unschedulable("short of 2", "s9")));
    time.pass(SOON);
    JsonNode condition = api.status(GROUP).path("conditions").path(0);
    assertThat(condition.path("message").asText()).isEqualTo("short of 2");
    assertThat(condition.path("lastTransitionTime").asText()).isEqualTo(first);
  }

  @Test
  void whatTheObjectSaysAlreadyIsNotWrittenAgain() {
    api.add(GROUP, "u");
    publisher.publish(group(GroupPhase.INQUEUE, 0, unschedulable("short", "s1")));
    time.pass(SOON);
    publisher.publish(group(GroupPhase.INQUEUE, 0, unschedulable("short", "s2")));
    time.pass(SOON);
    assertThat(api.count("PATCH")).isEqualTo(1);
    assertThat(count("group", "Unchanged")).isEqualTo(1);
  }

  @Test
  void conflictWithAnotherWriterIsReadAndMergedAgain() {
    ObjectNode group = api.add(GROUP, "u");
    boolean[] disturbed = {false};
    api.fault =
        request -> {
          if (request.method().equals("PATCH") && !disturbed[0]) {
            disturbed[0] = true;
            group.putObject("status").putArray("conditions").addObject().put("type", "Custom");
            ((ObjectNode) group.path("metadata")).put("resourceVersion", "moved");
          }
          return null;
        };
    publisher.publish(group(GroupPhase.INQUEUE, 0, unschedulable("short", "s1")));
    time.pass(SOON);
    assertThat(api.status(GROUP).path("conditions")).hasSize(2);
    assertThat(count("group", "Retried")).isEqualTo(1);
  }

  @Test
  void neverWritesToAnObjectOfAnotherUid() {
    api.add(GROUP, "another");
    publisher.publish(group(GroupPhase.RUNNING, 1, null));
    time.pass(SOON);
    publisher.publish(group(GroupPhase.RUNNING, 1, unschedulable("short", "s1")));
    time.pass(SOON);
    assertThat(api.status(GROUP).isMissingNode()).isTrue();
  }

  @Test
  void goesOnThroughAnOutageWithTheLastWord() {
    api.add(GROUP, "u");
    boolean[] away = {true};
    api.fault = request -> away[0] ? FakeObjects.NO_ANSWER : null;
    publisher.publish(group(GroupPhase.INQUEUE, 0, null));
    time.pass(Duration.ofMinutes(3));
    publisher.publish(group(GroupPhase.RUNNING, 5, null));
    time.pass(Duration.ofMinutes(3));
    away[0] = false;
    time.pass(Duration.ofSeconds(30));
    assertThat(api.status(GROUP).path("phase").asText()).isEqualTo("Running");
    assertThat(api.count("PATCH")).isLessThan(60);
  }

  @Test
  void objectThatIsGoneIsForgotten() {
    publisher.publish(group(GroupPhase.RUNNING, 1, null));
    time.pass(Duration.ofMinutes(1));
    assertThat(api.seen).hasSize(1);
    assertThat(count("group", "Obsolete")).isEqualTo(1);
  }

  @Test
  void queueLosesResourcesItNoLongerHoldsAndGetsAStateOnce() {
    api.add(QUEUE, "u");
    publisher.publish(queue(Map.of("cpu", 1500L, "nvidia.com/gpu", 2L)));
    time.pass(SOON);
    publisher.publish(queue(Map.of("cpu", 2000L)));
    time.pass(SOON);
    JsonNode status = api.status(QUEUE);
    assertThat(status.path("allocated").path("cpu").asText()).isEqualTo("2");
    assertThat(status.path("allocated").has("nvidia.com/gpu")).isFalse();
    assertThat(status.path("state").asText()).isEqualTo("Open");
    assertThat(api.seen.get(1).path()).endsWith("/queues/q/status");
  }

  @Test
  void queueStateOfSomebodyElseStays() {
    api.add(QUEUE, "u").putObject("status").put("state", "Closed");
    publisher.publish(queue(Map.of("cpu", 1500L)));
    time.pass(SOON);
    assertThat(api.status(QUEUE).path("state").asText()).isEqualTo("Closed");
  }

  @Test
  void waitingPodGetsItsReasonBesideOtherConditions() {
    api.add(POD, "u").putObject("status").putArray("conditions").addObject().put("type", "Ready");
    publisher.publish(new PodWaiting("u", "ns", "p", "Unschedulable", "0/3 nodes fit", false));
    time.pass(SOON);
    JsonNode conditions = api.status(POD).path("conditions");
    assertThat(conditions).hasSize(2);
    assertThat(conditions.path(1).path("status").asText()).isEqualTo("False");
    assertThat(conditions.path(1).path("reason").asText()).isEqualTo("Unschedulable");
  }

  @Test
  void podWithoutAGroupGetsAnEventOfItsOwn() {
    api.add(POD, "u");
    publisher.publish(new PodWaiting("u", "ns", "p", "Unschedulable", "0/3 nodes fit", true));
    time.pass(SOON);
    assertThat(events()).hasSize(1);
    ObjectNode event = events().getFirst();
    assertThat(event.path("reason").asText()).isEqualTo("FailedScheduling");
    assertThat(event.path("message").asText()).isEqualTo("0/3 nodes fit");
    assertThat(event.path("involvedObject").path("kind").asText()).isEqualTo("Pod");
    assertThat(event.path("involvedObject").path("name").asText()).isEqualTo("p");
  }

  @Test
  void podThatIsBeingBoundLosesItsPendingWords() {
    api.add(POD, "u");
    publisher.publish(new PodWaiting("u", "ns", "p", "Unschedulable", "0/3 nodes fit", true));
    publisher.binding(new Binding("u", "ns", "p", "n1"));
    time.pass(SOON);
    assertThat(api.seen).isEmpty();
  }

  @Test
  void podThatIsBoundUnderWayKeepsTheConditionOfItsBinding() {
    ObjectNode pod = api.add(POD, "u");
    api.fault =
        request -> {
          if (request.method().equals("PATCH")) {
            ((ObjectNode) pod.path("spec")).put("nodeName", "n1");
            ((ObjectNode) pod.path("metadata")).put("resourceVersion", "bound");
          }
          return null;
        };
    publisher.publish(new PodWaiting("u", "ns", "p", "Unschedulable", "0/3 nodes fit", false));
    time.pass(SOON);
    assertThat(api.status(POD).isMissingNode()).isTrue();
    assertThat(count("pod", "Obsolete")).isEqualTo(1);
  }

  @Test
  void sameEventAgainRaisesItsCount() {
    for (int i = 0; i < 3; i++) {
      publisher.publish(event("FailedScheduling", "short of cpu"));
      time.pass(SOON);
    }
    List<ObjectNode> events = events();
    assertThat(events).hasSize(1);
    assertThat(events.getFirst().path("count").asInt()).isEqualTo(3);
    assertThat(events.getFirst().path("involvedObject").path("kind").asText())
        .isEqualTo("PodGroup");
    assertThat(events.getFirst().path("involvedObject").path("apiVersion").asText())
        .isEqualTo("scheduling.volcano.sh/v1beta1");
    assertThat(events.getFirst().path("type").asText()).isEqualTo("Warning");
  }

  @Test
  void eventThatExpiredIsRecordedAnew() {
    publisher.publish(event("FailedScheduling", "short of cpu"));
    time.pass(SOON);
    api.objects.keySet().removeIf(path -> path.contains("/events/"));
    publisher.publish(event("FailedScheduling", "short of cpu"));
    time.pass(SOON);
    assertThat(events()).hasSize(1);
    assertThat(events().getFirst().path("count").asInt()).isEqualTo(1);
  }

  @Test
  void problemOfAGroupIsItsConditionAndItsEventUntilItIsValid() {
    api.add(GROUP, "u");
    publisher.publish(
        new ObjectProblem("PodGroup", "u", "ns", "g", "spec.minMember: -1 is negative"));
    time.pass(SOON);
    JsonNode condition = api.status(GROUP).path("conditions").path(0);
    assertThat(condition.path("reason").asText()).isEqualTo("Invalid");
    assertThat(condition.path("message").asText()).isEqualTo("spec.minMember: -1 is negative");
    assertThat(events().getFirst().path("reason").asText()).isEqualTo("Invalid");
    publisher.publish(new ObjectProblem("PodGroup", "u", "ns", "g", null));
    time.pass(SOON);
    assertThat(api.status(GROUP).path("conditions").path(0).path("status").asText())
        .isEqualTo("False");
  }

  @Test
  void problemOfAQueueIsAnEventInTheDefaultNamespace() {
    publisher.publish(new ObjectProblem("Queue", "u", null, "q", "spec.weight: 0 is not positive"));
    time.pass(SOON);
    assertThat(api.objects.keySet()).allMatch(path -> path.startsWith(ApiPaths.events("default")));
    assertThat(events().getFirst().path("involvedObject").has("namespace")).isFalse();
  }

  @Test
  void longMessageIsCutBetweenCharacters() {
    api.add(GROUP, "u");
    publisher.publish(group(GroupPhase.INQUEUE, 0, unschedulable("é".repeat(2000), "s1")));
    time.pass(SOON);
    String message = api.status(GROUP).path("conditions").path(0).path("message").asText();
    assertThat(message.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1020, 1024);
    assertThat(message).matches("é+\\.\\.\\.");
  }

  @Test
  void floodOfEventsIsPacedBoundedAndCounted() {
    for (int i = 0; i < 11_000; i++) {
      publisher.publish(new GroupEvent("u" + i, "ns", "g" + i, true, "FailedScheduling", "short"));
    }
    time.pass(Duration.ofSeconds(10));
    assertThat(api.count("POST")).isBetween(500L, 700L);
    assertThat(api.mostUnderWay).isLessThanOrEqualTo(2);
    assertThat(count("event", "Dropped")).isEqualTo(1000);
  }

  @Test
  void wordsOfAnEpochThatIsOverAreDropped() {
    api.add(GROUP, "u");
    publisher.publish(group(GroupPhase.RUNNING, 1, null));
    fence.epoch = 2;
    time.pass(SOON);
    assertThat(api.seen).isEmpty();
    assertThat(count("group", "NotLeader")).isEqualTo(1);
  }

  @Test
  void whatTheServerWillNeverTakeIsNotTriedAgain() {
    api.add(GROUP, "u");
    api.fault = request -> 403;
    publisher.publish(group(GroupPhase.RUNNING, 1, null));
    time.pass(Duration.ofMinutes(5));
    assertThat(api.seen).hasSize(1);
    assertThat(count("group", "Rejected")).isEqualTo(1);
  }

  private List<ObjectNode> events() {
    return api.objects.entrySet().stream()
        .filter(entry -> entry.getKey().contains("/events/"))
        .map(Map.Entry::getValue)
        .toList();
  }

  private long count(String kind, String outcome) {
    Map<String, Long> counts = publisher.counts().getOrDefault(kind, Map.of());
    return counts.getOrDefault(outcome, 0L);
  }

  private static GroupStatus group(
      GroupPhase phase, int running, @Nullable GroupCondition condition) {
    return new GroupStatus("u", "ns", "g", phase, running, 0, 0, condition);
  }

  private static GroupCondition unschedulable(String message, String session) {
    return new GroupCondition(false, "NotEnoughResources", message, session);
  }

  private static GroupEvent event(String reason, String message) {
    return new GroupEvent("u", "ns", "g", true, reason, message);
  }

  private static QueueStatus queue(Map<String, Long> allocated) {
    return new QueueStatus("u", "q", ResourceList.of(allocated));
  }
}
