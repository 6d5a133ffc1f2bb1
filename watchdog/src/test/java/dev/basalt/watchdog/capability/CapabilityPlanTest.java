package dev.basalt.watchdog.capability;

import static dev.basalt.watchdog.capability.Plans.bounded;
import static dev.basalt.watchdog.capability.Plans.limited;
import static dev.basalt.watchdog.capability.Plans.node;
import static dev.basalt.watchdog.capability.Plans.amounts;
import static dev.basalt.watchdog.capability.Plans.out;
import static dev.basalt.watchdog.capability.Plans.queue;
import static dev.basalt.watchdog.capability.Plans.supply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.resource.ResourceList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CapabilityPlanTest {
  private static final Map<String, String> ROOM = Map.of("cpu", "32", "memory", "128Gi");
  private static final Map<String, String> GPUS =
      Map.of("cpu", "32", "memory", "128Gi", "nvidia.com/gpu", "8", "pods", "110");

  @Test
  void queuesOfAZoneShareItByWeight() {
    Map<String, ResourceList> targets =
        targets(
            supply(node("n1", "a", ROOM), node("n2", "a", ROOM), node("n3", "b", ROOM)),
            queue("one", "root", 1, "weight", "a"),
            queue("three", "", 3, "weight", "a"),
            queue("unkept", "", 9, null, "a"));

    assertThat(targets)
        .containsOnly(
            Map.entry("one", amounts("cpu", "16", "memory", "64Gi")),
            Map.entry("three", amounts("cpu", "48", "memory", "192Gi")));
  }

  @Test
  void aQueueOfSeveralZonesHasAShareOfEach() {
    Map<String, ResourceList> targets =
        targets(
            supply(node("n1", "a", ROOM), node("n2", "b", ROOM)),
            queue("both", "", 1, "weight", "a", "b"),
            queue("b", "", 1, "weight", "b"));

    assertThat(target(targets, "both")).isEqualTo(amounts("cpu", "48", "memory", "192Gi"));
    assertThat(target(targets, "b")).isEqualTo(amounts("cpu", "16", "memory", "64Gi"));
  }

  @Test
  void whatAQueueHasIsDividedAmongThoseInIt() {
    Map<String, ResourceList> targets =
        targets(
            supply(node("n1", "a", ROOM)),
            queue("dept", "root", 1, "weight", "a"),
            queue("dept-x", "dept", 1, "weight", "a"),
            queue("dept-y", "dept", 3, "weight", "a"),
            queue("other", "root", 1, null, "a"),
            queue("other-x", "other", 7, "weight", "a"));

    assertThat(target(targets, "dept").get("cpu")).isEqualTo(16_000);
    assertThat(target(targets, "dept-x").get("cpu")).isEqualTo(4000);
    assertThat(target(targets, "dept-y").get("cpu")).isEqualTo(12_000);
    assertThat(target(targets, "other-x").get("cpu")).isEqualTo(16_000);
  }

  @Test
  void queuesInACircleOrInNoneThatIsThereLieInNone() {
    Map<String, ResourceList> targets =
        targets(
            supply(node("n1", "a", ROOM)),
            queue("x", "y", 1, "weight", "a"),
            queue("y", "x", 1, "weight", "a"),
            queue("z", "gone", 2, "weight", "a"));

    assertThat(target(targets, "x").get("cpu")).isEqualTo(8000);
    assertThat(target(targets, "y").get("cpu")).isEqualTo(8000);
    assertThat(target(targets, "z").get("cpu")).isEqualTo(16_000);
  }

  @Test
  void noDeviceIsLeftOverAndMemoryIsInMebibytes() {
    Map<String, ResourceList> targets =
        targets(
            supply(
                node(
                    "n1",
                    "a",
                    Map.of("cpu", "1", "memory", "1048577", "nvidia.com/gpu", "8"))),
            queue("x", "", 1, "weight", "a"),
            queue("y", "", 1, "weight", "a"),
            queue("z", "", 1, "weight", "a"));

    assertThat(targets.values())
        .extracting(target -> target.get("nvidia.com/gpu"))
        .containsExactly(3L, 3L, 2L);
    assertThat(targets.values())
        .extracting(target -> target.get("memory"))
        .containsExactly(1L << 20, 0L, 0L);
  }

  @Test
  void percentagesAndAmountsAreOfAllZonesOfTheQueue() {
    Map<String, ResourceList> targets =
        targets(
            supply(node("n1", "a", GPUS), node("n2", "b", GPUS)),
            queue("all", "", 1, "40%", "a", "b"),
            queue("some", "", 1, "cpu=12.5%,memory=64Gi", "a"),
            queue("much", "", 1, "cpu=1000,pods=50%", "a", "b"));

    assertThat(target(targets, "all"))
        .isEqualTo(amounts("cpu", "25600m", "memory", 102 * 1024 + 409 + "Mi", "nvidia.com/gpu", "6"));
    assertThat(target(targets, "some")).isEqualTo(amounts("cpu", "4", "memory", "64Gi"));
    assertThat(target(targets, "much")).isEqualTo(amounts("cpu", "64", "pods", "110"));
  }

  @Test
  void boundsHoldAndAGuaranteeBeforeThem() {
    ResourceList none = ResourceList.EMPTY;
    ResourceList four = amounts("cpu", "4");
    PlannedQueue half = queue("q", "", 1, "50%", "a");

    assertThat(cpuOf(bounded(half, none, four, none))).isEqualTo(4000);
    assertThat(cpuOf(bounded(half, amounts("cpu", "40"), none, none))).isEqualTo(40_000);
    assertThat(cpuOf(bounded(half, none, four, amounts("cpu", "20")))).isEqualTo(20_000);
  }

  @Test
  void aDeviceWhoseLastNodeIsGoneStaysLimited() {
    PlannedQueue queue =
        limited(
            queue("q", "", 1, "weight", "a"),
            amounts("cpu", "32", "memory", "128Gi", "nvidia.com/gpu", "8", "pods", "110"));

    assertThat(target(targets(supply(node("n1", "a", ROOM)), queue), "q"))
        .isEqualTo(amounts("cpu", "32", "memory", "128Gi", "nvidia.com/gpu", "0"));
  }

  @Test
  void nodesThatTakeNothingDoNotCount() {
    Supply nodes = supply(node("n1", "a", ROOM), out(node("n2", "a", ROOM), "cordoned"));

    assertThat(target(targets(nodes, queue("q", "", 1, "weight", "a")), "q").get("cpu"))
        .isEqualTo(32_000);
  }

  @Test
  void guaranteesThatAreMoreThanTheNodesHaveAreTold() {
    ResourceList none = ResourceList.EMPTY;
    PlannedQueue x =
        bounded(queue("x", "", 1, "weight", "a"), none, none, amounts("cpu", "20"));
    PlannedQueue y = bounded(queue("y", "", 1, null, "a"), none, none, amounts("cpu", "13"));
    PlannedQueue elsewhere = bounded(queue("z", "", 1, null, "b"), none, none, amounts("cpu", "99"));
    Supply nodes = supply(node("n1", "a", ROOM));

    assertThat(CapabilityPlan.of(nodes, List.of(x, elsewhere)).overdrawn()).isEmpty();
    assertThat(CapabilityPlan.of(nodes, List.of(x, y, elsewhere)).overdrawn())
        .containsOnlyKeys("x")
        .containsValue(
            "33 cpu is guaranteed to queues of the same zones, whose nodes have 32; lower spec.guarantee or add nodes");
  }

  @Test
  void aParentsGuaranteeCoversItsChildrens() {
    ResourceList none = ResourceList.EMPTY;
    PlannedQueue dept = bounded(queue("dept", "", 1, "weight", "a"), none, none, amounts("cpu", "20"));
    PlannedQueue child =
        bounded(queue("child", "dept", 1, "weight", "a"), none, none, amounts("cpu", "20"));

    assertThat(
            CapabilityPlan.of(supply(node("n1", "a", ROOM)), List.of(dept, child)).overdrawn())
        .isEmpty();
  }

  private static long cpuOf(PlannedQueue queue) {
    return target(targets(supply(node("n1", "a", ROOM)), queue), "q").get("cpu");
  }

  private static ResourceList target(Map<String, ResourceList> targets, String queue) {
    return Objects.requireNonNull(targets.get(queue), queue);
  }

  private static Map<String, ResourceList> targets(Supply nodes, PlannedQueue... queues) {
    return CapabilityPlan.of(nodes, List.of(queues)).targets();
  }
}
