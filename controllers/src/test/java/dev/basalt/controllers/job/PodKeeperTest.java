package dev.basalt.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.batch.TaskSpec;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.lead.Fence;
import dev.basalt.controllers.job.state.Progress;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.port.Clock;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PodKeeperTest {
  private static final ObjectKey JOB = new ObjectKey("team", "sweep");
  private static final ObjectKey POD = new ObjectKey("team", "sweep-main-0");

  private final Expectations expectations = new Expectations(Clock.system());

  @Test
  void aNameThatAnotherPodHasIsTaken() throws InterruptedException {
    assertThat(make("someone").taken()).isEqualTo(1);
    assertThat(expectations.made(POD)).isFalse();
  }

  /** The answer to its creation was lost, and the watch has not shown it yet. */
  @Test
  void aPodOfTheJobsOwnIsNoneOfThem() throws InterruptedException {
    assertThat(make("u1").taken()).isZero();
    assertThat(expectations.made(POD)).isTrue();
  }

  @Test
  void nothingIsMadeOnceSomethingElseIsMoreUrgent() throws InterruptedException {
    PodKeeper.Made made = make("u1", false);
    assertThat(made.left()).isTrue();
    assertThat(expectations.made(POD)).isFalse();
  }

  private PodKeeper.Made make(String owner) throws InterruptedException {
    return make(owner, true);
  }

  private PodKeeper.Made make(String owner, boolean goOn) throws InterruptedException {
    Job job = Jobs.of("tasks: [{name: main, replicas: 1}]");
    TaskSpec task = Jobs.context(job).tasks().getFirst();
    String there = "{\"metadata\":{\"ownerReferences\":[{\"uid\":\"%s\"}]}}".formatted(owner);
    Writer writer =
        new Writer(
            request ->
                CompletableFuture.completedFuture(
                    request.method().equals("GET")
                        ? new ApiResponse(200, there.getBytes(StandardCharsets.UTF_8), null)
                        : new ApiResponse(409, new byte[0], null)),
            Fence.none(),
            Clock.system());
    return new PodKeeper(writer, expectations, Clock.system())
        .make(
            new JobPods(job, Jobs.context(job), new Progress(JobPhase.PENDING, 0, 0), List.of()),
            JOB,
            "u1",
            List.of(new PodPlan.Missing(task, 0)).iterator(),
            () -> goOn);
  }
}
