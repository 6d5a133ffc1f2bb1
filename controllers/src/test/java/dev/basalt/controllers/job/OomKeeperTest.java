package dev.basalt.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.JobPhase;
import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.Json;
import dev.basalt.cluster.lead.Fence;
import dev.basalt.controllers.job.JobStatuses.Cause;
import dev.basalt.controllers.job.oom.GrowthCodec;
import dev.basalt.controllers.job.oom.JobGrowths;
import dev.basalt.controllers.job.oom.Verdict;
import dev.basalt.controllers.job.plugin.JobContext;
import dev.basalt.controllers.job.plugin.JobPlugins;
import dev.basalt.controllers.job.state.JobShape;
import dev.basalt.controllers.job.state.PodView;
import dev.basalt.controllers.job.state.Progress;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.controllers.runtime.WriteFailedException;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.port.Clock;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Growth across deaths of the controller, against an API server that is a few maps. */
class OomKeeperTest {
  private static final ObjectKey KEY = new ObjectKey("team", "sweep");
  private static final Progress AT = new Progress(JobPhase.RUNNING, 0, 0);
  private static final long NEEDED = 300L << 20;

  private final KubernetesClient client = new KubernetesClientBuilder().build();
  private final KubernetesSerialization serialization = client.getKubernetesSerialization();
  private final JobMirrors mirrors = JobMirrors.of(client, Clock.system(), Runnable::run);
  private final MemoryRoom room = new MemoryRoom(client, Clock.system(), Runnable::run);
  private final Map<String, Pod> pods = new TreeMap<>();
  private final Map<String, String> offers = new HashMap<>();
  private final List<String> events = new ArrayList<>();
  private final List<String> sizes = new ArrayList<>();
  private OomCounts counts = new OomCounts();
  private Job job = Jobs.of("");

  /** The write at which the controller dies, -1 for none; and whether it is still carried out. */
  private int deadly = -1;

  private boolean carriedOut;

  /** A fault: the API server says that it has kept the record, but has not. */
  private boolean forgetful;

  private int writes;
  private int uids;

  @AfterEach
  void close() {
    client.close();
  }

  private void begin(String flags, String limit, int replicas) {
    job =
        Jobs.of(
            """
            plugins: {oom: [%s]}
            tasks:
            - name: main
              replicas: %d
              template:
                spec:
                  containers:
                  - {name: work, resources: {requests: {memory: %s}, limits: {memory: %s}}}
            """
                .formatted(flags, replicas, limit, limit));
    job.getMetadata().setResourceVersion("1");
    pods.clear();
    sizes.clear();
    events.clear();
    counts = new OomCounts();
    writes = 0;
  }

  /** The controller and the nodes, until nothing changes any more. */
  private Cause live() throws InterruptedException {
    OomKeeper keeper = keeper();
    for (int step = 0; step < 100; step++) {
      boolean changed = true;
      Cause refusal = Cause.NONE;
      try {
        OomKeeper.Look look = keeper.look(turn());
        refusal = look.refusal();
        podKeeper().replace(KEY.namespace(), look.outgrown());
        changed = look.recorded() || !look.outgrown().isEmpty() || make();
      } catch (WriteFailedException e) {
        // Another one takes over, which knows nothing but what is written.
        keeper = keeper();
      }
      nodes();
      if (!changed) {
        return refusal;
      }
    }
    throw new AssertionError("no end: " + events);
  }

  private OomKeeper keeper() {
    Writer writer = writer();
    return new OomKeeper(
        new JobRecords(mirrors.jobs(), writer, serialization),
        room,
        new OomOffers(writer, serialization, Clock.system()),
        counts,
        (about, warning, reason, message) -> events.add(reason + ": " + message));
  }

  private PodKeeper podKeeper() {
    return new PodKeeper(writer(), new Expectations(Clock.system()), serialization);
  }

  private Writer writer() {
    return new Writer(this::answer, Fence.none(), Clock.system());
  }

  private Turn turn() {
    JobContext context = Jobs.context(job);
    List<PodView> views = pods.values().stream().map(PodViews::read).toList();
    return new Turn(KEY, job, context, JobShape.of(context.spec()), AT, views, null, pod -> false);
  }

