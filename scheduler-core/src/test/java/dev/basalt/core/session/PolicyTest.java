package dev.basalt.core.session;

import static dev.basalt.core.testing.Sample.group;
import static dev.basalt.core.testing.Sample.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.config.ConfigurationException;
import dev.basalt.core.config.Hook;
import dev.basalt.core.config.PluginConfiguration;
import dev.basalt.core.config.SchedulerConfiguration;
import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.Queue;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.spi.Admission;
import dev.basalt.core.spi.Hooks;
import dev.basalt.core.spi.PluginFactory;
import dev.basalt.core.spi.Vote;
import dev.basalt.core.testing.FakePlugin;
import dev.basalt.core.testing.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {
  private static final Wait WHY = new Wait(WaitReason.NOT_ENQUEUED, "because");

  private final ClusterState state = new ClusterState(Set.of("basalt"), "default", 0);
  private final List<String> asked = new ArrayList<>();

  /**
   * Votes by tier: {@code +} permits, {@code 0} abstains, {@code -} rejects; tiers by {@code |}.
   */
  @ParameterizedTest
  @CsvSource({
    "'', true, ''",
    "0, true, 0",
    "+, true, +",
    "-, false, -",
    "0|0, true, 00",
    "+|-, true, +",
    "0|-, false, 0-",
    "0+|-, true, 0+",
    "+-|+, false, +-",
    "-|+, false, -",
    "-+|+, false, -",
    "0|+|-, true, 0+",
    "|+|-, true, +",
  })
  void aRejectionDecidesAndAPermissionDecidesWithinItsTier(
      String votes, boolean expected, String whoWasAsked) {
    Job job = job("g");
    Policy enqueueable = voting(votes, (hooks, vote) -> hooks.jobEnqueueable(j -> admission(vote)));
    assertThat(enqueueable.enqueueable(job).vote() != Vote.REJECT).isEqualTo(expected);
    assertThat(String.join("", asked)).isEqualTo(whoWasAsked);

    asked.clear();
    Policy pipelined = voting(votes, (hooks, vote) -> hooks.jobPipelined(j -> vote(vote)));
    assertThat(pipelined.pipelined(job)).isEqualTo(expected);
    assertThat(String.join("", asked)).isEqualTo(whoWasAsked);
  }

  @Test
  void aRejectionSaysWhy() {
    Policy policy = voting("-", (hooks, vote) -> hooks.jobEnqueueable(j -> admission(vote)));
    assertThat(policy.enqueueable(job("g")).why()).isEqualTo(WHY);
  }

  /**
   * Victims by tier (which makes no difference): names, {@code none} for an empty list, {@code ?}
   * for an abstention.
   */
  @ParameterizedTest
  @CsvSource({
    "?, ''",
    "ab, ab",
    "ab bc, b",
    "ab ? bc, b",
    "?|ab, ab",
    "?|?|c, c",
    "ab|c, ''",
    "ab|bc, b",
    "ab none|c, ''",
    "none ab|c, ''",
    "a b|c, ''",
    "none|c, ''",
    "? none|c, ''",
  })
  void victimsAreThoseThatAllWhoVoteLetGoWhateverTheirTier(String lists, String expected) {
    Task preemptor = task("preemptor");
    Map<Character, Task> tasks = Map.of('a', task("a"), 'b', task("b"), 'c', task("c"));
    List<Task> candidates = List.copyOf(tasks.values());
    Policy policy =
        tiers(
            Arrays.stream(lists.split("\\|", -1))
                .map(tier ->
                    Arrays.stream(tier.split(" "))
                        .map(names ->
                            (Consumer<Hooks>)
                                hooks -> {
                                  hooks.preemptable((p, c) -> victims(names, tasks));
                                  hooks.reclaimable((p, c) -> victims(names, tasks));
                                })
                        .toList())
                .toList());

    List<Task> victims = expected.chars().mapToObj(c -> tasks.get((char) c)).toList();
    assertThat(policy.evictions().preemptable(preemptor, candidates))
        .containsExactlyElementsOf(victims);
    assertThat(policy.evictions().reclaimable(preemptor, candidates))
        .containsExactlyElementsOf(victims);
  }

  @Test
  void theFirstOrderThatIsNotATieDecides() {
    Job young = job("a", 2000);
    Job old = job("b", 1000);
    Policy policy =
        tiers(
            List.of(
                List.of(hooks -> hooks.jobOrder((x, y) -> 0)),
                List.of(
                    hooks -> hooks.jobOrder((x, y) -> x.key().compareTo(y.key())),
                    hooks -> hooks.jobOrder((x, y) -> y.key().compareTo(x.key())))));
    assertThat(policy.compareJobs(young, old)).isNegative();
    assertThat(policy.compareJobs(old, young)).isPositive();
  }

  @Test
  void tiesOfJobsGoToTheOlderThenToTheLowerUid() {
    Policy policy = tiers(List.of());
    Job old = job("z", 1000);
    Job young = job("a", 2000);
    Job alsoOld = job("b", 1000);
    assertThat(policy.compareJobs(old, young)).isNegative();
    assertThat(policy.compareJobs(alsoOld, old)).isNegative();
  }

  @Test
  void tiesOfTasksGoToTheLowerNumberThenToTheOlder() {
    Policy policy = tiers(List.of());
    assertThat(policy.taskOrder().compare(task("x-9"), task("x-10"))).isNegative();
    assertThat(policy.taskOrder().compare(task("x"), task("x-0"))).isNegative();
    state.reports().podChanged(pod("old-1").created(5).spec(), 0);
    assertThat(policy.taskOrder().compare(task("zzz-1"), known("old-1"))).isPositive();
    assertThat(policy.taskOrder().compare(task("a"), task("b"))).isNegative();
  }

  @Test
  void tiesOfQueuesGoToTheOlderThenToTheName() {
    Policy policy = tiers(List.of());
    state.reports().queueChanged(Sample.queue("b"));
    state.reports().queueChanged(Sample.queue("a"));
    Queue b = queue("b");
    Queue a = queue("a");
    Queue missing = queue("default");
    assertThat(policy.compareQueues(a, b)).isNegative();
    assertThat(policy.compareQueues(b, missing)).as("one that exists comes first").isNegative();
  }

  @Test
  void readyNeedsAllAndAllocatableAndOverusedAskUntilOneObjects() {
    Job job = job("g");
    Queue queue = job.queue();
    Task task = task("t");
    Policy content =
        tiers(
            List.of(
                List.of(hooks -> {
                  hooks.jobReady(j -> true);
                  hooks.queueOverused(q -> null);
                  hooks.queueAllocatable((q, t) -> null);
                  hooks.jobValid(j -> null);
                })));
    assertThat(content.ready(job)).isTrue();
    assertThat(content.overused(queue)).isNull();
    assertThat(content.unallocatable(queue, task)).isNull();
    assertThat(content.invalid(job)).isNull();

    Policy objecting =
        tiers(
            List.of(
                List.of(hooks -> hooks.jobReady(j -> true)),
                List.of(hooks -> {
                  hooks.jobReady(j -> false);
                  hooks.queueOverused(q -> WHY);
                  hooks.queueAllocatable((q, t) -> WHY);
                  hooks.jobValid(j -> WHY);
                })));
    assertThat(objecting.ready(job)).isFalse();
    assertThat(objecting.overused(queue)).isEqualTo(WHY);
    assertThat(objecting.unallocatable(queue, task)).isEqualTo(WHY);
    assertThat(objecting.invalid(job)).isEqualTo(WHY);
  }

  @Test
  void aJobStarvesIfAllOfTheFirstTierThatKnowsSaySo() {
    Job job = job("g");
    Consumer<Hooks> yes = hooks -> hooks.jobStarving(j -> true);
    Consumer<Hooks> no = hooks -> hooks.jobStarving(j -> false);
    Consumer<Hooks> silent = hooks -> {};
    assertThat(tiers(List.of(List.of(silent))).starving(job)).isFalse();
    assertThat(tiers(List.of(List.of(silent), List.of(yes), List.of(no))).starving(job)).isTrue();
    assertThat(tiers(List.of(List.of(yes, no), List.of(yes))).starving(job)).isFalse();
  }

  @Test
  void aFunctionThatIsSwitchedOffIsNotAsked() throws ConfigurationException {
    FakePlugin plugin =
        new FakePlugin(
            "p",
            hooks -> {
              hooks.jobReady(job -> false);
              hooks.jobEnqueueable(job -> Admission.reject(WHY));
              hooks.queueOverused(queue -> WHY);
            });
    PluginConfiguration entry =
        new PluginConfiguration("p", Set.of(Hook.JOB_READY, Hook.QUEUE_OVERUSED), Map.of());
    Policy policy =
        Policy.of(
            new SchedulerConfiguration(
                List.of("allocate"), List.of(List.of(entry)), Map.of(), List.of()),
            List.of(plugin));
    Job job = job("g");
    assertThat(policy.ready(job)).isTrue();
    assertThat(policy.overused(job.queue())).isNull();
    assertThat(policy.enqueueable(job).vote()).isEqualTo(Vote.REJECT);
  }

  private Policy voting(String votes, java.util.function.BiConsumer<Hooks, String> register) {
    return tiers(
        Arrays.stream(votes.split("\\|", -1))
            .map(tier ->
                Arrays.stream(tier.isEmpty() ? new String[0] : tier.split(""))
                    .map(vote -> (Consumer<Hooks>) hooks -> register.accept(hooks, vote))
                    .toList())
            .toList());
  }

  private Admission admission(String vote) {
    return switch (vote(vote)) {
      case PERMIT -> Admission.PERMIT;
      case ABSTAIN -> Admission.ABSTAIN;
      case REJECT -> Admission.reject(WHY);
    };
  }

  private Vote vote(String vote) {
    asked.add(vote);
    return switch (vote) {
      case "+" -> Vote.PERMIT;
      case "-" -> Vote.REJECT;
      default -> Vote.ABSTAIN;
    };
  }

  private static @Nullable List<Task> victims(String names, Map<Character, Task> tasks) {
    return switch (names) {
      case "?" -> null;
      case "none" -> List.of();
      default -> names.chars().mapToObj(c -> tasks.get((char) c)).toList();
    };
  }

  private static Policy tiers(List<List<Consumer<Hooks>>> tiers) {
    List<PluginFactory> factories = new ArrayList<>();
    List<List<PluginConfiguration>> entries = new ArrayList<>();
    for (List<Consumer<Hooks>> tier : tiers) {
      List<PluginConfiguration> ofTier = new ArrayList<>();
      for (Consumer<Hooks> functions : tier) {
        String name = "p" + factories.size();
        factories.add(new FakePlugin(name, functions));
        ofTier.add(new PluginConfiguration(name, Set.of(), Map.of()));
      }
      entries.add(ofTier);
    }
    try {
      return Policy.of(
          new SchedulerConfiguration(List.of("allocate"), entries, Map.of(), List.of()), factories);
    } catch (ConfigurationException e) {
      throw new AssertionError(e);
    }
  }

  private Job job(String name) {
    return job(name, 1000);
  }

  private Job job(String name, long createdMillis) {
    state.reports().podChanged(pod(name).created(createdMillis).spec(), 0);
    Job job = known(name).job();
    if (job == null) {
      throw new AssertionError("no job");
    }
    return job;
  }

  private Task task(String name) {
    state.reports().groupChanged(group("g", 1));
    state.reports().podChanged(pod(name).of("g").spec(), 0);
    return known(name);
  }

  private Task known(String name) {
    Task task = state.task(name + "-uid");
    if (task == null) {
      throw new AssertionError(name + " is not known");
    }
    return task;
  }

  private Queue queue(String name) {
    return state.queues().stream()
        .filter(queue -> queue.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
