package dev.basalt.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.batch.JobState;
import dev.basalt.api.batch.JobStatus;
import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.Json;
import dev.basalt.cluster.lead.Fence;
import dev.basalt.controllers.job.JobStatuses.Cause;
import dev.basalt.controllers.job.plugin.JobContext;
import dev.basalt.controllers.job.state.JobShape;
import dev.basalt.controllers.job.state.PodPhase;
import dev.basalt.controllers.job.state.PodView;
import dev.basalt.controllers.job.state.Pods;
import dev.basalt.controllers.job.state.Progress;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.port.Clock;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a job that is refused what it needs. Each look is a fresh controller's. */
class JobUpkeepTest {
  private static final ObjectKey KEY = new ObjectKey("team", "sweep");
  private static final String PLAIN = "tasks: [{name: main, replicas: 3, minAvailable: 2}]";
  private static final String INVALID =
      "PodGroup is invalid: metadata.labels: Invalid value: \"a b\"";
  private static final String NO_RIGHTS =
      "podgroups is forbidden: User \"system:serviceaccount:b:c\" cannot create resource"
          + " \"podgroups\" in the namespace \"team\"";

  private final KubernetesClient client = new KubernetesClientBuilder().build();
  private final List<String> events = new ArrayList<>();
  private Map<String, String> controlled = new TreeMap<>();
  private int status;
  private String message = "";
  private long millis = Instant.parse("2026-11-26T19:40:12Z").toEpochMilli();

  @AfterEach
  void close() {
    client.close();
  }

  private void answers(int newStatus, String newMessage) {
    status = newStatus;
    message = newMessage;
  }

  private JobUpkeep.Done look(Job job) throws InterruptedException {
    return look(job, JobPhase.PENDING, null, List.of());
  }

  /** A look by a controller that knows what is written, and nothing else. */
  private JobUpkeep.Done look(Job job, JobPhase phase, @Nullable String problem, List<PodView> pods)
      throws InterruptedException {
    Clock clock = clock();
    Writer writer = new Writer(this::answer, Fence.none(), clock);
    Expectations expectations = new Expectations(clock);
    JobUpkeep upkeep =
        new JobUpkeep(
            JobMirrors.of(client, clock, Runnable::run),
            writer,
            new PodKeeper(writer, expectations, clock),
            new Companions(writer, (about, warning, reason, text) -> {}, serialization()),
            expectations,
            (about, warning, reason, text) -> events.add(reason),
            serialization(),
            clock);
    controlled = new TreeMap<>(controlled);
    return upkeep.keep(turn(job, phase, problem, pods), controlled);
  }

  private io.fabric8.kubernetes.client.utils.KubernetesSerialization serialization() {
    return client.getKubernetesSerialization();
  }

  private static Turn turn(Job job, JobPhase phase, @Nullable String problem, List<PodView> pods) {
    JobContext context = Jobs.context(job);
    return new Turn(
        KEY,
        job,
        problem,
        context,
        JobShape.of(context.spec()),
        new Progress(phase, 0, 0),
        pods,
        null,
        pod -> false);
  }

  private Clock clock() {
    return new Clock() {
      @Override
      public long nanos() {
        return millis * 1_000_000;
      }

      @Override
      public long epochMillis() {
        return millis;
      }
    };
  }

  private CompletableFuture<ApiResponse> answer(ApiRequest request) {
    return CompletableFuture.completedFuture(
        new ApiResponse(status, Json.bytes(Json.object().put("message", message)), null));
  }

  private void pass(Duration time) {
    millis += time.toMillis();
  }

  @Test
  void aJobWhoseGroupIsRefusedIsGivenUpAfterAWhile() throws InterruptedException {
    Job job = Jobs.of(PLAIN);
    answers(422, INVALID);

    JobUpkeep.Done first = look(job);
    assertThat(first.givenUp()).isFalse();
    assertThat(first.cause().reason()).isEqualTo("PodGroupError");
    assertThat(first.next().after()).isEqualTo(Duration.ofSeconds(30));
    assertThat(events).containsExactly("PodGroupError");

    pass(Refusals.PATIENCE.minusSeconds(10));
    JobUpkeep.Done late = look(job);
    assertThat(late.givenUp()).isFalse();
    assertThat(late.next().after()).isEqualTo(Duration.ofSeconds(10));

    pass(Duration.ofSeconds(10));
    JobUpkeep.Done last = look(job);
    assertThat(last.givenUp()).isTrue();
    assertThat(last.cause().reason()).isEqualTo("PodGroupError");
    assertThat(last.cause().message()).startsWith("given up after 10 minutes: ").endsWith(INVALID);
  }

