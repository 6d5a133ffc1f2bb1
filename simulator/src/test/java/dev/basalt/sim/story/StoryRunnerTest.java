package dev.basalt.sim.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.sim.story.RealRun.Turn;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The runner notices what does not come as expected, and the reader what cannot be meant. */
class StoryRunnerTest {
  private static final String STORY =
      """
      story: A gang that fits, one that does not, a queue with a ceiling and a bare pod
      stands: the runner itself
      queues:
      - {name: default}
      - {name: capped, capability: {cpu: 2}}
      - {name: odd, problem: "spec.weight: must be at least 1"}
      nodes:
      - {name: large, cpu: 8}
      - {name: small, cpu: 2}
      jobs:
      - {name: fits, pods: 2, cpu: 3, runs: 30s}
      - {name: capped, queue: capped, pods: 3, minMember: 1, at: 5s}
      - {name: huge, pods: 2, cpu: 16, at: 5s}
      pods:
      - {name: alone, cpu: 9, at: 5s}
      - {name: refused, namespace: tight, cpu: 9, copies: 2, at: 19s}
      resourceQuotas:
      - {name: full, namespace: tight, hard: {pods: 1}}
      disruptionBudgets:
      - {name: none, selector: {app: web}, minAvailable: 1}
      events:
      - {at: 30s, removeJob: capped}
      """;

  private static final List<String> TRUE =
      List.of(
          "{at: 20s, job: fits, bound: 2}",
          "{at: 20s, job: fits, boundAtLeast: 2, boundAtMost: 2, placed: 2, pending: 0}",
          "{at: 20s, job: fits, nodes: [large], nodesUsed: 1}",
          "{at: 20s, job: fits, holds: {cpu: 6, memory: 2Gi}, waits: nothing, phase: Running}",
          "{by: 50s, job: fits, succeeded: 2}",
          "{until: 29s, queue: capped, holdsAtMost: {cpu: 2}}",
          "{from: 10s, until: 29s, queue: capped, holdsAtLeast: {cpu: 2}}",
          "{at: 20s, job: capped, waits: WaitingForQueueShare, says: its capability of 2 cpu}",
          "{at: 40s, job: capped, bound: 0, evicted: 0, failed: 0}",
          "{at: 20s, job: huge, bound: 0, says: short of 30 cpu, saysNot: memory}",
          "{at: 20s, pod: alone, waits: Unschedulable}",
          "{at: 20s, queue: odd, problem: at least 1}",
          "{at: 19500ms, creationsRefused: 1, evictionsRefused: 0}",
          "{at: 20s, bound: 4, order: [fits, capped], events: [default/huge Unschedulable]}");

  private static final List<String> FALSE =
      List.of(
          "{at: 20s, job: fits, bound: 1}",
          "{at: 20s, job: fits, boundAtLeast: 3}",
          "{at: 20s, job: fits, boundAtMost: 1}",
          "{at: 20s, job: fits, placed: 1}",
          "{at: 20s, job: fits, pending: 1}",
          "{at: 20s, job: fits, nodes: [large, small]}",
          "{at: 20s, job: fits, nodesUsed: 2}",
          "{at: 20s, job: fits, holds: {cpu: 5}}",
          "{at: 20s, job: fits, waits: NotEnoughResources}",
          "{at: 20s, job: fits, phase: Pending}",
          "{by: 20s, job: fits, succeeded: 2}",
          "{until: 29s, queue: capped, holdsAtMost: {cpu: 1}}",
          "{until: 29s, queue: capped, holdsAtLeast: {cpu: 2}}",
          "{at: 20s, job: capped, waits: nothing}",
          "{at: 20s, job: capped, says: its capability of 3 cpu}",
          "{at: 20s, job: capped, saysNot: capability}",
          "{at: 20s, job: capped, evicted: 1}",
          "{at: 20s, job: capped, failed: 1}",
          "{at: 20s, pod: alone, waits: nothing}",
          "{at: 20s, queue: odd, problem: nothing at all}",
          "{at: 20s, queue: default, problem: weight}",
          "{at: 20s, order: [capped, fits]}",
          "{at: 20s, order: [fits, huge]}",
          "{at: 20s, refusedAtLeast: 1}",
          "{at: 19500ms, creationsRefused: 0}",
          "{at: 20s, evictionsRefused: 1}",
          "{at: 20s, turnedAway: 1}",
          "{at: 20s, blames: others}",
          "{at: 20s, events: [default/fits Unschedulable]}");

