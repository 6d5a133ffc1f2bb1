package dev.basalt.watchdog.capability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.core.resource.ResourceList;
import dev.basalt.properties.Property;
import dev.basalt.properties.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Plans of random clusters against what arithmetic with fractions says. */
class CapabilityPlanPropertyTest {
  private static final long MEBI = 1 << 20;

  /** A random cluster. */
  private record World(Supply supply, List<PlannedQueue> queues) {}

  @Test
  void sharesByWeightAreExactToTheUnitAndNeverMoreThanAZoneHas() {
    Property.named("weights divide zones")
        .tries(300)
        .check(source -> {
          World world = world(source, false);
          Map<String, ResourceList> targets =
              CapabilityPlan.of(world.supply(), world.queues()).targets();
          assertNearFractions(world, targets);
          assertNoZoneIsDealtTwice(world, targets);
        });
  }

  @Test
  void boundsAndGuaranteesHold() {
    Property.named("bounds and guarantees")
        .tries(300)
        .check(source -> {
          World world = world(source, true);
          assertBounds(world, CapabilityPlan.of(world.supply(), world.queues()).targets());
        });
  }

  @Test
  void aShareThatIsRoundedUpWouldBeSeen() {
    World world =
        new World(
            Plans.supply(Plans.node("n", "a", Map.of("cpu", "1", "memory", "1Gi"))),
            List.of(
                Plans.queue("x", "", 1, "weight", "a"), Plans.queue("y", "", 2, "weight", "a")));
    Map<String, ResourceList> targets =
        new HashMap<>(CapabilityPlan.of(world.supply(), world.queues()).targets());
    assertNoZoneIsDealtTwice(world, targets);
    targets.put("x", Plans.amounts("cpu", "334m", "memory", "342Mi"));

    assertThatThrownBy(() -> assertNoZoneIsDealtTwice(world, targets))
        .isInstanceOf(AssertionError.class);
    targets.put("x", Plans.amounts("cpu", "330m", "memory", "340Mi"));
    assertThatThrownBy(() -> assertNearFractions(world, targets))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void aCapabilityBelowTheGuaranteeWouldBeSeen() {
    PlannedQueue queue =
        Plans.bounded(
            Plans.queue("x", "", 1, "weight", "a"),
            ResourceList.EMPTY,
            ResourceList.EMPTY,
            Plans.amounts("cpu", "2"));
    World world = new World(Plans.supply(), List.of(queue));

    assertThatThrownBy(() -> assertBounds(world, Map.of("x", Plans.amounts("cpu", "1"))))
        .isInstanceOf(AssertionError.class);
  }

  /** What each queue should have by fractions, zone by zone, from the top of the tree. */
  private static void assertNearFractions(World world, Map<String, ResourceList> targets) {
    for (PlannedQueue queue : world.queues()) {
      for (String resource : List.of("cpu", "memory", "gpu.com/g")) {
        double unit = resource.equals("memory") ? MEBI : 1;
        double sum = 0;
        for (Pool pool : queue.pools()) {
          double total = world.supply().total(pool).get(resource);
          sum += queue.weighs(resource, pool) ? total * fraction(world, queue, resource, pool) : 0;
        }
        PlannedQueue around = find(world, queue.parent());
        if (around != null) {
          sum = Math.min(sum, (double) target(targets, around).get(resource));
        }
        double got = target(targets, queue).get(resource);
        assertThat(Math.abs(got - sum) / unit)
            .as("%s of %s", resource, queue.name())
            .isLessThan(3.0 * queue.pools().size());
      }
    }
  }

  private static double fraction(World world, PlannedQueue queue, String resource, Pool pool) {
    PlannedQueue parent = find(world, queue.parent());
    double weights = 0;
    for (PlannedQueue other : world.queues()) {
      if (other.parent().equals(queue.parent()) && takesPart(world, other, resource, pool)) {
        weights += other.weight();
      }
    }
    double around = parent == null ? 1 : fraction(world, parent, resource, pool);
    return around * queue.weight() / weights;
  }

  private static boolean takesPart(World world, PlannedQueue queue, String resource, Pool pool) {
    return queue.weighs(resource, pool)
        || world.queues().stream()
            .anyMatch(other ->
                other.parent().equals(queue.name()) && takesPart(world, other, resource, pool));
  }

  /** Leaves of one zone each, so that what they have of it is known. */
  private static void assertNoZoneIsDealtTwice(World world, Map<String, ResourceList> targets) {
    Map<Pool, ResourceList> dealt = new HashMap<>();
    for (PlannedQueue queue : world.queues()) {
      boolean leaf = world.queues().stream().noneMatch(of -> of.parent().equals(queue.name()));
      if (leaf && queue.pools().size() == 1) {
        dealt.merge(
            queue.pools().iterator().next(),
            targets.getOrDefault(queue.name(), ResourceList.EMPTY),
            ResourceList::plus);
      }
    }
    dealt.forEach((pool, sum) ->
        sum.forEach((resource, amount) ->
            assertThat(amount)
                .as("%s of %s", resource, pool)
                .isLessThanOrEqualTo(world.supply().total(pool).get(resource))));
  }

  private static void assertBounds(World world, Map<String, ResourceList> targets) {
    for (PlannedQueue queue : world.queues()) {
      ResourceList target = target(targets, queue);
      target.forEach((resource, amount) -> {
        long guarantee = queue.guarantee().get(resource);
        assertThat(amount).isGreaterThanOrEqualTo(guarantee);
        assertThat(amount).isLessThanOrEqualTo(mostWithin(world, targets, queue, resource));
        assertThat(amount).isGreaterThanOrEqualTo(queue.min().get(resource));
        if (queue.max().has(resource) && queue.max().get(resource) >= guarantee) {
          assertThat(amount).isLessThanOrEqualTo(queue.max().get(resource));
        }
      });
    }
  }

  /** What the queue around it allows, if neither bounds nor a guarantee want more. */
  private static long mostWithin(
      World world, Map<String, ResourceList> targets, PlannedQueue queue, String resource) {
    PlannedQueue around = find(world, queue.parent());
    if (around == null) {
      return Long.MAX_VALUE;
    }
    long wanted = Math.max(queue.min().get(resource), queue.guarantee().get(resource));
    return Math.max(wanted, target(targets, around).get(resource));
  }

  private static ResourceList target(Map<String, ResourceList> targets, PlannedQueue queue) {
    return Objects.requireNonNull(targets.get(queue.name()), queue.name());
  }

  private static @Nullable PlannedQueue find(World world, String name) {
    return world.queues().stream().filter(is -> is.name().equals(name)).findFirst().orElse(null);
  }

  private static World world(Source source, boolean bounds) {
    List<String> zones = List.of("a", "b", "c");
    List<SeenNode> nodes = new ArrayList<>();
    int count = source.size(1, 30);
    for (int i = 0; i < count; i++) {
      SeenNode node =
          Plans.node(
              "n" + i,
              source.pick(zones),
              Map.of(
                  "cpu",
                  source.between(0, 100_000) + "m",
                  "memory",
                  Long.toString(source.between(0L, 1L << 50)),
                  "gpu.com/g",
                  Integer.toString(source.between(0, 16))));
      nodes.add(source.chance(10) ? Plans.out(node, "not ready") : node);
    }
    List<PlannedQueue> queues = new ArrayList<>();
    int size = source.size(1, 20);
    for (int i = 0; i < size; i++) {
      Set<String> own = new HashSet<>(Set.of(source.pick(zones)));
      if (source.chance(30)) {
        own.add(source.pick(zones));
      }
      // At most two deep.
      String parent = i >= 2 && source.chance(50) ? "q" + source.between(0, 1) : "";
      PlannedQueue queue =
          Plans.queue(
              "q" + i,
              parent,
              source.between(1, source.chance(50) ? 5 : 65_535),
              bounds && source.chance(50) ? "33.33%" : "weight",
              own.toArray(String[]::new));
      queues.add(bounds ? bounded(source, queue) : queue);
    }
    return new World(Plans.supply(nodes.toArray(SeenNode[]::new)), queues);
  }

  private static PlannedQueue bounded(Source source, PlannedQueue queue) {
    int min = source.between(0, 50);
    ResourceList none = ResourceList.EMPTY;
    return Plans.bounded(
        queue,
        source.chance(50) ? Plans.amounts("cpu", Integer.toString(min)) : none,
        source.chance(50)
            ? Plans.amounts("cpu", Integer.toString(min + source.between(0, 50)))
            : none,
        source.chance(50) ? Plans.amounts("cpu", Integer.toString(source.between(0, 120))) : none);
  }
}