  /** What the rest of the controller does: deletes what is marked, makes what is missing. */
  private boolean make() {
    boolean deleted =
        pods.values()
            .removeIf(pod ->
                pod.getMetadata()
                    .getAnnotations()
                    .containsKey("volcano.sh/controller-out-of-sync"));
    JobContext context = Jobs.context(job);
    JobPods maker = new JobPods(job, context, AT, JobPlugins.of(context.plugins()).values());
    boolean made = false;
    for (int i = 0; i < JobContext.replicas(context.tasks().getFirst()); i++) {
      if (!pods.containsKey("sweep-main-" + i)) {
        Pod pod = maker.pod(context.tasks().getFirst(), i);
        pod.getMetadata().setUid("p" + uids++);
        pods.put(pod.getMetadata().getName(), pod);
        sizes.add(i + ":" + limit(pod));
        made = true;
      }
    }
    return made || deleted;
  }

  /** Pods with an odd number need much. */
  private void nodes() {
    for (Pod pod : pods.values()) {
      boolean fits =
          pod.getMetadata().getName().endsWith("0")
              || Quantity.getAmountInBytes(limit(pod)).longValueExact() >= NEEDED;
      pod.setStatus(
          new PodStatusBuilder()
              .withPhase(fits ? "Succeeded" : "Failed")
              .withContainerStatuses(
                  new ContainerStatusBuilder()
                      .withName("work")
                      .withNewState()
                      .withNewTerminated()
                      .withExitCode(fits ? 0 : 137)
                      .withReason(fits ? "Completed" : "OOMKilled")
                      .endTerminated()
                      .endState()
                      .build())
              .build());
    }
  }

  private static Quantity limit(Pod pod) {
    return Objects.requireNonNull(
        pod.getSpec().getContainers().getFirst().getResources().getLimits().get("memory"));
  }

  private synchronized CompletableFuture<ApiResponse> answer(ApiRequest request) {
    boolean dies = !request.method().equals("GET") && writes++ == deadly;
    if (dies && !carriedOut) {
      return CompletableFuture.failedFuture(new IllegalStateException("died before"));
    }
    ApiResponse response = carryOut(request);
    return dies
        ? CompletableFuture.failedFuture(new IllegalStateException("died after"))
        : CompletableFuture.completedFuture(response);
  }

  private ApiResponse carryOut(ApiRequest request) {
    String name = request.path().substring(request.path().lastIndexOf('/') + 1);
    JsonNode body = Json.parse(request.body());
    if (request.path().contains("/jobs/")) {
      assertThat(body.path("metadata").path("resourceVersion").asText())
          .isEqualTo(job.getMetadata().getResourceVersion());
      job = copy(job, Job.class);
      if (!forgetful) {
        job.getMetadata().setAnnotations(texts(body.path("metadata").path("annotations")));
      }
      job.getMetadata()
          .setResourceVersion(
              Integer.toString(Integer.parseInt(job.getMetadata().getResourceVersion()) + 1));
      return ok(serialization.asJson(job));
    }
    if (request.path().contains("/configmaps")) {
      return configMap(request, body);
    }
    Pod pod = pods.get(name);
    if (pod == null) {
      return new ApiResponse(404, new byte[0], null);
    }
    if (request.method().equals("DELETE")) {
      assertThat(pod.getMetadata().getAnnotations())
          .containsKey("volcano.sh/controller-out-of-sync");
      pods.remove(name);
    } else {
      pod.getMetadata().getAnnotations().putAll(texts(body.path("metadata").path("annotations")));
    }
    return ok("{}");
  }

  private ApiResponse configMap(ApiRequest request, JsonNode body) {
    if (request.method().equals("GET") && offers.isEmpty()) {
      return new ApiResponse(404, new byte[0], null);
    }
    offers.putAll(texts(body.path("data")));
    ObjectNode map = Json.object();
    map.putObject("metadata").put("resourceVersion", "1");
    offers.forEach(map.putObject("data")::put);
    return ok(map.toString());
  }

  private <T> T copy(T object, Class<T> type) {
    return serialization.unmarshal(serialization.asJson(object), type);
  }