  @Test
  void aTrueStoryComesAsExpected() throws StoryFormatException {
    assertThat(play(String.join("\n- ", TRUE))).isEmpty();
  }

  @TestFactory
  List<DynamicTest> eachWrongExpectationIsNoticedWithItsPlace() {
    return FALSE.stream()
        .map(wrong ->
            DynamicTest.dynamicTest(
                wrong,
                () ->
                    assertThat(play(wrong))
                        .singleElement()
                        .asString()
                        .matches("a.yaml: expect\\[0\\] at [0-9.]+ s: .+")))
        .toList();
  }

  @Test
  void severalSchedulersPlayEachInItsZone() throws StoryFormatException {
    String zoned =
        """
        story: A scheduler is killed, and its zone's jobs wait
        stands: the runner itself
        schedulers: [{name: x, zones: [a]}, {name: y, zones: [b]}]
        nodes: [{name: a, zone: a}, {name: b, zone: a}]
        jobs:
        - {name: left, zone: a, at: 10s}
        - {name: right, zone: b, at: 10s}
        events:
        - {at: 5s, killScheduler: x}
        - {at: 6s, relabel: b, to: b}
        expect:
        """;

    assertThat(run(zoned + "- {at: 60s, job: left, bound: 0}\n- {at: 60s, job: right, bound: 1}"))
        .isEmpty();
    assertThat(run(zoned + "- {at: 60s, job: left, bound: 1}")).hasSize(1);
    assertThatThrownBy(() ->
            run(
                zoned.replace("killScheduler: x", "killScheduler: z")
                    + "- {at: 9s, job: left, bound: 0}"))
        .hasMessageContaining("there is no scheduler \"z\"; did you mean");
  }

  @Test
  void aZoneMayLendItsRoomAndTakeItBack() throws StoryFormatException {
    String lent =
        """
        story: Lent room is taken back
        stands: the runner itself
        zones: [{name: a, lendTo: [b], notice: 10s}]
        nodes: [{name: a, zone: a, cpu: 1}, {name: b, zone: b, cpu: 1, cordoned: true}]
        jobs:
        - {name: guest, zone: b}
        - {name: own, zone: a, at: 10s}
        expect:
        """;

    assertThat(run(lent + "- {at: 15s, job: guest, bound: 1}\n- {by: 40s, job: own, bound: 1}"))
        .isEmpty();
    assertThat(run(lent + "- {at: 30s, job: guest, bound: 1}")).hasSize(1);
  }

  private static List<String> run(String yaml) throws StoryFormatException {
    return StoryRunner.run(StoryReader.parse("a.yaml", yaml));
  }

  @Test
  void brokenInvariantsAreNoticedUnlessTheStoryAllowsThem() throws StoryFormatException {
    String crammed =
        """
        story: Somebody binds past the room of a node
        stands: the runner itself
        nodes: [{name: a, cpu: 1}]
        pods:
        - {name: p, copies: 2, scheduler: other}
        events:
        - {at: 5s, bindByOther: p-0, to: a}
        - {at: 6s, bindByOther: p-1, to: a}
        expect:
        - {at: 10s, placed: 2}
        """;

    assertThat(StoryRunner.run(StoryReader.parse("a.yaml", crammed)))
        .hasSize(2)
        .allMatch(line -> line.startsWith("a.yaml: invariant broken: "))
        .anyMatch(line -> line.contains("NODE_OVERCOMMITTED"))
        .anyMatch(line -> line.contains("OUT_OF_RESOURCE"));
    assertThat(
            StoryRunner.run(
                StoryReader.parse("a.yaml", crammed + "allow: [overcommit, out-of-resource]\n")))
        .isEmpty();
  }

  @Test
  void nodesGoDownAndPodsGrowAndBothAreSeen() throws StoryFormatException {
    String rough =
        """
        story: A node goes down, and a pod elsewhere grows
        stands: the runner itself
        kubelets: {release: 1s, start: 1s}
        nodes: [{name: a, cpu: 1}, {name: b, cpu: 4}]
        pods:
        - {name: lost, boundTo: a}
        - {name: grown, boundTo: b}
        - {name: crammed, boundTo: b, cpu: 4, at: 9s}
        events:
        - {at: 5s, rebootNode: a, takes: 10s}
        - {at: 5s, resizePod: grown, asks: {cpu: 2}}
        allow: [overcommit, out-of-resource]
        expect:
        - {at: 6s, pod: grown, holds: {cpu: 2}}
        - {at: 12s, pod: crammed, failed: 1}
        - {at: 12s, turnedAway: 1, blames: others}
        - {at: 14s, pod: lost, bound: 1}
        - {at: 20s, pod: lost, failed: 1}
        """;

    assertThat(StoryRunner.run(StoryReader.parse("a.yaml", rough))).isEmpty();
  }