  @Test
  void aRefusalThatEndedIsForgotten() throws InterruptedException {
    Job job = Jobs.of(PLAIN);
    answers(422, INVALID);
    look(job);
    pass(Refusals.PATIENCE);
    answers(201, "");
    assertThat(look(job).givenUp()).isFalse();
    assertThat(controlled).isEmpty();

    answers(422, INVALID);
    assertThat(look(job).givenUp()).isFalse();
  }

  @Test
  void whatOthersMustMendIsWaitedFor() throws InterruptedException {
    Job job = Jobs.of(PLAIN);
    answers(403, NO_RIGHTS);
    look(job);
    pass(Refusals.PATIENCE.multipliedBy(10));

    JobUpkeep.Done done = look(job);
    assertThat(done.givenUp()).isFalse();
    assertThat(done.cause()).isEqualTo(new Cause("PodGroupError", done.cause().message()));
    assertThat(done.next().after()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aQuotaIsWaitedFor() throws InterruptedException {
    Job job = Jobs.of(PLAIN);
    answers(403, "podgroups is forbidden: exceeded quota: few, requested: count/podgroups=1");
    look(job);
    pass(Refusals.PATIENCE.multipliedBy(10));

    assertThat(look(job).givenUp()).isFalse();
    assertThat(look(job).cause().reason()).isEqualTo("QuotaExceeded");
  }

  @Test
  void aSpecThatMeansNothingIsGivenUpWithoutBeingAskedAbout() throws InterruptedException {
    Job job = Jobs.of("plugins: {svcs: []}\n" + PLAIN);

    assertThat(look(job).next().after()).isEqualTo(Refusals.PATIENCE);
    pass(Refusals.PATIENCE);
    assertThat(look(job).givenUp()).isTrue();

    controlled.clear();
    assertThat(look(job, JobPhase.PENDING, "no", List.of()).cause().reason())
        .isEqualTo("InvalidSpec");
    pass(Refusals.PATIENCE);
    assertThat(look(job, JobPhase.PENDING, "no", List.of()).givenUp()).isTrue();
  }

  /** It may do all its work with those that it has. */
  @Test
  void whileAsManyPodsRunAsTheJobNeedsItGoesOn() throws InterruptedException {
    Job job = Jobs.of(PLAIN);
    answers(422, INVALID);
    List<PodView> enough =
        List.of(
            Pods.of("main", 0).phase(PodPhase.RUNNING).view(),
            Pods.of("main", 1).phase(PodPhase.SUCCEEDED).view());
    List<PodView> over =
        List.of(
            Pods.of("main", 0).phase(PodPhase.SUCCEEDED).view(),
            Pods.of("main", 1).phase(PodPhase.SUCCEEDED).view());
    List<PodView> tooFew = List.of(Pods.of("main", 0).phase(PodPhase.RUNNING).view());
    look(job, JobPhase.RUNNING, null, enough);
    pass(Refusals.PATIENCE);

    assertThat(look(job, JobPhase.RUNNING, null, enough).givenUp()).isFalse();
    assertThat(look(job, JobPhase.PENDING, null, enough).givenUp()).isTrue();
    assertThat(look(job, JobPhase.RUNNING, null, tooFew).givenUp()).isTrue();
    assertThat(look(job, JobPhase.RUNNING, null, over).givenUp()).isTrue();
  }

  @Test
  void aJobThatWasGivenUpKeepsTheReason() {
    Job job = Jobs.of(PLAIN);
    job.setStatus(status("PodRefused", "given up"));

    assertThat(JobUpkeep.standing(turn(job, JobPhase.TERMINATING, null, List.of())))
        .isEqualTo(new Cause("PodRefused", "given up"));
    assertThat(JobUpkeep.standing(turn(job, JobPhase.PENDING, null, List.of())))
        .isEqualTo(Cause.NONE);
  }

  private static JobStatus status(String reason, String message) {
    return new JobStatus(
        new JobState(JobPhase.TERMINATING, reason, message, null),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }
}
