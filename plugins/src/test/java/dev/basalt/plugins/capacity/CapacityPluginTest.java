package dev.basalt.plugins.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.Queue;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.core.spi.Admission;
import dev.basalt.core.spi.JobEnqueueable;
import dev.basalt.core.spi.QueueAllocatable;
import dev.basalt.core.spi.QueueOverused;
import dev.basalt.core.spi.Vote;
import dev.basalt.plugins.World;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class CapacityPluginTest {
  private static final int CPU = ResourceSchema.CPU;

  private final TreeRun run = new TreeRun();
  private final World world = run.world;

  @Test
  void whatIsDeservedIsMetAsFarAsTheClusterGoesSmallAmountsInFull() {
    world.node("n1", "cpu=10");
    put("large", "").deserved("cpu=100").end();
    put("small", "").deserved("cpu=2").end();
    put("none", "").end();
    open();
    assertThat(run.deserved(queue("small"))).isEqualTo(2000);
    assertThat(run.deserved(queue("large"))).isEqualTo(8000);
    assertThat(run.deserved(queue("none"))).isZero();
  }

  @Test
  void aParentThatStatesNothingHasWhatItsChildrenState() {
    world.node("n1", "cpu=100");
    put("dept", "").end();
    put("a", "dept").deserved("cpu=3").guarantee("cpu=2").end();
    put("b", "dept").guarantee("cpu=4").end();
    put("lab", "a").deserved("cpu=1").end();
    open();
    assertThat(run.deserved(queue("dept"))).isEqualTo(7000);
    assertThat(run.plugin.entitlements().guarantee(queue("dept"), CPU)).isEqualTo(6000);
    assertThat(run.deserved(queue("a"))).isEqualTo(3000);
    assertThat(run.deserved(queue("lab"))).isEqualTo(1000);
  }

  @Test
  void guaranteesBeyondTheClusterAreSplitAndStopNobody() {
    world.node("n1", "cpu=4");
    put("a", "").guarantee("cpu=6").end();
    put("b", "").guarantee("cpu=6").end();
    run.ask("a", 9, 1);
    run.ask("b", 9, 1);
    run.session(run::allocatable);
    assertThat(run.held()).containsEntry("a", 2L).containsEntry("b", 2L);
  }

  @Test
  void queuesAreServedByPriorityThenShareThenAgeWhereTheyPart() {
    world.node("n1", "cpu=100");
    put("low", "").deserved("cpu=10").end();
    put("urgent-inside", "low").priority(9).end();
    put("high", "").priority(1).deserved("cpu=10").end();
    put("inside", "high").end();
    put("third", "").deserved("cpu=10").end();
    place("third", 5);
    open();
    assertThat(run.plugin.compare(queue("inside"), queue("urgent-inside"))).isNegative();
    assertThat(run.plugin.compare(queue("urgent-inside"), queue("third"))).isNegative();
    assertThat(run.plugin.compare(queue("third"), queue("third"))).isZero();
  }

  @Test
  void aQueueThatDeservesNothingComesAfterThoseThatLackSomething() {
    world.node("n1", "cpu=100");
    put("entitled", "").deserved("cpu=10").end();
    put("guest", "").end();
    put("guest2", "").end();
    place("entitled", 9);
    place("guest", 5);
    open();
    assertThat(run.plugin.share(queue("entitled"))).isEqualTo(0.9);
    assertThat(run.plugin.share(queue("guest"))).isEqualTo(1.05);
    assertThat(run.plugin.compare(queue("entitled"), queue("guest2"))).isNegative();
    assertThat(run.plugin.compare(queue("guest2"), queue("guest"))).isNegative();
  }

  @Test
  void whatIsInTheWayIsNamedWithItsNumbers() {
    world.node("n1", "cpu=20");
    put("dept", "").capability("cpu=6, pods=6").end();
    put("team", "dept").capability("cpu=100").end();
    put("kept", "").guarantee("cpu=3").end();
    put("other", "").end();
    run.ask("team", 7, 1);
    run.ask("other", 12, 1);
    run.session(run::allocatable);
    run.plugin.sessionOpened(world);
    Wait full = allocatable("team");
    assertThat(full.reason()).isEqualTo(WaitReason.QUEUE_SHARE);
    assertThat(full.message())
        .isEqualTo("queue dept holds 6 cpu of its capability of 6 cpu, 1 cpu asked");
    assertThat(Objects.requireNonNull(run.hooks.only(QueueOverused.class).check(queue("team"))))
        .extracting(Wait::message)
        .isEqualTo("queue dept holds 6 cpu of its capability of 6 cpu");
    assertThat(run.held()).containsEntry("other", 11L);
    assertThat(allocatable("other").message())
        .isEqualTo(
            "of 3 cpu free, 3 cpu are kept for what other queues than other are guaranteed, 1 cpu asked");
  }

  private Wait allocatable(String name) {
    Task task =
        run.pending().stream()
            .filter(pending -> TreeRun.queueOf(pending) == queue(name))
            .findFirst()
            .orElseThrow();
    return Objects.requireNonNull(run.hooks.only(QueueAllocatable.class).check(queue(name), task));
  }

  @Test
  void aGroupIsLetInWithinWhatTheQueueAndAllAroundItCouldHave() {
    world.node("n1", "cpu=20");
    put("dept", "").capability("cpu=8").end();
    put("team", "dept").end();
    put("sibling", "dept").guarantee("cpu=2").end();
    open();
    Job fits = world.group("fits", "team", 1, Map.of(), "cpu=6");
    Job large = world.group("large", "team", 1, Map.of(), "cpu=7");
    assertThat(enqueueable(fits).vote()).isEqualTo(Vote.PERMIT);
    assertThat(message(enqueueable(large)))
        .contains("queue team can have 6 cpu, 0 cpu held or promised, 7 cpu asked: short of 1 cpu");
    world.state().phase(fits, GroupPhase.INQUEUE);
    Job other = world.group("other", "sibling", 1, Map.of(), "cpu=3");
    assertThat(message(enqueueable(other)))
        .contains("queue dept can have 8 cpu, 6 cpu held or promised, 3 cpu asked");
  }

  private Admission enqueueable(Job job) {
    return run.hooks.only(JobEnqueueable.class).vote(job);
  }

  private static String message(Admission admission) {
    Wait why = admission.why();
    return why == null ? "" : why.message();
  }

  @Test
  void roomUnderACommonLimitComesFromThoseUnderItAlone() {
    world.node("n1", "cpu=20");
    put("dept", "").capability("cpu=4").deserved("cpu=4").end();
    put("a", "dept").deserved("cpu=2").end();
    put("b", "dept").deserved("cpu=2").end();
    put("guest", "").end();
    run.ask("a", 4, 1);
    run.ask("guest", 4, 1);
    run.session(run::allocatable);
    run.ask("b", 1, 1);
    open();
    Task claimer = run.pending().getFirst();
    assertThat(run.plugin.claims().mayClaim(queue("b"), claimer, true)).isFalse();
    assertThat(run.plugin.claims().mayReplace(queue("b"), claimer)).isTrue();
    List<Task> victims = run.hooks.reclaimable().victims(claimer, run.placed());
    assertThat(victims).hasSize(2).allMatch(task -> TreeRun.queueOf(task) == queue("a"));
  }

  @Test
  void whatAQueueHoldsWithinItsGuaranteeIsNeverTaken() {
    world.node("n1", "cpu=4");
    put("kept", "").guarantee("cpu=3").deserved("cpu=3").end();
    put("claims", "").deserved("cpu=4").end();
    run.ask("kept", 4, 1);
    run.session(run::allocatable);
    run.ask("claims", 1, 1);
    open();
    Task claimer = run.pending().getFirst();
    assertThat(run.hooks.reclaimable().victims(claimer, run.placed())).hasSize(1);
  }

  @Test
  void anInvalidQueueKeepsWhatRunsAndIsEntitledToNothing() {
    world.node("n1", "cpu=4");
    put("typo", "").deserved("cpu=4").end();
    put("claims", "").deserved("cpu=4").end();
    run.ask("typo", 4, 1);
    run.session(run::allocatable);
    put("typo", "").deserved("cpu=4").problem("spec.weight: bad").end();
    run.ask("claims", 1, 1);
    open();
    assertThat(run.deserved(queue("typo"))).isZero();
    Task claimer = run.pending().getFirst();
    assertThat(run.hooks.reclaimable().victims(claimer, run.placed())).isEmpty();
  }

  private void place(String queue, int pods) {
    run.ask(queue, pods, 1);
    open();
    run.pending().forEach(run::place);
  }

  private void open() {
    run.plugin.sessionOpened(world);
  }

  private Queue queue(String name) {
    return world.queueNamed(name);
  }

  private Draft put(String name, String parent) {
    return new Draft(name, parent);
  }

  /** A queue's object, amounts as texts. */
  private final class Draft {
    private final QueueSpec.Builder spec;

    Draft(String name, String parent) {
      spec =
          QueueSpec.builder(name, "uid-" + name)
              .parent(parent)
              .createdMillis(world.queues().size());
    }

    Draft deserved(String amounts) {
      spec.deserved(World.resources(amounts));
      return this;
    }

    Draft guarantee(String amounts) {
      spec.guarantee(World.resources(amounts));
      return this;
    }

    Draft capability(String amounts) {
      spec.capability(World.resources(amounts));
      return this;
    }

    Draft priority(int value) {
      spec.priority(value);
      return this;
    }

    Draft problem(@Nullable String value) {
      spec.problem(value);
      return this;
    }

    void end() {
      world.state().reports().queueChanged(spec.build());
    }
  }
}