  private static Map<String, String> texts(JsonNode node) {
    Map<String, String> texts = new HashMap<>();
    node.properties().forEach(one -> texts.put(one.getKey(), one.getValue().asText()));
    return texts;
  }

  private static ApiResponse ok(String json) {
    return new ApiResponse(200, json.getBytes(StandardCharsets.UTF_8), null);
  }

  private @Nullable String record() {
    return job.getMetadata().getAnnotations() == null
        ? null
        : job.getMetadata().getAnnotations().get("basalt.dev/oom-record");
  }

  @Test
  void onlyTheShardThatNeedsItGrowsUntilItFits() throws InterruptedException {
    begin("", "64Mi", 2);

    assertThat(live()).isEqualTo(Cause.NONE);

    assertThat(sizes).containsExactly("0:64Mi", "1:64Mi", "1:128Mi", "1:256Mi", "1:512Mi");
    assertThat(counts.grown()).isEqualTo(3);
    assertThat(events)
        .hasSize(3)
        .first()
        .isEqualTo(
            "MemoryGrown: pod sweep-main-1 was killed for want of memory and is made anew:"
                + " container work from 64Mi to 128Mi (growth 1 of at most 5)");
    JobGrowths growths = GrowthCodec.read(String.valueOf(record()));
    assertThat(growths.count()).isEqualTo(3);
    assertThat(growths.of("main").of(1).times()).isEqualTo(3);
  }

  @Test
  void aControllerThatDiesAtAnyWriteNeitherLosesNorDoublesAGrowth() throws InterruptedException {
    begin("", "64Mi", 2);
    live();
    int all = writes;
    String record = record();
    assertThat(all).isEqualTo(9);
    for (deadly = 0; deadly < all; deadly++) {
      for (boolean done : new boolean[] {false, true}) {
        carriedOut = done;
        begin("", "64Mi", 2);

        live();

        assertThat(sizes)
            .as("died at write %s, carried out: %s", deadly, done)
            .containsExactly("0:64Mi", "1:64Mi", "1:128Mi", "1:256Mi", "1:512Mi");
        assertThat(record()).isEqualTo(record);
      }
    }
  }

  @Test
  void withoutTheRecordNothingWouldGrow() {
    begin("", "64Mi", 2);
    forgetful = true;
    assertThatThrownBy(this::live)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("no end");
  }

  @Test
  void aPodAtTheMaximumStaysAndIsToldOfOnce() throws InterruptedException {
    begin("--max-memory=200Mi", "64Mi", 2);

    Cause cause = live();

    assertThat(sizes).containsExactly("0:64Mi", "1:64Mi", "1:128Mi", "1:200Mi");
    assertThat(cause)
        .isEqualTo(
            new Cause(
                "OutOfMemory",
                "pod sweep-main-1: container work was killed at 200Mi for want of memory and gets"
                    + " no more: --max-memory is 200Mi"));
    assertThat(counts.refusedFor(Verdict.Bound.MAX_MEMORY)).isEqualTo(1);
    assertThat(events).filteredOn(one -> one.startsWith("OutOfMemory")).hasSize(1);
  }

  @Test
  void theNextRunOfTheTemplateBeginsWithWhatThisOneFoundOut() throws InterruptedException {
    begin("", "64Mi", 2);
    live();
    OomKeeper keeper = keeper();
    keeper.offer(turn());
    assertThat(offers).hasSize(1);

    begin("", "64Mi", 2);
    assertThat(keeper.begin(turn())).isTrue();
    assertThat(keeper.begin(turn())).as("once it has a record").isFalse();
    live();
    assertThat(sizes).containsExactly("0:64Mi", "1:512Mi");
    assertThat(GrowthCodec.read(String.valueOf(record())).count()).isZero();

    begin("--reuse=false", "64Mi", 2);
    assertThat(keeper.begin(turn())).as("a job that does not want it").isFalse();
    begin("", "65Mi", 2);
    assertThat(keeper.begin(turn())).as("another template").isFalse();
  }

  @Test
  void aJobWithoutThePluginIsLeftAlone() throws InterruptedException {
    begin("", "64Mi", 2);
    job = Jobs.of("tasks:\n- {name: main, replicas: 0}");
    assertThat(live()).isEqualTo(Cause.NONE);
    assertThat(writes).isZero();
  }
}