  @Test
  void aStorySaysHowItIsPlayedOnARealApiServer() throws StoryFormatException {
    assertThat(real("")).isEqualTo(new RealRun(Turn.SOAK, 1));
    assertThat(real("real: true")).isEqualTo(new RealRun(Turn.ALWAYS, 1));
    assertThat(real("real: false")).isEqualTo(new RealRun(Turn.NEVER, 1));
    assertThat(real("real: {scale: 0.2}")).isEqualTo(new RealRun(Turn.ALWAYS, 0.2));
    assertThat(real("real: {scale: 0.2, soak: true}")).isEqualTo(new RealRun(Turn.SOAK, 0.2));
  }

  private static RealRun real(String line) throws StoryFormatException {
    return StoryReader.parse("a.yaml", with(line)).real();
  }

  @Test
  void podsBoundWhereTheirVolumesAreNotAreNoticedUnlessTheStoryAllowsThem()
      throws StoryFormatException {
    String misplaced =
        """
        story: Somebody binds pods past their volumes
        stands: the runner itself
        nodes: [{name: a}, {name: b}]
        volumes: [{name: pv, nodes: [b]}]
        claims: [{name: far, volume: pv}]
        pods:
        - {name: p, scheduler: other, claims: [far]}
        - {name: q, scheduler: other, claims: [missing]}
        events:
        - {at: 5s, bindByOther: p, to: a}
        - {at: 5s, bindByOther: q, to: a}
        expect:
        - {at: 10s, placed: 2}
        """;

    assertThat(StoryRunner.run(StoryReader.parse("a.yaml", misplaced)))
        .hasSize(2)
        .allMatch(line -> line.startsWith("a.yaml: invariant broken: VOLUMES"))
        .anyMatch(line -> line.contains("cannot be reached from there"))
        .anyMatch(line -> line.contains("is not bound"));
    assertThat(StoryRunner.run(StoryReader.parse("a.yaml", misplaced + "allow: [volumes]\n")))
        .isEmpty();
  }

  @Test
  void whatPodsSayAboutOthersAndResizesTakeEffect() throws StoryFormatException {
    String told =
        """
        story: Pods keep apart, and one is resized
        stands: the runner itself
        nodes: [{name: a, labels: {host: a}}, {name: b, labels: {host: b}}]
        pods:
        - {name: p, copies: 3, labels: {app: x}, apart: [{key: host}]}
        events:
        - {at: 10s, resizePod: p-0, asks: {cpu: 2}}
        expect:
        """;
    assertThat(play(told, "{at: 15s, pod: p-*, bound: 2, holds: {cpu: 3}}")).isEmpty();
    assertThat(play(told, "{at: 15s, pod: p-*, bound: 3}")).hasSize(1);
    assertThat(play(told, "{at: 15s, pod: p-*, holds: {cpu: 2}}")).hasSize(1);
  }

