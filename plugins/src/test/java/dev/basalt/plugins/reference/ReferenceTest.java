package dev.basalt.plugins.reference;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.core.config.SchedulerConfiguration;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.NamespaceSpec;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.properties.Property;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/**
 * On random clusters the engine decides exactly as the plain double loop does: the same pods, in
 * the same order, on the same nodes. Since the loop takes the best of all nodes that it finds
 * feasible, the feasible sets are the same too.
 */
class ReferenceTest {
  private static final int STEPS = 60;

  private static final String FULLEST =
      """
      actions: "enqueue, allocate, backfill"
      tiers:
      - plugins:
        - name: gang
        - name: fairshare
          arguments: {fairshare.halfLife: 0}
        - name: priority
      - plugins:
        - name: fewestpods
        - name: namespacequota
        - name: predicates
        - name: nodeorder
          arguments: {leastrequested.weight: 0, balancedresource.weight: 0}
        - name: binpack
      """;

  private static final String EMPTIEST =
      """
      actions: "enqueue, allocate, backfill"
      tiers:
      - plugins:
        - name: priority
        - name: gang
      - plugins:
        - name: fewestpods
        - name: namespacequota
        - name: predicates
        - name: nodeorder
      """;

  @Test
  void packingPodsTheEngineDecidesAsThePlainDoubleLoopDoes() {
    check("packing against the reference", 250, FULLEST, UnaryOperator.identity());
  }

  @Test
  void spreadingPodsTheEngineDecidesAsThePlainDoubleLoopDoes() {
    check("spreading against the reference", 150, EMPTIEST, UnaryOperator.identity());
  }

  @Test
  void underTheStandardConfigurationNoNodeIsOvercommittedNoQuotaExceededAndNoGangTorn() {
    standard("standard configuration", UnaryOperator.identity());
  }

  // Faults planted: each of the above must notice.

  @Test
  void anotherScoreIsNoticed() {
    assertFails(() -> check("spread, not packed", 100, EMPTIEST, false, UnaryOperator.identity()))
        .hasMessageContaining("decisions at");
  }

  @Test
  void aMissingFilterIsNoticed() {
    assertFails(() ->
            check(
                "no predicates",
                100,
                FULLEST.replace("  - name: predicates\n", ""),
                UnaryOperator.identity()))
        .hasMessageContaining("decisions at");
  }

  @Test
  void antiAffinityThatIsNotHonouredIsNoticed() {
    assertFails(() ->
            check(
                "no pod affinity",
                100,
                FULLEST.replace(
                    "- name: predicates",
                    "- {name: predicates, arguments: {predicate.PodAffinityEnable: false}}"),
                UnaryOperator.identity()))
        .hasMessageContaining("decisions at");
  }

  @Test
  void aQuotaThatIsNotHeldIsNoticed() {
    assertFails(() ->
            check(
                "no quotas",
                100,
                FULLEST.replace("  - name: namespacequota\n", ""),
                UnaryOperator.identity()))
        .hasMessageContaining("decisions at");
  }

  @Test
  void anotherOrderOfQueuesIsNoticed() {
    assertFails(() ->
            check(
                "queues by name",
                100,
                FULLEST.replace("  - name: fewestpods\n", ""),
                UnaryOperator.identity()))
        .hasMessageContaining("decisions at");
  }

  @Test
  void anotherOrderOfJobsIsNoticed() {
    assertFails(() ->
            check(
                "priority without its order",
                100,
                FULLEST.replace("- name: priority", "- {name: priority, enableJobOrder: false}"),
                UnaryOperator.identity()))
        .hasMessageContaining("decisions at");
  }

  @Test
  void anotherOrderOfUsersIsNoticed() {
    assertFails(() ->
            check(
                "users in no order",
                100,
                FULLEST.replace(
                    "- name: fairshare\n", "- name: fairshare\n    enableJobOrder: false\n"),
                UnaryOperator.identity()))
        .hasMessageContaining("decisions at");
  }

