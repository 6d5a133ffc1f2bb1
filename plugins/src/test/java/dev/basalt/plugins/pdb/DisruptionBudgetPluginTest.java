package dev.basalt.plugins.pdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.DisruptionBudgetSpec;
import dev.basalt.core.event.LabelSelector;
import dev.basalt.core.model.Task;
import dev.basalt.core.spi.AllocationListener;
import dev.basalt.plugins.Pods;
import dev.basalt.plugins.RecordedHooks;
import dev.basalt.plugins.World;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DisruptionBudgetPluginTest {
  private final World world = new World();
  private final DisruptionBudgetPlugin plugin = new DisruptionBudgetPlugin();
  private final RecordedHooks hooks = RecordedHooks.of(plugin);

  @BeforeEach
  void oneNode() {
    world.node("n1", "cpu=100");
  }

  @Test
  void whereThereAreNoBudgetsItDoesNotVote() {
    assertThat(hooks.preemptable().victims(pod("p", "web"), List.of(pod("a", "web")))).isNull();
  }

  @Test
  void soManyGoTogetherAsTheBudgetAllowsAndOthersAreFree() {
    budget("web", 2, LabelSelector.of(Map.of("app", "web")));
    List<Task> candidates =
        List.of(pod("a", "web"), pod("b", "db"), pod("c", "web"), pod("d", "web"));
    assertThat(victims(candidates))
        .extracting(Task::toString)
        .containsExactly("ns/a", "ns/b", "ns/c");
    assertThat(hooks.reclaimable().victims(candidates.getFirst(), candidates)).hasSize(3);
    assertThat(hooks.returnable().victims(candidates.getFirst(), candidates)).hasSize(3);
  }

  @Test
  void podsWithoutLabelsAreCoveredByAnEmptySelectorOnly() {
    budget("web", 0, LabelSelector.of(Map.of("app", "web")));
    Task bare = world.pod(Pods.named("bare").runningOn("n1"));
    assertThat(victims(List.of(bare))).containsExactly(bare);
    budget("web", 0, LabelSelector.EVERYTHING);
    assertThat(victims(List.of(bare))).isEmpty();
  }

  @Test
  void evictionsOnTheWayCountUntilThePodShowsThem() {
    budget("web", 1, LabelSelector.EVERYTHING);
    Task first = pod("a", "web");
    Task second = pod("b", "web");
    AllocationListener listener = hooks.only(AllocationListener.class);
    world.state().evict(first);
    listener.deallocated(first);
    assertThat(victims(List.of(second))).isEmpty();

    plugin.sessionOpened(world);
    assertThat(victims(List.of(second))).isEmpty();
    world.pod(first.pod().toBuilder().deleting(true).build());
    plugin.sessionOpened(world);
    assertThat(victims(List.of(second))).containsExactly(second);
  }

  @Test
  void aPodThatGoesWithoutShowingItsEndCountsNoMore() {
    budget("web", 1, LabelSelector.EVERYTHING);
    Task first = pod("a", "web");
    Task second = pod("b", "web");
    world.state().evict(first);
    hooks.only(AllocationListener.class).deallocated(first);
    world.state().reports().podGone(first.pod().uid(), 1);
    plugin.sessionOpened(world);
    assertThat(victims(List.of(second))).containsExactly(second);
  }

  @Test
  void anEvictionThatIsTakenBackOrRefusedCountsNoMore() {
    budget("web", 1, LabelSelector.EVERYTHING);
    Task first = pod("a", "web");
    Task second = pod("b", "web");
    AllocationListener listener = hooks.only(AllocationListener.class);
    world.state().evict(first);
    listener.deallocated(first);
    world.state().undoEviction(first);
    listener.allocated(first);
    assertThat(victims(List.of(second))).containsExactly(second);

    world.state().evict(first);
    listener.deallocated(first);
    world.state().evictionRefused(first, 1);
    assertThat(victims(List.of(second))).containsExactly(second);
  }

  @Test
  void aPodThatDoesNotRunYetNeedsNoBudgetAndOneOfTwoBudgetsStays() {
    budget("web", 1, LabelSelector.EVERYTHING);
    budget("all", 1, LabelSelector.EVERYTHING);
    Task running = pod("a", "web");
    Task starting =
        world.pod(running.pod().toBuilder().phase(dev.basalt.core.event.PodPhase.PENDING).build());
    assertThat(victims(List.of(starting))).containsExactly(starting);
    assertThat(victims(List.of(pod("b", "web")))).isEmpty();
  }

  @Test
  void aBudgetThatCannotBeReadAllowsNothingUntilItIsGone() {
    world
        .state()
        .reports()
        .disruptionBudgetChanged(
            DisruptionBudgetSpec.builder("u", "ns", "odd")
                .selector(LabelSelector.EVERYTHING)
                .disruptionsAllowed(5)
                .problem("spec.selector: odd")
                .build());
    Task task = pod("a", "web");
    assertThat(victims(List.of(task))).isEmpty();
    world.state().reports().disruptionBudgetGone("ns", "u");
    assertThat(hooks.preemptable().victims(task, List.of(task))).isNull();
  }

  private List<Task> victims(List<Task> candidates) {
    List<Task> victims = hooks.preemptable().victims(candidates.getFirst(), candidates);
    if (victims == null) {
      throw new AssertionError("it does not vote");
    }
    return victims;
  }

  private Task pod(String name, String app) {
    return world.pod(
        Pods.named(name).runningOn("n1").spec().toBuilder().labels(Map.of("app", app)).build());
  }

  private void budget(String name, int allowed, LabelSelector selector) {
    world
        .state()
        .reports()
        .disruptionBudgetChanged(
            DisruptionBudgetSpec.builder("uid-" + name, "ns", name)
                .selector(selector)
                .disruptionsAllowed(allowed)
                .build());
  }
}