  @TestFactory
  List<DynamicTest> whatCannotBeMeantIsRefusedWithFileFieldAndRemedy() {
    return List.of(
        refused("story: [", "a.yaml: is not valid YAML"),
        refused("just a text", "a.yaml: must be a map of fields to values, not \"just a text\""),
        refused("stands: x", "a.yaml: story: is missing; give it a value"),
        refused(with("jobz: []"), "a.yaml: unknown field \"jobz\"; did you mean \"jobs\"?"),
        refused(
            with("jobs: [{name: a, cpus: 1}]"),
            "a.yaml: jobs[0]: unknown field \"cpus\"; did you mean \"cpu\"?"),
        refused(with("jobs: [{name: a, pods: few}]"), "a.yaml: jobs[0].pods: must be a whole"),
        refused(with("jobs: [{name: a, pods: -1}]"), "jobs[0].pods: must be at least 0, not -1"),
        refused(with("jobs: [{name: a, memory: 1XB}]"), "jobs[0].resources: ", "such as 500m"),
        refused(with("jobs: [{name: a, runs: soon}]"), "jobs[0].runs: \"soon\" is not a duration"),
        refused(with("jobs: {name: a}"), "a.yaml: jobs: must be a list"),
        refused(with("nodes: [{taints: dedicated}]"), "nodes[0].taints: ", "KEY=VALUE:EFFECT"),
        refused(
            with("queues: [{name: a, state: Shut}]"), "queues[0].state: unknown value \"Shut\""),
        refused(
            with("resourceQuotas: [{name: a, hard: {cpu: 1}, scopes: [Near]}]"),
            "resourceQuotas[0].scopes: unknown scope Near"),
        refused(
            with("resourceQuotas: [{name: a, hard: {cpu: 1}, priorityClass: {operator: Like}}]"),
            "resourceQuotas[0].priorityClass.operator: must be In, NotIn, Exists or DoesNotExist"),
        refused(with("faults: {lostReply: 2}"), "faults.lostReply: must be from 0 to 1, not 2"),
        refused(with("real: {scale: 0}"), "a.yaml: real.scale: must be above 0"),
        refused(with("events: [{at: 1s}]"), "a.yaml: events[0]: says nothing; add one of "),
        refused(with("claims: [{name: a, size: much}]"), "claims[0].size: "),
        refused(with("volumes: [{name: a, claim: b}]"), "volumes[0]: unknown field \"claim\""),
        refused(
            with("storageClasses: [{name: a, binding: Later}]"),
            "storageClasses[0].binding: unknown value \"Later\""),
        refused(
            with("nodes: [{attachLimits: {csi.example.com: few}}]"),
            "nodes[0].attachLimits.csi.example.com: must be a whole number"),
        refused(with("configuration: \"actions: dance\""), "a.yaml: configuration: "),
        refused("story: a\nstands: b", "a.yaml: expect: is missing or empty"),
        refused(
            "story: a\nstands: b\nexpect: [{at: 1s, by: 2s, bound: 1}]",
            "a.yaml: expect[0]: needs one of at, by and until"),
        refused(
            "story: a\nstands: b\nexpect: [{at: 1s, job: a}]",
            "a.yaml: expect[0]: expects nothing of job a; add one of bound, "),
        refused(
            "story: a\nstands: b\nexpect: [{at: 1s, job: a, pod: b, bound: 1}]",
            "a.yaml: expect[0].pod: names a second subject"),
        refused(
            "story: a\nstands: b\nexpect: [{at: 1s, queue: a, waits: x}]",
            "a.yaml: expect[0]: unknown field \"waits\""));
  }

  private static DynamicTest refused(String yaml, String... parts) {
    return DynamicTest.dynamicTest(
        yaml,
        () ->
            assertThatThrownBy(() -> StoryReader.parse("a.yaml", yaml))
                .isInstanceOf(StoryFormatException.class)
                .hasMessageContainingAll(parts));
  }

  private static String with(String line) {
    return "story: a\nstands: b\n" + line + "\nexpect: [{at: 1s, bound: 0}]\n";
  }

  private static List<String> play(String story, String expectation) throws StoryFormatException {
    return StoryRunner.run(StoryReader.parse("a.yaml", story + "- " + expectation + "\n"));
  }

  private static List<String> play(String expectations) throws StoryFormatException {
    return StoryRunner.run(
        StoryReader.parse("a.yaml", STORY + "expect:\n- " + expectations + "\n"));
  }

  @Test
  void whatAQueueSaysOfItsJobsIsRead() throws StoryFormatException {
    String story =
        """
        story: s
        stands: t
        queues:
        - {name: line, dequeueStrategy: fifo, namespaces: [default]}
        - {name: one, maxRunningJobs: 1}
        - {name: few, parent: one, maxPendingPods: 2}
        nodes:
        - {cpu: 4}
        jobs:
        - {name: large, queue: line, cpu: 8}
        - {name: small, queue: line, at: 5s}
        - {name: few, queue: few, copies: 2}
        expect:
        - {at: 20s, job: small, waits: WaitingInLine}
        - {at: 20s, job: few-*, bound: 1}
        - {at: 20s, job: few-*, bound: 2}
        """;
    assertThat(StoryRunner.run(StoryReader.parse("a.yaml", story)))
        .singleElement()
        .asString()
        .contains("expect[2]");
  }
}