  @Test
  void aNodeThatLooksLargerThanItIsIsNoticed() {
    assertFails(() -> standard("nodes look larger", ReferenceTest::larger))
        .hasMessageContaining("insufficient");
  }

  @Test
  void aGangThatLooksSmallerThanItIsIsNoticed() {
    assertFails(() -> standard("gangs look smaller", ReferenceTest::withoutMinimum))
        .hasMessageContaining("of the");
  }

  @Test
  void aTaintThatTheEngineDoesNotSeeIsNoticed() {
    assertFails(() -> standard("taints are hidden", ReferenceTest::withoutTaints))
        .hasMessageContaining("taint hard");
  }

  @Test
  void aQuotaThatTheEngineDoesNotSeeIsNoticed() {
    assertFails(() -> standard("quotas are hidden", ReferenceTest::withoutQuota))
        .hasMessageContaining("quota of");
  }

  private static void check(
      String name, int tries, String configuration, UnaryOperator<ClusterEvent> distortion) {
    check(name, tries, configuration, configuration.equals(EMPTIEST), distortion);
  }

  private static void check(
      String name,
      int tries,
      String configuration,
      boolean spreads,
      UnaryOperator<ClusterEvent> distortion) {
    Property.named(name)
        .tries(tries)
        .check(source -> {
          EngineUnderTest engine = new EngineUnderTest(configuration, distortion);
          NaiveCluster cluster =
              new NaiveCluster(spreads, configuration.contains("name: fairshare"));
          new RandomRun(source, engine, cluster, true).run(source.size(2, STEPS));
        });
  }

  private static void standard(String name, UnaryOperator<ClusterEvent> distortion) {
    Property.named(name)
        .tries(150)
        .check(source -> {
          EngineUnderTest engine = new EngineUnderTest(SchedulerConfiguration.STANDARD, distortion);
          NaiveCluster cluster = new NaiveCluster(false, false);
          new RandomRun(source, engine, cluster, false).run(source.size(2, STEPS));
        });
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertFails(Runnable property) {
    return assertThatThrownBy(property::run).isInstanceOf(AssertionError.class);
  }

  private static ClusterEvent larger(ClusterEvent event) {
    if (event instanceof ClusterEvent.NodeChanged(NodeSpec node)) {
      Map<String, Long> doubled = new TreeMap<>();
      node.allocatable().forEach((name, amount) -> doubled.put(name, 2 * amount));
      return new ClusterEvent.NodeChanged(
          NodeSpec.builder(node.name(), node.uid())
              .allocatable(ResourceList.of(doubled))
              .labels(node.labels())
              .taints(node.taints())
              .unschedulable(node.unschedulable())
              .problem(node.problem())
              .build());
    }
    return event;
  }

  private static ClusterEvent withoutQuota(ClusterEvent event) {
    return event instanceof ClusterEvent.NamespaceChanged(NamespaceSpec namespace)
        ? new ClusterEvent.NamespaceChanged(NamespaceSpec.plain(namespace.name(), namespace.uid()))
        : event;
  }

  private static ClusterEvent withoutTaints(ClusterEvent event) {
    if (event instanceof ClusterEvent.NodeChanged(NodeSpec node)) {
      return new ClusterEvent.NodeChanged(
          NodeSpec.builder(node.name(), node.uid())
              .allocatable(node.allocatable())
              .labels(node.labels())
              .unschedulable(node.unschedulable())
              .problem(node.problem())
              .build());
    }
    return event;
  }

  private static ClusterEvent withoutMinimum(ClusterEvent event) {
    if (event instanceof ClusterEvent.PodGroupChanged(PodGroupSpec group)) {
      return new ClusterEvent.PodGroupChanged(
          PodGroupSpec.builder(group.uid(), group.namespace(), group.name())
              .queue(group.queue())
              .minMember(1)
              .minTaskMember(group.minTaskMember())
              .priorityClassName(group.priorityClassName())
              .minResources(group.minResources())
              .createdMillis(group.createdMillis())
              .phase(group.phase())
              .unsupported(group.unsupported())
              .problem(group.problem())
              .build());
    }
    return event;
  }
}
